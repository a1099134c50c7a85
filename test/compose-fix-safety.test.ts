import { describe, expect, it } from 'vitest';
import { analyse } from './kit/laws.ts';

/** The grade of a fix depends on the service. Each row: a service, a rule, and the grade of its first fix; `silent` if there is no finding. */
const CASES: readonly (readonly [what: string, service: string, rule: string, expected: string])[] = [
  // users
  ['an unknown image without volumes', 'image: example/web:1', 'run-as-root', 'review'],
  ['an unknown image that writes a volume', 'image: example/web:1, volumes: ["data:/data"]', 'run-as-root', 'manual'],
  ['an unknown image that reads a volume', 'image: example/web:1, volumes: ["data:/data:ro"]', 'run-as-root', 'review'],
  ['an unknown image with a file of settings', 'image: example/web:1, volumes: ["./web.conf:/etc/web.conf"]', 'run-as-root', 'review'],
  ['an unknown image that reads logs of the host', 'image: example/logs:1, volumes: ["/var/log:/logs:ro"]', 'run-as-root', 'manual'],
  ['an image that is built here', 'build: .', 'run-as-root', 'manual'],
  ['a Dockerfile that ends as a user', 'build: { dockerfile_inline: "FROM alpine\\nUSER root\\nRUN id\\nUSER 1000:1000\\n" }', 'run-as-root', 'silent'],
  ['a Dockerfile whose last stage is root', 'build: { dockerfile_inline: "FROM alpine\\nUSER app\\nFROM alpine\\n" }', 'run-as-root', 'manual'],
  ['a Dockerfile that names a variable', 'build: { dockerfile_inline: "FROM alpine\\nUSER $APP\\n" }', 'run-as-root', 'manual'],
  ['an image whose user is proven', 'image: "prom/prometheus:v2.54.1"', 'run-as-root', 'silent'],
  ['root in spite of the image', 'image: "prom/prometheus:v2.54.1", user: root', 'run-as-root', 'manual'],
  ['root for a command of its own', 'image: "elasticsearch:8.15.0", user: "0", entrypoint: ["/bin/bash", "/setup.sh"]', 'run-as-root', 'manual'],
  ['an entrypoint that takes PUID', 'image: lscr.io/linuxserver/sonarr, environment: [PUID=1000]', 'run-as-root', 'manual'],
  ['a client of the engine', 'image: example/ci:1, volumes: ["/var/run/docker.sock:/var/run/docker.sock"]', 'run-as-root', 'manual'],
  ['a folder that Docker makes', 'image: "postgres:16", environment: { PGDATA: /data/postgres }, volumes: ["db:/data/postgres"]', 'run-as-root', 'manual'],
  ['a command that changes owners', 'image: example/web:1, command: ["sh", "-c", "chown -R app /tmp && run"]', 'run-as-root', 'manual'],
  ['a VPN', 'image: "qmcgaw/gluetun:v3.39", cap_add: [NET_ADMIN]', 'run-as-root', 'manual'],
  ['data that root wrote', 'image: "minio/minio:RELEASE.2024-08-29T01-40-52Z", command: server /data, volumes: ["data:/data"]', 'run-as-root', 'manual'],
  [
    'certificates that root wrote',
    'image: "traefik:v3.1", command: [--certificatesresolvers.le.acme.storage=/acme.json], volumes: ["./acme.json:/acme.json"]',
    'run-as-root',
    'manual',
  ],
  ['data of which the image changes the owner', 'image: "postgres:16", volumes: ["./data:/var/lib/postgresql/data"]', 'run-as-root', 'review'],
  ['volumes of another service', 'image: example/web:1, volumes_from: [two]', 'run-as-root', 'manual'],
  ['root for an application', 'image: "node:20", user: root, command: npm start', 'run-as-root', 'manual'],
  ['an image that is known for no other user', 'image: "gcr.io/cadvisor/cadvisor:v0.49.1"', 'run-as-root', 'manual'],
  // groups
  ['a user that a variable decides', `image: example/web:1, user: "\${APP_UID:-50000}:0"`, 'run-as-root-group', 'manual'],
  ['a user by number', 'image: example/web:1, user: "1000:0"', 'run-as-root-group', 'review'],
  // capabilities and privileges
  ['a VPN', 'image: "qmcgaw/gluetun:v3.39", cap_add: [NET_ADMIN], devices: [/dev/net/tun]', 'capability-added-net-admin', 'manual'],
  ['a tunnel', 'image: example/tunnel:1, cap_add: [NET_ADMIN], devices: ["/dev/net/tun:/dev/net/tun"]', 'capability-added-net-admin', 'manual'],
  ['no sign of a need', 'image: example/web:1, cap_add: [NET_ADMIN]', 'capability-added-net-admin', 'review'],
  ['vault', 'image: "hashicorp/vault:1.17", command: server, cap_add: [IPC_LOCK]', 'capability-added-ipc-lock', 'manual'],
  [
    'Elasticsearch that locks its memory',
    'image: "elasticsearch:8.15.0", cap_add: [IPC_LOCK], environment: { bootstrap.memory_lock: "true" }',
    'capability-added-ipc-lock',
    'manual',
  ],
  ['Docker in Docker', 'image: "docker:27-dind", privileged: true', 'privileged-container', 'manual'],
  ['BuildKit', 'image: "moby/buildkit:v0.15.2", privileged: true', 'privileged-container', 'manual'],
  ['no sign of a need', 'image: example/web:1, privileged: true', 'privileged-container', 'review'],
  ['rootless BuildKit', 'image: "moby/buildkit:v0.15.2-rootless", security_opt: [seccomp=unconfined]', 'seccomp-unconfined', 'manual'],
  ['rootless BuildKit', 'image: "moby/buildkit:v0.15.2-rootless", security_opt: [apparmor=unconfined]', 'apparmor-unconfined', 'manual'],
  ['rootless BuildKit', 'image: "moby/buildkit:v0.15.2-rootless"', 'allow-privilege-escalation', 'manual'],
  ['capabilities of files', 'image: "collabora/code:24.04"', 'allow-privilege-escalation', 'manual'],
  ['an unknown image', 'image: example/web:1', 'allow-privilege-escalation', 'review'],
  ['no sign of a need', 'image: example/web:1, security_opt: [seccomp=unconfined]', 'seccomp-unconfined', 'review'],
  ['the folder of the engine', 'image: "aquasec/trivy:0.55.0", volumes: ["/var/run:/var/run"]', 'container-runtime-socket-mounted', 'manual'],
  [
    'an unknown client of the engine',
    'image: example/ci:1, volumes: ["/var/run/docker.sock:/var/run/docker.sock"]',
    'container-runtime-socket-mounted',
    'manual',
  ],
  [
    'a known client of the engine',
    'image: "traefik:v3.1", volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]',
    'container-runtime-socket-mounted',
    'review',
  ],
  ['the API of the engine', 'image: example/ci:1, use_api_socket: true', 'compose-use-api-socket', 'manual'],
  ['a mail server', 'image: "mailserver/docker-mailserver:14.0"', 'capabilities-not-dropped', 'manual'],
  ['an unknown image', 'image: example/web:1, volumes: ["data:/data"]', 'capabilities-not-dropped', 'review'],
  [
    'a tool of the engine',
    'image: portainer/agent:2.21.1, volumes: ["/var/run/docker.sock:/var/run/docker.sock", "/var/lib/docker/volumes:/v"]',
    'host-path-runtime-state',
    'manual',
  ],
  // files
  ['an image that starts as root and writes', 'image: example/web:1, volumes: ["data:/data"]', 'writable-root-filesystem', 'manual'],
  ['an image whose own files change', 'image: "zookeeper:3.9"', 'writable-root-filesystem', 'manual'],
  ['a user without privileges', 'image: example/web:1, user: "1000:1000", volumes: ["data:/data"]', 'writable-root-filesystem', 'review'],
  // network
  ['the host network alone', 'image: example/web:1, network_mode: host', 'host-network', 'manual'],
  ['the host network beside ports', 'image: example/web:1, network_mode: host, ports: ["8080:80"]', 'host-network', 'review'],
  ['a web page for all', 'image: "caddy:2", ports: ["443:443"]', 'port-published-all-interfaces', 'manual'],
  ['mail', 'image: example/mail:1, ports: ["465:465"]', 'port-published-all-interfaces', 'manual'],
  ['names', 'image: example/dns:1, ports: ["53:53/udp"]', 'port-published-all-interfaces', 'manual'],
  ['a VPN', 'image: example/vpn:1, ports: ["51820:51820/udp"]', 'port-published-all-interfaces', 'manual'],
  ['a broker of devices', 'image: "eclipse-mosquitto:2", ports: ["1883:1883"]', 'port-published-all-interfaces', 'manual'],
  ['a Swarm, which knows no addresses', 'image: example/web:1, ports: ["8080:80"], deploy: { placement: {} }', 'port-published-all-interfaces', 'manual'],
  ['a page of an application', 'image: example/web:1, ports: ["8080:8080"]', 'port-published-all-interfaces', 'review'],
  ['what a web server serves, behind another port', 'image: example/web:1, ports: ["8080:80"]', 'port-published-all-interfaces', 'manual'],
  ['a database', 'image: "postgres:16", ports: ["5432:5432"]', 'port-published-all-interfaces', 'review'],
  ['a name for the host', 'image: example/web:1, extra_hosts: ["host.docker.internal:host-gateway"]', 'host-gateway-alias', 'manual'],
  ['processes of the host for an exporter', 'image: "prom/node-exporter:v1.8.2", pid: host', 'host-pid', 'manual'],
  ['no sign of a need', 'image: example/web:1, pid: host', 'host-pid', 'review'],
  [
    'a hook that changes owners',
    'image: example/web:1, user: "1000", post_start: [{ command: chown -R 1000 /work, user: root }]',
    'compose-hook-privileged',
    'manual',
  ],
  // limits
  ['nothing known of its memory', 'image: example/web:1', 'memory-limit-missing', 'manual'],
  ['a reservation', 'image: example/web:1, mem_reservation: 256m', 'memory-limit-missing', 'manual'],
];

describe('fixes of services', () => {
  it.each(CASES)('%s (%s): %s is %s', (_, service, rule, expected) => {
    const text = `services:\n  one: { ${service} }\n  two: { image: example/two }\nvolumes: { data: {}, db: {} }\n`;
    const analysis = analyse('compose.yaml', text);
    expect(analysis.problems).toEqual([]);
    const found = analysis.findings.filter((finding) => finding.rule.id === rule && finding.container === 'one');
    expect(found[0] ? (found[0].fixes()[0]?.safety ?? 'no fix') : 'silent').toBe(expected);
  });

  it('one that names what does not work without it, breaks that', () => {
    const named = CASES.flatMap(([, service]) => {
      const text = `services:\n  one: { ${service} }\n`;
      return analyse('compose.yaml', text).findings.flatMap((finding) => finding.fixes().filter(({ title }) => title.includes('without which')));
    });
    const titles = named.map(({ title }) => title);
    expect(titles).toContain('Remove privileged, without which the docker (dind) image does not work');
    expect(named.filter(({ breaks, safety }) => !breaks || safety !== 'manual')).toEqual([]);
  });
});
