import { publishesEngine } from '../../isolation/engine-api.ts';
import { includesPort, isPublished, listensEverywhere } from '../../isolation/exposure.ts';
import { type ImageName, isImage } from '../../isolation/images/names.ts';
import { splitColons } from '../../manifest/compose/mounts.ts';
import type { PortView, ServiceView } from '../../manifest/compose/views.ts';
import { below } from '../../manifest/field.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Data stores and administration ports that are not meant for the public: found on all interfaces they are one step worse. */
const PRIVATE_PORTS: readonly (readonly [number, string])[] = [
  [2375, 'the Docker API'],
  [2376, 'the Docker API'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5601, 'Kibana'],
  [6379, 'Redis'],
  [9200, 'Elasticsearch'],
  [15672, 'RabbitMQ management'],
  [27017, 'MongoDB'],
];

/**
 * Ports of services for other machines: SSH, mail, names, addresses and VPNs, under any published number, and web pages under their own.
 * Source: IANA, Service Name and Transport Protocol Port Number Registry; WireGuard has no number there.
 */
const SERVICE_PORTS: readonly number[] = [22, 25, 53, 67, 110, 143, 465, 500, 587, 853, 993, 995, 1194, 4500, 51820];
const WEB_PORTS: readonly number[] = [80, 443];
/**
 * Ports to which devices and machines of a network send: MQTT, logs, telemetry, media, files, directories, peers, agents of Jenkins, clients of SQL
 * Server. Sources: as above; Logstash, Fluentd, OpenTelemetry; jenkinsci/docker, README; Immich.
 */
const NETWORK_PORTS: readonly number[] = [
  ...[20, 21, 69, 88, 111, 123, 137, 138, 139, 161, 162, 389, 445, 514, 548, 631, 636, 873, 990, 1433, 1812, 1813, 1883, 1935, 2049, 2222, 2283],
  ...[3389, 3478, 4317, 4318, 5044, 5060, 5061, 5222, 5269, 5349, 6514, 6881, 8883, 22000, 24224, 50000],
];
/** Ports of games, voice and media, whose players come from elsewhere. Sources: the server guides of the projects. */
const PLAYER_PORTS: readonly number[] = [2302, 2456, 7777, 8211, 9987, 16261, 19132, 25565, 27015, 28015, 30033, 32400, 34197, 64738];

/** Administration pages on ports that are ordinary otherwise. */
const ADMIN_IMAGES: readonly (readonly [ImageName, readonly number[], string])[] = [
  ['portainer', [8000, 9000, 9443], 'Portainer'],
  ['adminer', [8080], 'Adminer'],
];

export const portPublishedAllInterfaces = defineRule({
  id: 'port-published-all-interfaces',
  since: '0.1.0',
  severity: severity('medium', { MT: 'high', AI: 'high', RG: 'high' }),
  dimensions: ['REACH'],
  when: { compose: ['ports'] },
  fix: 'always',
  messages: {
    open: '"{name}" publishes {text} on every interface, past the firewall of the host',
    store: '"{name}" publishes {text} ({service}) on every interface, past the firewall',
  },
  docs: {
    title: 'Published port listens on every host interface',
    risk: 'Docker puts its rules before those of ufw and firewalld, so a machine that seems closed still exposes the port. Databases without a password are found and emptied that way.',
    not: 'A public entry point (web pages on 80 and 443, mail, names, SSH, VPNs) has to listen publicly: it is reported low at most, and only you can close it, as any other port for devices and other machines. Docker Desktop publishes through its own proxy. Before Docker 28 even a loopback port could be reached from the same network segment.',
    fix: 'Binds the port to 127.0.0.1.',
    verify: 'Check that no other machine needs it.',
    remark: 'Services on the same Compose network reach each other without a published port: often the whole entry can go.',
    check: { compose: 'docker compose port SERVICE PORT' },
  },
  standards: ['CIS Docker 1.6.0: 5.14, 5.9', 'OWASP Kubernetes Top Ten 2025: K05, K06', 'MITRE ATT&CK: T1133, T1190'],
  references: ['COMPOSE-SPEC', 'DOCKER-PORTS'],
  check: {
    *'compose.service'(service) {
      if (!isPublished(service)) return;
      for (const port of service.ports) {
        if (!listensEverywhere(service, port) || publishesEngine(service, port)) continue;
        const store = privateService(service, port.target);
        const entry = !store && isEntry(port);
        const fix =
          port.syntax === 'long'
            ? setting('Publish on 127.0.0.1 only', below(port.site, 'host_ip'), '127.0.0.1')
            : setting('Publish on 127.0.0.1 only', port.site, onLoopback(port.text));
        // a Swarm knows no addresses of hosts
        const fixes = [
          entry || isForOthers(service, port) || isImage('forPlayers', service.image.value) || service.project.swarm
            ? { ...fix, safety: 'manual' as const }
            : fix,
        ];
        const data = { name: service.name, text: port.text };
        if (store) yield { at: port.at, message: 'store', data: { ...data, service: store }, lower: -1, fixes };
        else yield { at: port.at, message: 'open', data, fixes, ...(entry ? { atMost: 'low' as const } : {}) };
      }
    },
  },
});

function privateService({ image }: ServiceView, target: string): string | undefined {
  const admin = ADMIN_IMAGES.find(([name, ports]) => isImage(name, image.value) && ports.some((port) => includesPort(target, port)));
  return admin?.[2] ?? PRIVATE_PORTS.find(([port]) => includesPort(target, port))?.[1];
}

/** A public entry: on loopback it serves nobody. */
function isEntry({ published = '', target }: PortView): boolean {
  return WEB_PORTS.some((port) => includesPort(published, port)) || isOneOf(SERVICE_PORTS, { published, target });
}

/** Other machines mean to reach it, whichever number it is published under: web pages, too, if the container has them on 80 or 443. */
function isForOthers({ image }: ServiceView, port: PortView): boolean {
  const web = isImage('administersData', image.value) ? [] : WEB_PORTS;
  return isOneOf([...web, ...NETWORK_PORTS, ...PLAYER_PORTS], port);
}

function isOneOf(ports: readonly number[], { published = '', target }: Pick<PortView, 'published' | 'target'>): boolean {
  return ports.some((port) => includesPort(published, port) || includesPort(target, port));
}

/** The short form with the loopback address: `80` → `127.0.0.1::80`, `8080:80/udp` → `127.0.0.1:8080:80/udp`. */
function onLoopback(text: string): string {
  const parts = splitColons(text);
  return ['127.0.0.1', parts.at(-2) ?? '', parts.at(-1)].join(':');
}
