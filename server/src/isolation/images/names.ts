import { oncePerText } from '../once.ts';

/** An image reference without tag and digest. */
export function repositoryOf(image: string): string {
  const [name = ''] = image.split('@');
  return name.replace(/:[^:/]*$/, '');
}

/**
 * Groups of images that are recognised by the end of their repository, whoever builds them. The facts of single images are in the image
 * table, and their needs in `needs/`.
 */
const NAMES = {
  /** Builds images without an engine: it runs the commands of a Dockerfile in its own container. */
  kaniko: /(?:^|\/)kaniko-project\/executor$/,
  buildkit: /(?:^|\/)(?:moby\/)?buildkit$/,
  /** Builders that need no privilege. */
  rootlessBuilder: /(?:^|\/)(?:buildah|buildah\/stable|genuinetools\/img|img)$/,
  /** Starts containers, if it is privileged. */
  engine: /(?:^|\/)(?:podman|podman\/stable|kindest\/node|rancher\/k3s|k3s|k3d)$/,
  /** A proxy in front of the socket of an engine, which allows a part of its API. */
  socketProxy: /(?:^|\/)(?=[\w.-]+$)[\w.-]*socket-?proxy/i,
  /** Is the entry of a cluster. Source: the installation manifests of these projects, which bind 80 and 443 of the node. */
  ingress:
    /(?:^|\/)(?:ingress-nginx\/controller|nginx-ingress-controller|nginx-ingress|traefik|haproxy-ingress|kubernetes-ingress|contour|apisix|kong|kong-ingress-controller)$/,
  /** Keeps data: databases, caches, queues. */
  store:
    /(?:^|\/)(?:postgres|postgis|timescaledb|mysql|mysql-server|mariadb|percona|mongo|mongodb|mongodb-community-server|redis|valkey|keydb|memcached|elasticsearch|opensearch|cassandra|couchdb|clickhouse|clickhouse-server|cockroach|influxdb|neo4j|rethinkdb|minio|etcd|rabbitmq|mssql\/server)$/,
  portainer: /(?:^|\/)portainer(?:-ce|-ee)?$/,
  adminer: /(?:^|\/)adminer$/,
  /**
   * Its program has the file capability NET_BIND_SERVICE, and does not start if the container may not have it. Sources: the Dockerfiles of Caddy,
   * CoreDNS, ingress-nginx, nginxinc/kubernetes-ingress, AdGuard Home (and its issue 4565), coturn, FrankenPHP, PowerDNS; the Makefile of blocky.
   */
  bindsLowPorts:
    /(?:^|\/)(?:caddy|coredns|ingress-nginx\/controller|nginx-ingress|adguardhome|coturn|blocky|frankenphp|pdns-(?:auth|recursor)-\w+|dnsdist-\w+)$/,
  /** Its entrypoint gives its program file the capability IPC_LOCK. Source: hashicorp/vault, docker-entrypoint.sh. */
  vault: /(?:^|\/)vault$/,
  /** Its program may have file capabilities, by its version or its variables. */
  fileCapabilities: /(?:^|\/)(?:controller|consul)$/,
  /** A page to administer databases, for those who look after the host. */
  administersData: /(?:^|\/)(?:pgadmin4|phpmyadmin|mongo-express|redisinsight|redis-commander|dbgate|cloudbeaver)$/,
  /** Its files belong to group 0 by design. */
  filesOfGroup0: /(?:^|\/)(?:elasticsearch|kibana|logstash|grafana|keycloak)$/,
  /** It needs unlimited locked memory. Source: the documentation of these images. */
  locksMemory: /(?:^|\/)(?:elasticsearch|opensearch)$/,
  /** Has programs that gain privileges by setuid bits or file capabilities. Source: issues of these projects about no-new-privileges. */
  gainsPrivileges: /(?:^|\/)(?:collabora\/code|netdata|pihole|docker-mailserver|selenium\/[\w-]+)$/,
  /** Does not run as root and needs the folders of its own user. Source: the documentation of these images. */
  ownUser: /(?:^|\/)(?:selenium\/[\w-]+|browserless\/[\w-]+|dpage\/pgadmin4)$/,
  /** Watches the processes, devices and filesystems of its host. Source: the installation guides of these projects, which share its PID namespace. */
  hostWatcher:
    /(?:^|\/)(?:netdata|glances|telegraf|zabbix-agent2?|scrutiny|beszel-agent|newrelic\/infrastructure(?:-bundle)?|datadog\/agent|oneagent|coroot-node-agent|elastic-agent|metricbeat|packetbeat|auditbeat|osquery|wazuh-agent|ctop|htop)$/,
  /** Reads counters and logs, which paths and namespaces open, and no capability. Source: their example manifests. */
  readsCounters: /(?:^|\/)(?:node-exporter|fluent-bit|fluentd|promtail|vector|filebeat|alloy|opentelemetry-collector(?:-contrib|-k8s)?)$/,
  /** Starts s6-overlay, which unpacks services into /run. Source: the base images of these projects. */
  s6: /(?:^|\/)(?:linuxserver|tiredofit|hotio|nfrastack)\/[\w.-]+$|(?:^|\/)home-assistant$/,
  /** Serves games, voice or media to people on other machines. */
  forPlayers:
    /(?:^|\/)(?:(?=[\w-]*(?:minecraft|valheim|factorio|terraria|palworld|satisfactory|zomboid|gameserver|csgo|cs2))[\w-]+|plex(?:inc)?[\w-]*|pms-docker|jellyfin|emby(?:server)?|navidrome|teamspeak|mumble-server|murmur|icecast|livekit-server|coturn)$/,
  /** Starts Chromium, whose sandbox makes user namespaces. */
  browser: /(?:^|\/)(?:(?=[\w-]*(?:chrom(?:e|ium)|puppeteer|playwright))[\w-]+|browserless(?:\/[\w-]+)?|selenium\/[\w-]+)$/,
  /** Loads programs into the kernel, or counts its events. */
  tracer: /(?:^|\/)(?:(?=[\w-]*(?:bpf|bcc))[\w-]+|tetragon|tracee|falco[\w-]*|parca-agent|beyla|pixie[\w-]*|cilium\/cilium)$/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** A group of images. */
export type ImageName = keyof typeof NAMES;

/** To which groups an image was found to belong, and to which not. */
const groupsOf = oncePerText(() => new Map<ImageName, boolean>());

/** Whether an image is of a group; false if a template or variable decides the image. */
export function isImage(what: ImageName, image: string | undefined): boolean {
  if (image === undefined) return false;
  const known = groupsOf(image);
  const is = known.get(what) ?? NAMES[what].test(repositoryOf(image));
  known.set(what, is);
  return is;
}

/** Whether the program of an image has capabilities of its own, which it gets as any user. */
export function hasFileCapabilities(image: string | undefined): boolean {
  return isImage('bindsLowPorts', image) || isImage('vault', image) || isImage('fileCapabilities', image);
}

/** Whether an image is the `docker` image with a tag that starts an engine. */
export function isDockerInDocker(image: string | undefined): boolean {
  return /(?:^|\/)docker:(?:[^@]*-)?dind(?:-|@|$)/.test(image ?? '');
}
