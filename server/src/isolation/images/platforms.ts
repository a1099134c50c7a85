import type { ImageRow } from './facts.ts';
import { ALPINE, config, data, row, runsAs, scratch, small, TMP } from './rows.ts';

/** Images for monitoring, builds and container engines, and components of clusters. */
export const PLATFORMS: readonly ImageRow[] = [
  // P: grafana/grafana, Dockerfile as seen in forks; group 0 by design since 7.3; before 5.1 it starts as root, and its user is 104
  // (grafana/grafana#11763, #33144)
  ...(
    [
      ['grafana', 0, { since: [7, 3] }],
      ['grafana (below 7.3)', 472, { since: [5, 1], until: [7, 3] }],
    ] as const
  ).map(([name, gid, tags]) =>
    row(
      'P',
      name,
      ['grafana/grafana'],
      { words: /^(?:ubuntu|main|security\d*)$/, ...tags },
      {
        ...runsAs(472, gid),
        writable: [data('/var/lib/grafana'), scratch('/var/log/grafana'), TMP],
        ports: [3000],
      },
    ),
  ),
  // V: prometheus/prometheus, Dockerfile; root before 2.0 and in some of its betas (prometheus/prometheus#2859); distroless variants have another user
  row(
    'V',
    'prometheus',
    ['prom/prometheus', 'quay.io/prometheus/prometheus'],
    { words: /^main$/, since: [2, 1] },
    { ...runsAs(65534, 65534, 'nobody'), writable: [data('/prometheus')], ports: [9090] },
  ),
  // U
  row('U', 'alertmanager', ['prom/alertmanager', 'quay.io/prometheus/alertmanager'], undefined, {
    ...runsAs(65534, 65534, 'nobody'),
    writable: [data('/alertmanager')],
    ports: [9093],
  }),
  row('U', 'blackbox-exporter', ['prom/blackbox-exporter', 'quay.io/prometheus/blackbox-exporter'], undefined, {
    ...runsAs(65534, 65534, 'nobody'),
    ports: [9115],
    notes: 'ICMP probes need the sysctl net.ipv4.ping_group_range.',
  }),
  row('U', 'pushgateway', ['prom/pushgateway', 'quay.io/prometheus/pushgateway'], undefined, { ...runsAs(65534, 65534, 'nobody'), ports: [9091] }),
  // V: prometheus/node_exporter, Dockerfile
  row(
    'V',
    'node-exporter',
    ['prom/node-exporter', 'quay.io/prometheus/node-exporter'],
    { words: /^(?:main|master)$/, since: [1, 0] },
    {
      ...runsAs(65534, 65534, 'nobody'),
      ports: [9100],
      notes: 'Host network, host processes and a read-only / of the host are expected; an added SYS_TIME has no effect.',
    },
  ),
  // V: google/cadvisor; root, privileged only for performance and process metrics
  row('V', 'cadvisor', ['gcr.io/cadvisor/cadvisor', 'ghcr.io/google/cadvisor'], undefined, {
    ports: [8080],
    notes: 'It reads /, /var/run, /sys and /var/lib/docker of the host, read-only.',
  }),
  // V: jenkinsci/docker, Dockerfile
  row(
    'V',
    'jenkins',
    ['jenkins/jenkins'],
    { since: [2, 60], words: /^(?:jdk\d+|alpine[\d.]*|slim|debian|almalinux|rhel|ubi\d*|centos\d*)$/ },
    {
      ...runsAs(1000, 1000, 'jenkins'),
      writable: [data('/var/jenkins_home'), TMP],
      ports: [8080, 50000],
      notes: 'Never give the controller the socket of the engine.',
    },
  ),
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
  // U: moby/buildkit, Dockerfile, stage rootless: USER 1000:1000, TMPDIR and XDG_RUNTIME_DIR; rootlesskit keeps its state in TMPDIR
  row(
    'U',
    'buildkit (rootless)',
    ['moby/buildkit'],
    { needs: [/^rootless$/], words: /^(?:master|buildx|nightly)$/ },
    {
      ...runsAs(1000, 1000),
      capabilitiesNonRoot: ['ALL'],
      writable: [data('/home/user/.local/share/buildkit'), { ...scratch('/home/user/.local/tmp'), exec: true }, small('/run/user/1000'), TMP],
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
  // U; its manifests repeat the program in `args`
  row('U', 'ingress-nginx', ['registry.k8s.io/ingress-nginx/controller', 'k8s.gcr.io/ingress-nginx/controller'], undefined, {
    ...runsAs(101, 101, 'www-data'),
    programs: ['/nginx-ingress-controller', 'nginx-ingress-controller'],
    capabilitiesNonRoot: ['NET_BIND_SERVICE'],
    fileCapabilities: ['NET_BIND_SERVICE'],
    writable: [TMP, config('/etc/nginx'), config('/etc/ingress-controller')],
    ports: [80, 443, 8443],
    noNewPrivileges: 'unknown',
  }),
  // U
  row('U', 'coredns', ['registry.k8s.io/coredns', 'registry.k8s.io/coredns/coredns', 'k8s.gcr.io/coredns/coredns', 'coredns/coredns'], undefined, {
    ...runsAs(65532, 65532),
    programs: ['/coredns', 'coredns'],
    imageUser: 'varies',
    capabilitiesAsRoot: ['NET_BIND_SERVICE'],
    capabilitiesNonRoot: ['NET_BIND_SERVICE'],
    fileCapabilities: ['NET_BIND_SERVICE'],
    ports: [53],
    noNewPrivileges: 'unknown',
  }),
  // P: values of argo-helm; argoproj/argo-cd, manifests/install.yaml: each part of it is another program of the one image
  row(
    'P',
    'argocd',
    ['quay.io/argoproj/argocd'],
    { since: [2, 0] },
    {
      ...runsAs(999, 999),
      programs: ['server', 'repo-server', 'application-controller', 'applicationset-controller', 'notifications'].flatMap((part) => [
        `argocd-${part}`,
        `/usr/local/bin/argocd-${part}`,
      ]),
      writable: [TMP, scratch('/app/config/gpg/keys')],
      ports: [8080],
    },
  ),
  // P: bitnami/containers, Dockerfiles: these start their program without a script that writes its configuration
  row(
    'P',
    'bitnami (tool)',
    [
      ...['kubectl', 'external-dns', 'metrics-server', 'kube-state-metrics', 'sealed-secrets-controller', 'node-exporter', 'redis-exporter'],
      ...['postgres-exporter', 'mysqld-exporter', 'mongodb-exporter', 'kafka-exporter', 'nginx-exporter', 'apache-exporter', 'memcached-exporter'],
    ].flatMap((name) => [`bitnami/${name}`, `bitnamilegacy/${name}`]),
    undefined,
    {
      ...runsAs(1001, 1001),
      conditions: 'its files belong to that group: older images belong to group 0',
      writable: [TMP],
      writesElsewhere: true,
    },
  ),
  // P: values of bitnami/charts, which mount its folders of configuration and state there for a read-only root (bitnami/charts#14855, #23614,
  // #23944); bases and shells run as root
  {
    ...row('P', 'bitnami', ['bitnami/*', 'bitnamilegacy/*'], undefined, {
      ...runsAs(1001, 1001),
      conditions: 'its files belong to that group: older images belong to group 0',
      writable: [config('/opt/bitnami'), TMP],
      writesElsewhere: true,
    }),
    except: ['minideb', 'os-shell', 'bitnami-shell'].flatMap((name) => [`bitnami/${name}`, `bitnamilegacy/${name}`]),
  },
  // U: keycloak.org, "Running Keycloak in a container"; keycloak/keycloak#44632: unless it is told that it was built, it builds itself at its start
  row('U', 'keycloak', ['quay.io/keycloak/keycloak'], undefined, {
    ...runsAs(1000, 0),
    programs: ['start', 'start-dev', '/opt/keycloak/bin/kc.sh', 'kc.sh'],
    writable: [data('/opt/keycloak/data'), { ...config('/opt/keycloak/lib/quarkus'), unless: '--optimized' }, TMP],
    ports: [8080, 9000],
  }),
  // U
  row('U', 'fluent-bit', ['fluent/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit', 'ghcr.io/fluent/fluent-bit'], undefined, {
    uid: 65532,
    gid: 65532,
    conditions: 'it can read the log files, which belong to root on most nodes',
    capabilitiesAsRoot: ['DAC_READ_SEARCH'],
    writable: [data('/fluent-bit/db'), TMP],
    ports: [2020],
  }),
];
