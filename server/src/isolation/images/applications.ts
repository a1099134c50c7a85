import type { ImageRow } from './facts.ts';
import { ALPINE, BELOW_1024, config, data, EXEC_TMP, row, runsAs, scratch, small, stepsDown, TMP, WORKERS } from './rows.ts';

/** Applications that people run themselves, tools of developers, and what carries messages and logs between them. */
export const APPLICATIONS: readonly ImageRow[] = [
  // V: go-gitea/gitea, Dockerfile.rootless
  row(
    'V',
    'gitea (rootless)',
    ['gitea/gitea', 'docker.gitea.com/gitea'],
    { needs: [/^rootless$/], words: /^nightly$/ },
    {
      ...runsAs(1000, 1000),
      writable: [data('/var/lib/gitea'), data('/etc/gitea'), scratch('/tmp/gitea')],
      ports: [2222, 3000],
    },
  ),
  // P: go-gitea/gitea, Dockerfile: s6 and an SSH server of root's; who it changes to is told by USER_UID
  row(
    'P',
    'gitea',
    ['gitea/gitea', 'docker.gitea.com/gitea'],
    { words: /^nightly$/ },
    {
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', ...WORKERS, 'SYS_CHROOT'],
      writable: [data('/data'), config('/etc/ssh')],
      writesElsewhere: true,
      ports: [22, 3000],
      notes: 'The rootless variant runs as user 1000 without changes.',
    },
  ),
  // V: meilisearch/meilisearch, Dockerfile
  row('V', 'meilisearch', ['getmeili/meilisearch'], undefined, {
    uid: 10001,
    gid: 10001,
    anyUser: true,
    programs: ['/bin/meilisearch', 'meilisearch'],
    conditions: 'its data folder belongs to that user',
    writable: [data('/meili_data'), TMP],
    ports: [7700],
  }),
  // V: ollama/ollama, Dockerfile; it keeps its models in the home of its user, and before 0.4 its runners in /tmp
  row(
    'V',
    'ollama',
    ['ollama/ollama'],
    { words: /^rocm$/ },
    {
      uid: 10001,
      gid: 10001,
      anyUser: true,
      programs: ['serve'],
      conditions: 'HOME or OLLAMA_MODELS is a path that it can write',
      writable: [data('/root/.ollama'), EXEC_TMP],
      writesElsewhere: true,
      ports: [11434],
    },
  ),
  // V: vllm-project/vllm, docker/Dockerfile (2025-06): no USER; what it downloads, and the kernels that it compiles and loads, are below the home of its user
  row('V', 'vllm', ['vllm/vllm-openai'], undefined, {
    programs: ['serve'],
    writable: [
      data('/root/.cache/huggingface'),
      ...['/root/.cache', '/root/.triton'].map((path) => ({ ...scratch(path), exec: true as const })),
      scratch('/root/.config'),
      EXEC_TMP,
    ],
    writesElsewhere: true,
    ports: [8000],
    notes: 'It downloads its model to HF_HOME, by default below /root.',
  }),
  // V: huggingface/text-generation-inference and text-embeddings-inference, Dockerfile (2024): no USER, HUGGINGFACE_HUB_CACHE=/data, port 80
  row('V', 'Hugging Face inference', ['ghcr.io/huggingface/text-generation-inference', 'ghcr.io/huggingface/text-embeddings-inference'], undefined, {
    writable: [data('/data'), EXEC_TMP],
    writesElsewhere: true,
    ports: [80],
    notes: 'It downloads its model to /data.',
  }),
  // V: mudler/LocalAI, Dockerfile (2025-12): no USER, volumes /models, /backends and /configuration
  row('V', 'LocalAI', ['localai/localai', 'quay.io/go-skynet/local-ai'], undefined, {
    writable: [...['/models', '/backends', '/configuration'].map(data), EXEC_TMP],
    writesElsewhere: true,
    ports: [8080],
    notes: 'It downloads its models to /models, and programs that run them to /backends.',
  }),
  // U: the guides of Triton and ComfyUI run them as root; they download models and extensions into their own folders
  row('U', 'model server', ['nvcr.io/nvidia/tritonserver', 'yanwk/comfyui-boot'], undefined, {
    writable: [TMP],
    writesElsewhere: true,
    notes: 'It downloads models and extensions to its own folders.',
  }),
  // V: coder/code-server, ci/release-image/Dockerfile: sudo and the setuid program fixuid are part of its use
  row(
    'V',
    'code-server',
    ['codercom/code-server'],
    { since: [3, 0], words: /^(?:bookworm|bullseye|debian|ubuntu|focal|jammy|noble|fedora|opensuse)$/ },
    {
      ...runsAs(1000, 1000),
      writable: [data('/home/coder'), TMP],
      writesElsewhere: true,
      ports: [8080],
      noNewPrivileges: 'breaks',
      notes: 'Its terminals use sudo.',
    },
  ),
  // V: openresty/docker-openresty, alpine/Dockerfile; its workers run as nobody
  row(
    'V',
    'openresty',
    ['openresty/openresty'],
    { words: /^(?:alpine|bookworm|bullseye|jammy|noble|fat|slim|buildpack|apk|deb)$/ },
    {
      dropsPrivileges: true,
      capabilitiesAsRoot: ['CHOWN', 'NET_BIND_SERVICE', ...WORKERS],
      writable: [small('/var/run/openresty'), config('/usr/local/openresty/nginx')],
      ports: [80],
    },
  ),
  // V: ClickHouse/ClickHouse, docker/server/entrypoint.sh and Dockerfile
  row(
    'V',
    'clickhouse',
    ['clickhouse/clickhouse-server', 'clickhouse'],
    { words: /^(?:alpine|focal|jammy|noble|head)$/ },
    {
      ...stepsDown(101, 101),
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
      conditions: 'its data folder belongs to that user',
      writable: [data('/var/lib/clickhouse'), scratch('/var/log/clickhouse-server'), config('/etc/clickhouse-server/users.d'), TMP],
      ports: [8123, 9000, 9009],
      notes: 'IPC_LOCK, SYS_NICE and NET_ADMIN are optional.',
    },
  ),
  // V: nats-io/nats-docker, Dockerfiles; it writes only for JetStream, where its configuration says
  row(
    'V',
    'nats',
    ['nats'],
    { words: /^(?:alpine[\d.]*|scratch)$/ },
    {
      uid: 10001,
      gid: 10001,
      anyUser: true,
      programs: ['nats-server'],
      conditions: 'the folder of JetStream, if it has one, belongs to that user',
      writable: [{ path: '/data', kind: 'data', when: '/data' }],
      ports: [4222, 6222, 8222],
    },
  ),
  // V: vectordotdev/vector, distribution/docker: it runs as root, and logs of the host mostly belong to root
  row(
    'V',
    'vector',
    ['timberio/vector'],
    { words: /^(?:alpine|debian|distroless|libc|static|nightly)$/ },
    {
      uid: 10001,
      gid: 10001,
      anyUser: true,
      programs: ['vector'],
      conditions: 'it can read the log files, which belong to root on most nodes',
      capabilitiesAsRoot: ['DAC_READ_SEARCH'],
      writable: [data('/var/lib/vector')],
      ports: [8686],
    },
  ),
  // V: dovecot/docker, 2.3.21: the main process runs as root, logins in a chroot, and mail belongs to user 1000
  row(
    'V',
    'dovecot (2.3)',
    ['dovecot/dovecot'],
    { until: [2, 4] },
    {
      dropsPrivileges: true,
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', ...WORKERS, 'NET_BIND_SERVICE', 'SYS_CHROOT'],
      writable: [data('/srv/mail'), small('/run'), small('/var/lib/dovecot'), TMP],
      ports: [24, 110, 143, 587, 993, 4190],
      notes: 'From version 2.4 it runs as user 1000 without changes, on ports from 1024 up.',
    },
  ),
  // V: dovecot/docker, 2.4.2, Dockerfile and rootless.conf: its login programs have the file capability SYS_CHROOT
  row(
    'V',
    'dovecot',
    ['dovecot/dovecot'],
    { since: [2, 4] },
    {
      ...runsAs(1000, 1000, 'vmail'),
      capabilitiesNonRoot: ['SYS_CHROOT'],
      fileCapabilities: ['SYS_CHROOT'],
      writable: [data('/srv/vmail'), small('/run'), small('/var/lib/dovecot'), TMP],
      ports: [31024, 31110, 31143, 31587, 31993, 31995, 34190, 8080, 9090],
      noNewPrivileges: 'unknown',
    },
  ),
  // P: bokysan/docker-postfix, Dockerfile, run.sh: root, which sets owners of its queue at each start, and writes its configuration
  row(
    'P',
    'postfix (boky)',
    ['boky/postfix', 'ghcr.io/bokysan/postfix'],
    { words: /^(?:alpine|debian|ubuntu|edge)$/ },
    {
      dropsPrivileges: true,
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', ...WORKERS, 'NET_BIND_SERVICE', 'SYS_CHROOT'],
      writable: [data('/var/spool/postfix'), config('/etc/postfix'), small('/var/run'), TMP],
      writesElsewhere: true,
      ports: [587],
    },
  ),
  // V: distribution/distribution-library-image, Dockerfile and entrypoint.sh
  row('V', 'registry', ['registry'], undefined, {
    uid: 1000,
    gid: 1000,
    anyUser: true,
    programs: ['registry', 'serve'],
    conditions: 'its data folder belongs to that user',
    writable: [data('/var/lib/registry')],
    ports: [5000],
  }),
  // P: louislam/uptime-kuma, extra/entrypoint.sh: it changes owners and modes of its data
  row(
    'P',
    'uptime-kuma',
    ['louislam/uptime-kuma'],
    { words: /^(?:alpine|debian|slim|nightly)$/ },
    {
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_RAW', 'SETGID', 'SETUID'],
      writable: [data('/app/data'), TMP],
      writesElsewhere: true,
      ports: [3001],
    },
  ),
  // U: n8n-io/n8n, docker/images/n8n/Dockerfile and docker-entrypoint.sh; issues 8367, 11743: it stops if it cannot make its cache
  row('U', 'n8n', ['n8nio/n8n', 'docker.n8n.io/n8nio/n8n'], undefined, {
    ...runsAs(1000, 1000, 'node'),
    programs: ['start', 'worker', 'webhook'],
    writable: [data('/home/node/.n8n'), scratch('/home/node/.cache'), TMP],
    writesElsewhere: true,
    ports: [5678],
  }),
  // U: nextcloud/docker, Dockerfile; like wordpress, an Apache whose workers are www-data
  row(
    'U',
    'nextcloud (Apache)',
    ['nextcloud'],
    { words: /^(?:apache|production)$/ },
    {
      dropsPrivileges: true,
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', ...WORKERS, 'NET_BIND_SERVICE'],
      writable: [data('/var/www/html'), config('/usr/local/etc/php/conf.d'), TMP, small('/run')],
      ports: [80],
      fileVariables: 'supported',
    },
  ),
  // U: jupyter/docker-stacks, docker-stacks-foundation: group 100 by design, and sudo where GRANT_SUDO asks for it
  row('U', 'jupyter', ['jupyter/*', 'quay.io/jupyter/*'], undefined, {
    ...runsAs(1000, 100, 'jovyan'),
    imageUser: 'varies',
    // as root, its start.sh makes and owns the home of the user that it changes to
    capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
    writable: [data('/home/jovyan'), TMP],
    writesElsewhere: true,
    ports: [8888],
    noNewPrivileges: 'unknown',
  }),
  // U: envoyproxy/envoy, ci/Dockerfile-envoy; distroless variants have the user 65532 or 101
  row(
    'U',
    'envoy',
    ['envoyproxy/envoy'],
    { words: ALPINE },
    {
      dropsPrivileges: true,
      uid: 101,
      gid: 101,
      programs: ['envoy'],
      conditions: BELOW_1024,
      capabilitiesAsRoot: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
      writable: [TMP],
      ports: [10000],
    },
  ),
  // U: linuxserver.io, its documentation: s6-overlay starts as root, unpacks into /run and changes to PUID
  row('U', 'linuxserver', ['linuxserver/*', 'lscr.io/linuxserver/*', 'ghcr.io/linuxserver/*'], undefined, {
    capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', ...WORKERS],
    writable: [data('/config'), { path: '/run', kind: 'scratch', exec: true }, TMP],
    base: true,
    writesElsewhere: true,
    noNewPrivileges: 'unknown',
    notes: 'It changes to the user that PUID and PGID give.',
  }),
];
