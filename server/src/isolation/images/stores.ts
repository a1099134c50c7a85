import type { ImageRow } from './facts.ts';
import { ALPINE, ANY_BASE, config, data, EXEC_TMP, row, runsAs, STEPS_DOWN, type Stated, scratch, small, stepsDown, TMP, withOlder } from './rows.ts';

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

/** Queues, search, configuration stores and a cache. */
export const STORES: readonly ImageRow[] = [
  // V: docker-library/rabbitmq, Dockerfiles and entrypoint
  row('V', 'rabbitmq (Ubuntu)', ['rabbitmq'], { words: /^(?:management|ubuntu[\d.]*|noble|jammy|focal)$/ }, { ...stepsDown(999, 999), ...RABBITMQ }),
  row('V', 'rabbitmq (Alpine)', ['rabbitmq'], { words: /^(?:management|alpine[\d.]*)$/, needs: [ALPINE] }, { ...stepsDown(100, 101), ...RABBITMQ }),
  // P: apache/kafka, Dockerfile (2024-10), whose first release is 3.7; the number is that of the first user of Alpine
  row(
    'P',
    'kafka',
    ['apache/kafka'],
    { since: [3, 7] },
    {
      ...runsAs(1000, 1000, 'appuser'),
      writable: [data('/var/lib/kafka/data'), scratch('/opt/kafka/logs'), config('/etc/kafka'), config('/mnt/shared/config'), EXEC_TMP],
      ports: [9092],
      notes: 'It loads compression libraries from /tmp, which must allow execution.',
    },
  ),
  // U
  row('U', 'cp-kafka', ['confluentinc/cp-kafka'], undefined, {
    ...runsAs(1000, 1000, 'appuser'),
    imageUser: 'varies',
    writable: [data('/var/lib/kafka/data'), config('/etc/kafka'), TMP],
    ports: [9092],
  }),
  // V: 31z4/zookeeper-docker
  ...withOlder(
    row(
      'V',
      'zookeeper',
      ['zookeeper'],
      { since: [3, 5], words: /^(?:jre|temurin|\d+|focal|jammy|noble)$/ },
      {
        ...stepsDown(1000, 1000),
        programs: ['zkServer.sh'],
        writable: [data('/data'), data('/datalog'), scratch('/logs'), config('/conf')],
        ports: [2181, 2888, 3888, 8080],
      },
    ),
  ),
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
  row(
    'V',
    'opensearch',
    ['opensearchproject/opensearch'],
    { since: [1, 0] },
    {
      ...runsAs(1000, 1000),
      writable: [data('/usr/share/opensearch/data'), scratch('/usr/share/opensearch/logs'), config('/usr/share/opensearch/config')],
      ports: [9200, 9300, 9600, 9650],
      notes: 'Its entrypoint may write the demo configuration of the security plugin.',
    },
  ),
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
  ...withOlder(
    row(
      'V',
      'mosquitto',
      ['eclipse-mosquitto'],
      { words: /^openssl$/, since: [2, 0] },
      {
        ...stepsDown(1883, 1883),
        programs: ['/usr/sbin/mosquitto', 'mosquitto'],
        writable: [data('/mosquitto/data'), scratch('/mosquitto/log')],
        ports: [1883],
      },
    ),
  ),
  // V: docker-library/memcached, Dockerfile of 1.6; before, its user had another number (docker-library/memcached#8)
  row('V', 'memcached', ['memcached'], { words: ANY_BASE, since: [1, 6] }, { ...runsAs(11211, 11211, 'memcache'), programs: ['memcached'], ports: [11211] }),
];
