import type { ImageRow, TagFamily, WritablePath } from './facts.ts';
import { ALPINE, config, DEBIAN, data, EXEC_TMP, row, runsAs, STEPS_DOWN, type Stated, scratch, small, stepsDown, TMP, UBUNTU } from './rows.ts';

/** V: docker-library/postgres, Dockerfile, entrypoint and docs. The data folder moved with version 18. */
function postgres(family: string, id: number, words: RegExp, needs: readonly RegExp[]): ImageRow[] {
  const facts = (...paths: readonly WritablePath[]): Stated => ({
    ...stepsDown(id, id),
    programs: ['postgres'],
    capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
    writable: [...paths, small('/var/run/postgresql'), small('/tmp')],
    dataVariable: 'PGDATA',
    // postgres/postgres, src/backend/libpq/be-secure-common.c, check_ssl_key_file_permissions
    ownerAlone: { file: 'the key of its certificate', when: /\bssl\s*=\s*['"]?(?:on|t|tr|tru|true|y|ye|yes|1)\b/i },
    ports: [5432],
    fileVariables: 'supported',
    notes: 'The user differs between Debian and Alpine: changing the variant breaks the ownership of files.',
  });
  const old: WritablePath = { path: '/var/lib/postgresql/data', kind: 'data', owned: true };
  // postgres makes a folder for its version there
  const recent = data('/var/lib/postgresql');
  const of = (tags: TagFamily, stated: Stated) => row('V', `postgres (${family})`, ['postgres'], { words, needs, ...tags }, stated);
  return [of({ unversioned: true }, facts(recent, old)), of({ until: [18, 0] }, facts(old)), of({ since: [18, 0] }, facts(recent))];
}

/**
 * V: docker-library/redis, Dockerfile of 7; docs of 8, which also drops capabilities. The folder of an append-only file is its user's
 * alone: the second start looks for files of others in it, as root.
 */
function redis(family: string, gid: number, words: RegExp, needs: readonly RegExp[]): ImageRow[] {
  const stated: Stated = { ...stepsDown(999, gid), programs: ['redis-server'], writable: [data('/data')], ports: [6379] };
  const of = (tags: TagFamily, capabilities: readonly string[]) =>
    row('V', `redis (${family})`, ['redis'], { words, needs, ...tags }, { ...stated, capabilitiesAsRoot: capabilities });
  return [of({ until: [8, 0] }, STEPS_DOWN), of({ since: [8, 0] }, ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETPCAP', 'SETUID'])];
}

const RABBITMQ: Stated = {
  programs: ['rabbitmq-server'],
  ownerAlone: { file: 'its cookie' },
  writable: [data('/var/lib/rabbitmq'), scratch('/var/log/rabbitmq'), config('/etc/rabbitmq'), config('/etc/rabbitmq/conf.d'), small('/tmp')],
  ports: [4369, 5671, 5672, 15691, 15692, 25672],
  fileVariables: 'refused',
  notes: 'It refuses RABBITMQ_DEFAULT_PASS_FILE since 3.9: mount a file into conf.d instead.',
};

const ELASTICSEARCH = ['elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'];
const SNAPSHOT = /^snapshot$/;

const OF_ELASTICSEARCH: Stated = {
  programs: ['eswrapper', 'elasticsearch', 'bin/elasticsearch'],
  writable: [
    data('/usr/share/elasticsearch/data'),
    scratch('/usr/share/elasticsearch/logs'),
    config('/usr/share/elasticsearch/config'),
    config('/usr/share/elasticsearch/plugins'),
    scratch('/usr/share/elasticsearch/tmp'),
    EXEC_TMP,
  ],
  ports: [9200, 9300],
  notes: 'Group 0 by design. IPC_LOCK only for bootstrap.memory_lock; vm.max_map_count is a setting of the host.',
};

/** Databases, caches, queues, search and configuration stores. */
export const STORES: readonly ImageRow[] = [
  ...postgres('Debian', 999, DEBIAN, []),
  ...postgres('Alpine', 70, ALPINE, [ALPINE]),
  // V: docker-library/mysql, Dockerfile.oracle, entrypoint, docs
  row(
    'V',
    'mysql',
    ['mysql'],
    { words: /^(?:oracle|oraclelinux\d*|innovation)$/ },
    {
      ...stepsDown(999, 999),
      programs: ['mysqld'],
      writable: [data('/var/lib/mysql'), small('/var/run/mysqld'), TMP, scratch('/var/lib/mysql-files')],
      ports: [3306, 33060],
      fileVariables: 'supported',
      notes: 'SYS_NICE is optional, for NUMA and resource groups.',
    },
  ),
  // P: MariaDB/mariadb-docker, Dockerfile, which takes the first system ID
  row(
    'P',
    'mariadb',
    ['mariadb'],
    { words: UBUNTU },
    {
      ...stepsDown(999, 999),
      programs: ['mariadbd', 'mysqld'],
      writable: [data('/var/lib/mysql'), small('/run/mysqld'), TMP],
      ports: [3306],
      fileVariables: 'supported',
    },
  ),
  ...redis('Debian', 999, DEBIAN, []),
  ...redis('Alpine', 1000, ALPINE, [ALPINE]),
  // V: valkey-io/valkey-container (2025-01)
  ...(
    [
      ['Debian', 999, DEBIAN, []],
      ['Alpine', 1000, ALPINE, [ALPINE]],
    ] as const
  ).map(([family, gid, words, needs]) =>
    row(
      'V',
      `valkey (${family})`,
      ['valkey/valkey'],
      { words, needs },
      {
        ...stepsDown(999, gid),
        programs: ['valkey-server'],
        writable: [data('/data')],
        ports: [6379],
      },
    ),
  ),
  // V: docker-library/mongo; /data/configdb is for configuration servers, which mount it
  row(
    'V',
    'mongo',
    ['mongo'],
    { words: UBUNTU },
    {
      ...stepsDown(999, 999),
      programs: ['mongod'],
      writable: [data('/data/db'), { path: '/data/configdb', kind: 'data', when: '/data/configdb' }, small('/tmp')],
      ports: [27017],
      fileVariables: 'supported',
      notes: 'SYS_NICE is optional, for numactl.',
    },
  ),
  // V: docker-library/rabbitmq, Dockerfiles and entrypoint
  row('V', 'rabbitmq (Ubuntu)', ['rabbitmq'], { words: /^(?:management|ubuntu[\d.]*|noble|jammy|focal)$/ }, { ...stepsDown(999, 999), ...RABBITMQ }),
  row('V', 'rabbitmq (Alpine)', ['rabbitmq'], { words: /^(?:management|alpine[\d.]*)$/, needs: [ALPINE] }, { ...stepsDown(100, 101), ...RABBITMQ }),
  // P: apache/kafka, Dockerfile (2024-10); the number is that of the first user of Alpine
  row('P', 'kafka', ['apache/kafka'], undefined, {
    ...runsAs(1000, 1000, 'appuser'),
    writable: [data('/var/lib/kafka/data'), scratch('/opt/kafka/logs'), config('/etc/kafka'), config('/mnt/shared/config'), EXEC_TMP],
    ports: [9092],
    notes: 'It loads compression libraries from /tmp, which must allow execution.',
  }),
  // U
  row('U', 'cp-kafka', ['confluentinc/cp-kafka'], undefined, {
    ...runsAs(1000, 1000, 'appuser'),
    imageUser: 'varies',
    writable: [data('/var/lib/kafka/data'), config('/etc/kafka'), TMP],
    ports: [9092],
  }),
  // V: 31z4/zookeeper-docker
  row('V', 'zookeeper', ['zookeeper'], undefined, {
    ...stepsDown(1000, 1000),
    programs: ['zkServer.sh'],
    writable: [data('/data'), data('/datalog'), scratch('/logs'), config('/conf')],
    ports: [2181, 2888, 3888, 8080],
  }),
  // V: elastic/elasticsearch, distribution/docker, docker-entrypoint.sh of 7.17; elastic/elasticsearch-docker#204 for 6.4: it starts as root,
  // gives its folders to its user if TAKE_FILE_OWNERSHIP is set, and changes to it by chroot
  row(
    'V',
    'elasticsearch (below 8)',
    ELASTICSEARCH,
    { words: SNAPSHOT, since: [6, 4], until: [8, 0] },
    {
      ...stepsDown(1000, 0),
      ...OF_ELASTICSEARCH,
      capabilitiesAsRoot: [...STEPS_DOWN, 'SYS_CHROOT'],
    },
  ),
  // V: the generated Dockerfile, with a named user (elastic/cloud-on-k8s#5913); the form of USER in the newest versions is not verified
  row(
    'V',
    'elasticsearch',
    ELASTICSEARCH,
    { words: SNAPSHOT, since: [8, 0] },
    {
      ...runsAs(1000, 0, 'elasticsearch'),
      ...OF_ELASTICSEARCH,
      imageUser: 'varies',
    },
  ),
  // V: opensearch-build, Dockerfile
  row('V', 'opensearch', ['opensearchproject/opensearch'], undefined, {
    ...runsAs(1000, 1000),
    writable: [data('/usr/share/opensearch/data'), scratch('/usr/share/opensearch/logs'), config('/usr/share/opensearch/config')],
    ports: [9200, 9300, 9600, 9650],
    notes: 'Its entrypoint may write the demo configuration of the security plugin.',
  }),
  // U
  row('U', 'kibana', ['kibana', 'docker.elastic.co/kibana/kibana'], undefined, {
    ...runsAs(1000, 0, 'kibana'),
    imageUser: 'varies',
    programs: ['kibana', '/usr/local/bin/kibana-docker'],
    writable: [data('/usr/share/kibana/data'), config('/usr/share/kibana/config'), TMP],
    ports: [5601],
  }),
  // U
  row('U', 'logstash', ['logstash', 'docker.elastic.co/logstash/logstash'], undefined, {
    ...runsAs(1000, 0, 'logstash'),
    imageUser: 'varies',
    programs: ['logstash', 'bin/logstash'],
    writable: [data('/usr/share/logstash/data'), config('/usr/share/logstash/config'), TMP],
    ports: [5044, 9600],
  }),
  // V: minio/minio, Dockerfile, which makes /usr/bin writable for all; unmaintained (2026)
  row('V', 'minio', ['minio/minio'], undefined, {
    uid: 1000,
    gid: 1000,
    programs: ['server'],
    conditions: 'the files in /data belong to that user',
    writable: [data('/data')],
    writesElsewhere: true,
    ports: [9000, 9001],
    notes: 'Everybody can write /usr/bin of the image: a read-only root filesystem matters.',
  }),
  // V: hashicorp/vault, entrypoint; the IDs from the practice of its Helm chart
  row('V', 'vault', ['hashicorp/vault'], undefined, {
    ...stepsDown(100, 1000),
    programs: ['server'],
    conditions: 'its configuration says "disable_mlock", and SKIP_SETCAP is set',
    configuration: '/vault/config',
    capabilitiesAsRoot: ['CHOWN', 'IPC_LOCK', 'SETFCAP', 'SETGID', 'SETUID'],
    writable: [data('/vault/file'), scratch('/vault/logs'), config('/vault/config'), scratch('/home/vault')],
    writesElsewhere: true,
    ports: [8200, 8201],
    noNewPrivileges: 'breaks',
    notes: 'Its entrypoint gives the program file IPC_LOCK, which needs a writable root unless SKIP_SETCAP is set.',
  }),
  // V: hashicorp/consul, Dockerfile (2026); the number of the group is not
  row(
    'V',
    'consul (UBI)',
    ['hashicorp/consul'],
    { words: /^ubi\d*$/, needs: [/^ubi\d*$/] },
    {
      ...runsAs(100, 1000),
      programs: ['agent'],
      conditions: 'its group is not verified',
      writable: [data('/consul/data'), config('/consul/config')],
      ports: [8300, 8301, 8302, 8500, 8600],
      noNewPrivileges: 'unknown',
    },
  ),
  row(
    'V',
    'consul',
    ['hashicorp/consul'],
    { words: ALPINE },
    {
      ...stepsDown(100, 1000),
      programs: ['agent'],
      conditions: 'its group is not verified, and it does not serve DNS on port 53',
      capabilitiesAsRoot: ['CHOWN', 'SETGID', 'SETUID'],
      writable: [data('/consul/data'), config('/consul/config')],
      ports: [8300, 8301, 8302, 8500, 8600],
      noNewPrivileges: 'unknown',
      notes: 'By default it starts in its insecure development mode.',
    },
  ),
  // V: etcd-io/etcd, Dockerfile (distroless)
  row('V', 'etcd', ['quay.io/coreos/etcd', 'gcr.io/etcd-development/etcd'], undefined, {
    anyUser: true,
    conditions: 'its data folder belongs to that user alone, with mode 0700',
    writable: [data('/var/lib/etcd')],
    ports: [2379, 2380],
  }),
  // V: eclipse/mosquitto, docker/2.0, Dockerfile and docker-entrypoint.sh; its program changes user itself
  row(
    'V',
    'mosquitto',
    ['eclipse-mosquitto'],
    { words: /^openssl$/ },
    {
      ...stepsDown(1883, 1883),
      programs: ['/usr/sbin/mosquitto', 'mosquitto'],
      writable: [data('/mosquitto/data'), scratch('/mosquitto/log')],
      ports: [1883],
    },
  ),
  // V: docker-library/memcached, Dockerfile
  row('V', 'memcached', ['memcached'], undefined, { ...runsAs(11211, 11211, 'memcache'), programs: ['memcached'], ports: [11211] }),
];
