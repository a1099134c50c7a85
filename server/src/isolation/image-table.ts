import type { ImageFacts, ImageRow, TagFamily, WritablePath } from './image-facts.ts';

type Stated = Partial<Omit<ImageFacts, 'name' | 'proven'>>;

function row(status: 'V' | 'P' | 'U', name: string, repositories: readonly string[], tags: TagFamily | undefined, stated: Stated): ImageRow {
  const facts: ImageFacts = {
    imageUser: 'root',
    dropsPrivileges: false,
    programs: [],
    capabilitiesAsRoot: [],
    capabilitiesNonRoot: [],
    writable: [],
    ports: [],
    fileVariables: 'unknown',
    noNewPrivileges: 'works',
    ...stated,
    name,
    proven: status !== 'U',
  };
  return { repositories, ...(tags ? { tags } : {}), facts };
}

const DEBIAN = /^(?:slim|trixie|bookworm|bullseye|buster|stretch|jessie)$/;
const UBUNTU = /^(?:ubuntu[\d.]*|noble|jammy|focal|bionic|xenial)$/;
const ALPINE = /^alpine[\d.]*$/;
const ANY_BASE = /^(?:slim|trixie|bookworm|bullseye|buster|stretch|jessie|alpine[\d.]*)$/;

const data = (path: string): WritablePath => ({ path, kind: 'data' });
const scratch = (path: string): WritablePath => ({ path, kind: 'scratch' });
/** Sockets, pid files and the like. */
const small = (path: string): WritablePath => ({ path, kind: 'scratch', small: true });
const config = (path: string): WritablePath => ({ path, kind: 'config' });
const TMP = scratch('/tmp');
const EXEC_TMP: WritablePath = { path: '/tmp', kind: 'scratch', exec: true };

const STEPS_DOWN = ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'];
/** Signals to workers of another user need KILL as well (kill(2)): the tables of practice leave it out. */
const WORKERS = ['KILL', 'SETGID', 'SETUID'];
const BELOW_1024 = 'it listens on ports from 1024 up, or the node allows all ports to everybody';

/** V: docker-library/postgres, Dockerfile, entrypoint and docs. The data folder moved with version 18. */
function postgres(family: string, id: number, words: RegExp, needs: readonly RegExp[]): ImageRow[] {
  const facts = (...paths: readonly WritablePath[]): Stated => ({
    ...stepsDown(id, id),
    programs: ['postgres'],
    capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
    writable: [...paths, small('/var/run/postgresql'), small('/tmp')],
    dataVariable: 'PGDATA',
    ports: [5432],
    fileVariables: 'supported',
    notes: 'The user differs between Debian and Alpine: changing the variant breaks the ownership of files.',
  });
  const old: WritablePath = { path: '/var/lib/postgresql/data', kind: 'data', owned: true };
  // it makes a folder for its version there
  const recent = data('/var/lib/postgresql');
  const of = (tags: TagFamily, stated: Stated) => row('V', `postgres (${family})`, ['postgres'], { words, needs, ...tags }, stated);
  return [of({ unversioned: true }, facts(recent, old)), of({ until: [18, 0] }, facts(old)), of({ since: [18, 0] }, facts(recent))];
}

/** V: docker-library/redis, Dockerfile of 7; docs of 8, which also drops capabilities. */
function redis(family: string, gid: number, words: RegExp, needs: readonly RegExp[]): ImageRow[] {
  const stated: Stated = { ...stepsDown(999, gid), programs: ['redis-server'], writable: [data('/data')], ports: [6379] };
  const of = (tags: TagFamily, capabilities: readonly string[]) =>
    row('V', `redis (${family})`, ['redis'], { words, needs, ...tags }, { ...stated, capabilitiesAsRoot: capabilities });
  return [of({ until: [8, 0] }, ['CHOWN', 'SETGID', 'SETUID']), of({ since: [8, 0] }, ['CHOWN', 'SETGID', 'SETPCAP', 'SETUID'])];
}

function stepsDown(uid: number, gid: number): Stated {
  return { dropsPrivileges: true, uid, gid, capabilitiesAsRoot: STEPS_DOWN };
}

function runsAs(uid: number, gid: number, userName?: string): Stated {
  return { imageUser: userName === undefined ? 'numeric' : 'named', ...(userName === undefined ? {} : { userName }), uid, gid };
}

const RABBITMQ: Stated = {
  programs: ['rabbitmq-server'],
  conditions: 'the cookie on its volume stays readable for its owner alone, which fsGroup changes',
  writable: [data('/var/lib/rabbitmq'), scratch('/var/log/rabbitmq'), config('/etc/rabbitmq'), config('/etc/rabbitmq/conf.d'), small('/tmp')],
  ports: [4369, 5671, 5672, 15691, 15692, 25672],
  fileVariables: 'refused',
  notes: 'It refuses RABBITMQ_DEFAULT_PASS_FILE since 3.9: mount a file into conf.d instead.',
};

const HTTPD: Stated = {
  dropsPrivileges: true,
  programs: ['httpd-foreground'],
  conditions: 'its configuration says "Listen 8080"',
  capabilitiesAsRoot: [...WORKERS, 'NET_BIND_SERVICE'],
  writable: [small('/usr/local/apache2/logs')],
  ports: [80],
};

const PHP: Stated = {
  dropsPrivileges: true,
  programs: ['php-fpm'],
  conditions: 'the application writes no files that belong to root',
  capabilitiesAsRoot: WORKERS,
  writable: [data('/var/www/html'), TMP],
  writesElsewhere: true,
  ports: [9000],
};

/**
 * Facts of common images. The status of a row: V verified in the sources named above it, P partly (users verified, capabilities or paths
 * from established practice), U unverified. no_new_privs works with gosu, su-exec and setpriv, which use capabilities instead of setuid
 * files, and with programs that start no other as another user: rows name the exceptions.
 */
export const IMAGE_ROWS: readonly ImageRow[] = [
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
        capabilitiesAsRoot: ['CHOWN', 'SETGID', 'SETUID'],
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
  // V: nginx docs (read-only, non-root sections), Dockerfile
  row(
    'V',
    'nginx',
    ['nginx'],
    { words: /^(?:slim|trixie|bookworm|bullseye|buster|alpine[\d.]*|perl|otel)$/ },
    {
      dropsPrivileges: true,
      uid: 101,
      gid: 101,
      programs: ['nginx'],
      conditions: 'its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up',
      capabilitiesAsRoot: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      writable: [scratch('/var/cache/nginx'), small('/var/run'), { path: '/etc/nginx/conf.d', kind: 'config', when: '/etc/nginx/templates' }],
      ports: [80],
      notes: 'nginxinc/nginx-unprivileged runs as user 101 without changes.',
    },
  ),
  // V: nginxinc/docker-nginx-unprivileged, Dockerfile; files belong to group 0
  row('V', 'nginx-unprivileged', ['nginxinc/nginx-unprivileged'], undefined, {
    ...runsAs(101, 101),
    programs: ['nginx'],
    writable: [TMP, scratch('/var/cache/nginx'), { path: '/etc/nginx/conf.d', kind: 'config', when: '/etc/nginx/templates' }],
    ports: [8080],
  }),
  // P: docker-library/httpd, Dockerfile; capabilities and paths from practice
  row('P', 'httpd (Debian)', ['httpd'], { words: DEBIAN }, { ...HTTPD, uid: 33, gid: 33 }),
  row('P', 'httpd (Alpine)', ['httpd'], { words: ALPINE, needs: [ALPINE] }, { ...HTTPD, uid: 82, gid: 82 }),
  // P: traefik/traefik-library-image, Dockerfile
  row(
    'P',
    'traefik',
    ['traefik'],
    { words: ALPINE },
    {
      uid: 65532,
      gid: 65532,
      anyUser: true,
      programs: ['traefik'],
      conditions: BELOW_1024,
      capabilitiesAsRoot: ['NET_BIND_SERVICE'],
      writable: [TMP],
      writesElsewhere: true,
      ports: [80],
      notes: 'Its Docker provider needs the socket: give it a proxy instead.',
    },
  ),
  // V: caddyserver/caddy-docker, Dockerfile (cap_net_bind_service=+ep); EPERM without it: capabilities(7)
  row(
    'V',
    'caddy',
    ['caddy'],
    { words: ALPINE },
    {
      uid: 1000,
      gid: 1000,
      anyUser: true,
      programs: ['caddy'],
      conditions: BELOW_1024,
      capabilitiesAsRoot: ['NET_BIND_SERVICE'],
      capabilitiesNonRoot: ['NET_BIND_SERVICE'],
      fileCapabilities: ['NET_BIND_SERVICE'],
      writable: [data('/data'), data('/config'), TMP],
      ports: [80, 443, 2019],
      noNewPrivileges: 'unknown',
      notes: 'Without NET_BIND_SERVICE it does not start, whoever it runs as; under no_new_privs another user gains nothing from it.',
    },
  ),
  // V: docker-library/haproxy, Dockerfile, docs; older versions run as root
  row(
    'V',
    'haproxy',
    ['haproxy'],
    { words: ANY_BASE, since: [2, 4] },
    {
      ...runsAs(99, 99, 'haproxy'),
      programs: ['haproxy'],
      writable: [small('/var/lib/haproxy'), small('/run'), small('/tmp')],
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
  // V for the generated Dockerfile with a named user; the form in the newest versions is not verified
  row('V', 'elasticsearch', ['elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'], undefined, {
    ...runsAs(1000, 0, 'elasticsearch'),
    imageUser: 'varies',
    programs: ['eswrapper'],
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
  }),
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
    writable: [data('/usr/share/kibana/data'), config('/usr/share/kibana/config'), TMP],
    ports: [5601],
  }),
  // U
  row('U', 'logstash', ['logstash', 'docker.elastic.co/logstash/logstash'], undefined, {
    ...runsAs(1000, 0, 'logstash'),
    imageUser: 'varies',
    writable: [data('/usr/share/logstash/data'), config('/usr/share/logstash/config'), TMP],
    ports: [5044, 9600],
  }),
  // P: grafana/grafana, Dockerfile as seen in forks; group 0 by design since 7.3
  row('P', 'grafana', ['grafana/grafana'], undefined, {
    ...runsAs(472, 0),
    writable: [data('/var/lib/grafana'), scratch('/var/log/grafana'), TMP],
    ports: [3000],
  }),
  // V: prometheus/prometheus, Dockerfile
  row('V', 'prometheus', ['prom/prometheus'], { words: /^main$/ }, { ...runsAs(65534, 65534, 'nobody'), writable: [data('/prometheus')], ports: [9090] }),
  // U
  row('U', 'alertmanager', ['prom/alertmanager'], undefined, { ...runsAs(65534, 65534, 'nobody'), writable: [data('/alertmanager')], ports: [9093] }),
  row('U', 'blackbox-exporter', ['prom/blackbox-exporter'], undefined, {
    ...runsAs(65534, 65534, 'nobody'),
    ports: [9115],
    notes: 'ICMP probes need the sysctl net.ipv4.ping_group_range.',
  }),
  row('U', 'pushgateway', ['prom/pushgateway'], undefined, { ...runsAs(65534, 65534, 'nobody'), ports: [9091] }),
  // V: prometheus/node_exporter, Dockerfile
  row(
    'V',
    'node-exporter',
    ['prom/node-exporter'],
    { words: /^(?:main|master)$/ },
    {
      ...runsAs(65534, 65534, 'nobody'),
      ports: [9100],
      notes: 'Host network, host processes and a read-only / of the host are expected; an added SYS_TIME has no effect.',
    },
  ),
  // V: google/cadvisor; root, privileged only for performance and process metrics
  row('V', 'cadvisor', ['gcr.io/cadvisor/cadvisor'], undefined, {
    ports: [8080],
    notes: 'It reads /, /var/run, /sys and /var/lib/docker of the host, read-only.',
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
  // V: docker-library/memcached, Dockerfile
  row('V', 'memcached', ['memcached'], undefined, { ...runsAs(11211, 11211, 'memcache'), programs: ['memcached'], ports: [11211] }),
  // V: docker-library/wordpress, docs (read-only recipe), Dockerfile
  row(
    'V',
    'wordpress (Apache)',
    ['wordpress'],
    { words: /^(?:apache|php[\d.]+)$/ },
    {
      dropsPrivileges: true,
      uid: 33,
      gid: 33,
      programs: ['apache2-foreground'],
      conditions: BELOW_1024,
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', ...WORKERS, 'NET_BIND_SERVICE'],
      writable: [data('/var/www/html'), TMP, small('/run')],
      ports: [80],
      fileVariables: 'supported',
    },
  ),
  // V: docker-library/wordpress and php, docs (user 82)
  row(
    'V',
    'wordpress (FPM, Alpine)',
    ['wordpress'],
    { words: /^php[\d.]+$/, needs: [/^fpm$/, ALPINE] },
    { ...PHP, uid: 82, gid: 82, fileVariables: 'supported' },
  ),
  row('V', 'php (FPM, Alpine)', ['php'], { words: /^zts$/, needs: [/^fpm$/, ALPINE] }, { ...PHP, base: true, uid: 82, gid: 82 }),
  // V: docker-library/php, Dockerfile; other users are documented
  row('V', 'php (FPM, Debian)', ['php'], { words: DEBIAN, needs: [/^fpm$/] }, { ...PHP, base: true, uid: 33, gid: 33, anyUser: true }),
  // V: nodejs/docker-node, Dockerfile; what runs is not in the image
  row('V', 'node', ['node'], undefined, {
    uid: 1000,
    gid: 1000,
    conditions: 'the application needs no root and writes only files of its own',
    writable: [scratch('/home/node/.npm'), TMP],
    base: true,
    writesElsewhere: true,
    noNewPrivileges: 'unknown',
  }),
  // V: docker-library/python has no USER, nor have the others; what runs is not in the image
  ...['python', 'golang', 'ruby', 'openjdk'].map((name) =>
    row('V', name, [name], undefined, {
      uid: 10001,
      gid: 10001,
      anyUser: true,
      conditions: 'HOME is a path that the application can write, and it needs no root',
      writable: [TMP],
      base: true,
      writesElsewhere: true,
      noNewPrivileges: 'unknown',
    }),
  ),
  // V: jenkinsci/docker, Dockerfile
  row('V', 'jenkins', ['jenkins/jenkins'], undefined, {
    ...runsAs(1000, 1000, 'jenkins'),
    writable: [data('/var/jenkins_home'), TMP],
    ports: [8080, 50000],
    notes: 'Never give the controller the socket of the engine.',
  }),
  // P: issues of GitLab Runner; mixing the variants is a documented failure
  ...(
    [
      ['Alpine', 100, 65533, ALPINE, [ALPINE]],
      ['Ubuntu', 999, 999, /^(?:ubuntu[\d.]*|bleeding)$/, []],
    ] as const
  ).map(([family, uid, gid, words, needs]) =>
    row(
      'P',
      `gitlab-runner (${family})`,
      ['gitlab/gitlab-runner'],
      { words, needs },
      {
        uid,
        gid,
        conditions: 'it uses the Kubernetes executor',
        writable: [data('/home/gitlab-runner'), data('/etc/gitlab-runner'), TMP],
        ports: [9252],
        noNewPrivileges: 'unknown',
        notes: 'Its Docker executor wants the socket of the engine.',
      },
    ),
  ),
  // U
  row('U', 'actions-runner', ['ghcr.io/actions/actions-runner'], undefined, {
    ...runsAs(1001, 1001, 'runner'),
    writable: [data('/home/runner'), TMP],
    noNewPrivileges: 'breaks',
    notes: 'It uses sudo; its Docker mode adds a privileged container.',
  }),
  // V: portainer/portainer, Dockerfile
  row('V', 'portainer', ['portainer/portainer-ce'], undefined, {
    writable: [data('/data')],
    ports: [8000, 9000, 9443],
    notes: 'Its purpose needs the socket, which is root on the host.',
  }),
  // V: containrrr/watchtower, built from scratch; unmaintained since 2025-12
  row('V', 'watchtower', ['containrrr/watchtower'], undefined, {
    ports: [8080],
    notes: 'It needs the socket, writable; it is unmaintained since December 2025.',
  }),
  // V: docker-library/docker, Dockerfiles and docs
  row(
    'V',
    'docker (dind, rootless)',
    ['docker'],
    { needs: [/^dind$/, /^rootless$/], words: ALPINE },
    {
      ...runsAs(1000, 1000, 'rootless'),
      capabilitiesNonRoot: ['ALL'],
      writable: [data('/home/rootless/.local/share/docker'), scratch('/run/user')],
      ports: [2375, 2376],
      noNewPrivileges: 'breaks',
      notes: 'It needs privileged as well: seccomp, AppArmor and masked paths stand in its way.',
    },
  ),
  row(
    'V',
    'docker (dind)',
    ['docker'],
    { needs: [/^dind$/], words: ALPINE },
    {
      capabilitiesAsRoot: ['ALL'],
      writable: [data('/var/lib/docker')],
      ports: [2375, 2376],
      noNewPrivileges: 'unknown',
      notes: 'It needs privileged. Without DOCKER_TLS_CERTDIR its API is open to all.',
    },
  ),
  // U
  row(
    'U',
    'buildkit (rootless)',
    ['moby/buildkit'],
    { needs: [/^rootless$/], words: /^(?:master|buildx|nightly)$/ },
    {
      ...runsAs(1000, 1000),
      capabilitiesNonRoot: ['ALL'],
      writable: [data('/home/user/.local/share/buildkit')],
      ports: [1234],
      noNewPrivileges: 'breaks',
      notes: 'It needs seccomp and AppArmor unconfined, or a user namespace.',
    },
  ),
  // U
  row('U', 'whoami', ['traefik/whoami'], undefined, { ...runsAs(65532, 65532), imageUser: 'varies', ports: [80] }),
  row(
    'U',
    'distroless (nonroot)',
    ['gcr.io/distroless/*'],
    { needs: [/^nonroot$/], words: /^debug$/ },
    {
      ...runsAs(65532, 65532),
      imageUser: 'varies',
      base: true,
      writesElsewhere: true,
      noNewPrivileges: 'unknown',
    },
  ),
  // U
  row('U', 'ingress-nginx', ['registry.k8s.io/ingress-nginx/controller'], undefined, {
    ...runsAs(101, 101, 'www-data'),
    capabilitiesNonRoot: ['NET_BIND_SERVICE'],
    fileCapabilities: ['NET_BIND_SERVICE'],
    writable: [TMP, config('/etc/nginx'), config('/etc/ingress-controller')],
    ports: [80, 443, 8443],
    noNewPrivileges: 'unknown',
  }),
  // U
  row('U', 'coredns', ['registry.k8s.io/coredns', 'registry.k8s.io/coredns/coredns'], undefined, {
    ...runsAs(65532, 65532),
    imageUser: 'varies',
    capabilitiesAsRoot: ['NET_BIND_SERVICE'],
    capabilitiesNonRoot: ['NET_BIND_SERVICE'],
    fileCapabilities: ['NET_BIND_SERVICE'],
    ports: [53],
    noNewPrivileges: 'unknown',
  }),
  // P: values of argo-helm
  row('P', 'argocd', ['quay.io/argoproj/argocd'], undefined, { ...runsAs(999, 999), writable: [TMP, scratch('/app/config/gpg/keys')], ports: [8080] }),
  // P: values of bitnami/charts; bases and shells run as root
  {
    ...row('P', 'bitnami', ['bitnami/*', 'bitnamilegacy/*'], undefined, {
      ...runsAs(1001, 1001),
      conditions: 'its files belong to that group: older images belong to group 0',
      writable: [TMP],
      writesElsewhere: true,
    }),
    except: ['minideb', 'os-shell', 'bitnami-shell'].flatMap((name) => [`bitnami/${name}`, `bitnamilegacy/${name}`]),
  },
  // U
  row('U', 'keycloak', ['quay.io/keycloak/keycloak'], undefined, { ...runsAs(1000, 0), writable: [data('/opt/keycloak/data'), TMP], ports: [8080, 9000] }),
  // U
  row('U', 'fluent-bit', ['fluent/fluent-bit'], undefined, {
    uid: 65532,
    gid: 65532,
    conditions: 'it can read the log files, which belong to root on most nodes',
    capabilitiesAsRoot: ['DAC_READ_SEARCH'],
    writable: [data('/fluent-bit/db'), TMP],
    ports: [2020],
  }),
];
