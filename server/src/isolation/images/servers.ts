import type { ImageRow } from './facts.ts';
import { ALPINE, ANY_BASE, BELOW_1024, DEBIAN, data, row, runsAs, type Stated, scratch, small, TMP, WORKERS, withOlder } from './rows.ts';

const HTTPD: Stated = {
  dropsPrivileges: true,
  programs: ['httpd-foreground'],
  conditions: 'its configuration says "Listen 8080"',
  configuration: '/usr/local/apache2/conf/httpd.conf',
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

/** Web servers, proxies, and base images of applications. */
export const SERVERS: readonly ImageRow[] = [
  // V: nginx docs (read-only, non-root sections), Dockerfile; its user was 104 in older versions (nginx/docker-nginx#218)
  ...withOlder(
    row(
      'V',
      'nginx',
      ['nginx'],
      { words: /^(?:slim|trixie|bookworm|bullseye|buster|alpine[\d.]*|perl|otel)$/, since: [1, 18] },
      {
        dropsPrivileges: true,
        uid: 101,
        gid: 101,
        programs: ['nginx'],
        conditions: 'its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up',
        configuration: '/etc/nginx/nginx.conf',
        capabilitiesAsRoot: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
        writable: [
          scratch('/var/cache/nginx'),
          small('/var/run'),
          { ...TMP, when: '/etc/nginx/nginx.conf' },
          { path: '/etc/nginx/conf.d', kind: 'config', when: '/etc/nginx/templates' },
        ],
        ports: [80],
        notes: 'nginxinc/nginx-unprivileged runs as user 101 without changes.',
      },
    ),
  ),
  // V: nginxinc/docker-nginx-unprivileged, Dockerfile; files belong to group 0; before 1.17 its user is 1001 (#22 there)
  row(
    'V',
    'nginx-unprivileged',
    ['nginxinc/nginx-unprivileged'],
    { words: /^(?:slim|trixie|bookworm|bullseye|buster|alpine[\d.]*|perl|otel)$/, since: [1, 18] },
    {
      ...runsAs(101, 101),
      programs: ['nginx'],
      writable: [TMP, scratch('/var/cache/nginx'), { path: '/etc/nginx/conf.d', kind: 'config', when: '/etc/nginx/templates' }],
      ports: [8080],
    },
  ),
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
  // V: docker-library/wordpress, docs (read-only recipe), Dockerfile; its entrypoint changes the modes of files that it has given away
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
      capabilitiesAsRoot: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', ...WORKERS, 'NET_BIND_SERVICE'],
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
  // V: nodejs/docker-node, Dockerfile; the program that runs is not in the image
  row('V', 'node', ['node'], undefined, {
    uid: 1000,
    gid: 1000,
    conditions: 'the application needs no root and writes only files of its own',
    writable: [scratch('/home/node/.npm'), TMP],
    base: true,
    writesElsewhere: true,
    noNewPrivileges: 'unknown',
  }),
  // V: docker-library/python and the others have no USER; the program that runs is not in the image
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
  // V: AdguardTeam/AdGuardHome, docker/Dockerfile: no USER, setcap cap_net_bind_service=+eip; its folders belong to nobody, and it sets their modes
  row(
    'V',
    'AdGuard Home',
    ['adguard/adguardhome'],
    { words: /^(?:edge|beta)$/ },
    {
      capabilitiesAsRoot: ['DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE'],
      capabilitiesNonRoot: ['NET_BIND_SERVICE'],
      fileCapabilities: ['NET_BIND_SERVICE'],
      writable: [data('/opt/adguardhome/work'), data('/opt/adguardhome/conf'), TMP],
      writesElsewhere: true,
      ports: [53, 80, 443, 853, 3000],
      noNewPrivileges: 'unknown',
    },
  ),
  // V: coturn/coturn, docker/coturn/debian and alpine, Dockerfile: USER nobody:nogroup, setcap CAP_NET_BIND_SERVICE=+ep
  ...(
    [
      ['Alpine', 65533, /^(?:alpine[\d.]*|edge|r\d+)$/, [ALPINE]],
      ['Debian', 65534, /^(?:debian|trixie|bookworm|bullseye|edge|r\d+)$/, []],
    ] as const
  ).map(([family, gid, words, needs]) =>
    row(
      'V',
      `coturn (${family})`,
      ['coturn/coturn', 'ghcr.io/coturn/coturn'],
      { words, needs },
      {
        ...runsAs(65534, gid, 'nobody'),
        capabilitiesNonRoot: ['NET_BIND_SERVICE'],
        fileCapabilities: ['NET_BIND_SERVICE'],
        writable: [data('/var/lib/coturn'), TMP],
        writesElsewhere: true,
        ports: [3478, 5349],
        noNewPrivileges: 'unknown',
      },
    ),
  ),
];
