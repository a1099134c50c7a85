import type { LabImage } from './image.ts';

/** docker-library/redis and valkey-io/valkey-container, docker-entrypoint.sh: the `find … chown`, the change of user, and the umask. */
function keyValue(image: string, source: string, name: string): LabImage {
  return {
    image,
    source,
    prepare: keyValueFolder(name),
    entry: `
      cd /data
      if [ "$(id -u)" = 0 ]; then
        find . ! -user ${name} -exec chown ${name} '{}' +
        exec /usr/bin/setpriv --reuid=${name} --regid=${name} --clear-groups "$0" "$@"
      fi
      [ "$(umask)" = 0022 ] && umask 0077
      ${keyValueServer(name)}`,
    ...KEY_VALUE,
  };
}

const keyValueFolder = (name: string) => `own ${name}; ln -sf /usr/bin/redis-server /usr/local/bin/${name}-server; mkdir /data; chown ${name}:${name} /data`;

/** With the configuration of the host, where that is mounted; always with an append-only file, which has a folder of its own. */
const keyValueServer = (name: string) => `conf=/etc/own.conf; [ -f $conf ] || conf=; exec ${name}-server $conf --dir /data --appendonly yes`;

const KEY_VALUE = {
  probe: 'test "$(redis-cli ping)" = PONG && redis-cli incr starts',
  data: '/data',
  keyed: { files: { '/etc/own.conf': 'maxmemory 64mb' }, probe: 'redis-cli config get maxmemory | grep -q 67108864' },
} as const;

/** docker-library/postgres: the Dockerfile, and the entrypoint, which reads the file with the password before it changes user. */
function postgres(image: string, source: string, folders: { readonly data: string; readonly volume: string }): LabImage {
  return {
    image,
    source,
    prepare: `
      own postgres; mkdir -p ${folders.volume} /run/postgresql; chmod 1777 ${folders.volume}
      chown -R postgres:postgres /var/lib/postgresql /run/postgresql; chmod 3777 /run/postgresql`,
    entry: `
      export PGDATA="\${PGDATA:-${folders.data}}" PATH="/usr/lib/postgresql/15/bin:$PATH"
      if [ -n "$POSTGRES_PASSWORD_FILE" ]; then POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE"); export POSTGRES_PASSWORD; unset POSTGRES_PASSWORD_FILE; fi
      mkdir -p "$PGDATA"; chmod 00700 "$PGDATA" || :; mkdir -p /run/postgresql || :; chmod 03775 /run/postgresql || :
      if [ "$(id -u)" = 0 ]; then
        find "$PGDATA" ! -user postgres -exec chown postgres '{}' +
        find /run/postgresql ! -user postgres -exec chown postgres '{}' +
        exec gosu postgres "$0" "$@"
      fi
      [ -s "$PGDATA/PG_VERSION" ] || { echo "$POSTGRES_PASSWORD" > /tmp/pw; initdb --username=postgres --pwfile=/tmp/pw --no-sync -D "$PGDATA"; rm /tmp/pw; }
      exec postgres -c fsync=off -D "$PGDATA" -c unix_socket_directories=/run/postgresql`,
    env: { POSTGRES_PASSWORD: 'example' },
    probe: `PGPASSWORD=example /usr/lib/postgresql/15/bin/psql -h 127.0.0.1 -U postgres -c 'create table if not exists seen (n int); insert into seen values (1); select count(*) from seen'`,
    data: folders.volume,
    below: { PGDATA: `${folders.volume}/below` },
    keyed: {
      files: { '/run/secrets/password': 'secret' },
      key: '/run/secrets/password',
      env: { POSTGRES_PASSWORD: '', POSTGRES_PASSWORD_FILE: '/run/secrets/password' },
      probe: `PGPASSWORD=secret /usr/lib/postgresql/15/bin/psql -h 127.0.0.1 -U postgres -c 'select 1'`,
    },
  };
}

/** Before version 18. */
const ONE_FOLDER = { data: '/var/lib/postgresql/data', volume: '/var/lib/postgresql/data' };

/** Databases, caches, queues and configuration stores. */
export const STORES: readonly LabImage[] = [
  keyValue('redis:7', 'docker-library/redis, 7.2, docker-entrypoint.sh', 'redis'),
  keyValue('redis:7-alpine', 'docker-library/redis, 7.2/alpine, docker-entrypoint.sh, with the tools of busybox', 'redis'),
  {
    image: 'redis:8',
    source: 'redis/docker-library-redis, debian/docker-entrypoint.sh: it gives up its capabilities by setpriv; Redis 7 in place of 8',
    prepare: keyValueFolder('redis'),
    entry: `
      cd /data
      AS="/usr/bin/setpriv --reuid redis --regid redis --clear-groups"
      if [ "$(id -u)" = 0 ] && setpriv --dump | grep -q 'bounding set:.*setuid'; then
        find . | while read -r file; do
          $AS test -r "$file" -a -w "$file" || { chown redis "$file" || :; chmod u+rwX "$file" || :; }
        done
        exec $AS --nnp --inh-caps=-all --ambient-caps=-all --bounding-set=-all "$0" "$@"
      fi
      [ "$(umask)" = 0022 ] && umask 0077
      ${keyValueServer('redis')}`,
    ...KEY_VALUE,
  },
  keyValue('valkey/valkey:8', 'valkey-io/valkey-container, docker-entrypoint.sh; Redis 7 in place of Valkey', 'valkey'),
  keyValue('valkey/valkey:8-alpine', 'valkey-io/valkey-container, docker-entrypoint.sh, with the tools of busybox; Redis 7 in place of Valkey', 'valkey'),
  postgres('postgres:15', 'docker-library/postgres, 15, Dockerfile and docker-entrypoint.sh', ONE_FOLDER),
  postgres('postgres:15-alpine', 'docker-library/postgres, 15, alpine, Dockerfile and docker-entrypoint.sh, with the tools of busybox', ONE_FOLDER),
  postgres('postgres:18', 'docker-library/postgres, 18, Dockerfile and docker-entrypoint.sh; PostgreSQL 15 in place of 18', {
    data: '/var/lib/postgresql/18/docker',
    volume: '/var/lib/postgresql',
  }),
  {
    image: 'mariadb:10.11',
    source: 'MariaDB/mariadb-docker, 10.11, docker-entrypoint.sh',
    prepare: `
      own mysql; rm -rf /var/lib/mysql /etc/mysql/mariadb.conf.d/50-server.cnf; mkdir -p /var/lib/mysql /run/mysqld
      chown -R mysql:mysql /var/lib/mysql /run/mysqld; chmod 1777 /run/mysqld`,
    entry: `
      if [ -n "$MARIADB_ROOT_PASSWORD_FILE" ]; then MARIADB_ROOT_PASSWORD=$(cat "$MARIADB_ROOT_PASSWORD_FILE"); export MARIADB_ROOT_PASSWORD; unset MARIADB_ROOT_PASSWORD_FILE; fi
      if [ "$(id -u)" = 0 ]; then
        mkdir -p /var/lib/mysql; find /var/lib/mysql ! -user mysql -exec chown mysql: '{}' +; find /run/mysqld ! -user mysql -exec chown mysql: '{}' +
        exec gosu mysql "$0" "$@"
      fi
      [ -d /var/lib/mysql/mysql ] || mariadb-install-db --datadir=/var/lib/mysql --rpm --auth-root-authentication-method=normal --skip-test-db
      exec mariadbd --innodb-flush-log-at-trx-commit=0 --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock --skip-name-resolve`,
    env: { MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: '1' },
    probe: `mariadb -h 127.0.0.1 -u root -e 'create database if not exists d; create table if not exists d.seen (n int); insert into d.seen values (1)'`,
    data: '/var/lib/mysql',
    keyed: {
      files: { '/run/secrets/password': 'secret' },
      key: '/run/secrets/password',
      env: { MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: '', MARIADB_ROOT_PASSWORD_FILE: '/run/secrets/password' },
      probe: 'mariadb -h 127.0.0.1 -u root -e "select 1"',
    },
  },
  {
    image: 'rabbitmq:3.10',
    source: 'docker-library/rabbitmq, 3.10, Dockerfile and docker-entrypoint.sh',
    prepare: `
      own rabbitmq; rm -rf /var/lib/rabbitmq; mkdir -p /var/lib/rabbitmq /etc/rabbitmq /var/log/rabbitmq /tmp/rabbitmq-ssl
      ln -sf /var/lib/rabbitmq/.erlang.cookie /root/.erlang.cookie
      chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /etc/rabbitmq /var/log/rabbitmq; chmod 1777 /var/lib/rabbitmq /etc/rabbitmq /var/log/rabbitmq`,
    entry: `
      if [ "$(id -u)" = 0 ]; then
        find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq '{}' +
        exec gosu rabbitmq "$0" "$@"
      fi
      export HOME=/var/lib/rabbitmq RABBITMQ_MNESIA_BASE=/var/lib/rabbitmq/mnesia RABBITMQ_LOGS=- RABBITMQ_NODENAME=rabbit@localhost
      exec /usr/lib/rabbitmq/bin/rabbitmq-server`,
    // the class and the method of what it says first: connection.start
    probe: `timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/5672; printf "AMQP\\0\\0\\011\\001" >&3; test "$(head -c 11 <&3 | tail -c 4 | od -An -tx1)" = " 00 0a 00 0a"'`,
    data: '/var/lib/rabbitmq',
  },
  {
    image: 'memcached:1.6',
    source: 'docker-library/memcached, Dockerfile',
    prepare: 'own memcache',
    entry: 'exec memcached',
    probe: `timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/11211; printf "set a 0 0 1\\r\\nb\\r\\nquit\\r\\n" >&3; grep -q STORED <&3'`,
  },
  {
    image: 'quay.io/coreos/etcd:v3.4.23',
    source: 'etcd-io/etcd, Dockerfile; the data folder as its documentation mounts it',
    prepare: 'rm -rf /var/lib/etcd; mkdir -m 0700 /var/lib/etcd',
    entry: 'exec etcd --data-dir /var/lib/etcd',
    probe: 'ETCDCTL_API=3 etcdctl put a b',
    data: '/var/lib/etcd',
  },
  {
    image: 'nats:2.9',
    source: 'nats-io/nats-docker, 2.9, Dockerfile and nats-server.conf; with JetStream where a folder for it is mounted',
    prepare: `printf 'http: 8222\\n' > /nats-server.conf`,
    entry: 'if [ -d /data ]; then set -- -js -sd /data; fi; exec nats-server --config /nats-server.conf "$@"',
    probe: `timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/4222; printf "CONNECT {}\\r\\nPING\\r\\n" >&3; grep -qm 1 PONG <&3'`,
    data: '/data',
    keyed: {
      files: { '/nats-server.conf': 'http: 8222\nserver_name: own\n' },
      probe: 'curl -fsS http://127.0.0.1:8222/varz | grep -q own',
    },
  },
];
