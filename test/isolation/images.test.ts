import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageFacts, parseImage } from '../../server/src/isolation/images/reference.ts';
import { IMAGE_ROWS } from '../../server/src/isolation/images/table.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('references', () => {
  it.each([
    ['redis', 'docker.io', 'library/redis', undefined],
    ['redis:7', 'docker.io', 'library/redis', '7'],
    ['library/redis:7', 'docker.io', 'library/redis', '7'],
    ['docker.io/redis', 'docker.io', 'library/redis', undefined],
    ['docker.io/library/redis', 'docker.io', 'library/redis', undefined],
    ['index.docker.io/library/redis:7', 'docker.io', 'library/redis', '7'],
    ['registry-1.docker.io/library/redis', 'docker.io', 'library/redis', undefined],
    ['registry.hub.docker.com/library/redis', 'docker.io', 'library/redis', undefined],
    ['mirror.gcr.io/library/redis:7', 'docker.io', 'library/redis', '7'],
    ['mirror.gcr.io/grafana/grafana', 'docker.io', 'grafana/grafana', undefined],
    ['public.ecr.aws/docker/library/redis', 'docker.io', 'library/redis', undefined],
    ['public.ecr.aws/other/redis', 'public.ecr.aws', 'other/redis', undefined],
    ['registry.corp/redis:7', 'registry.corp', 'redis', '7'],
    ['registry.corp:5000/redis', 'registry.corp:5000', 'redis', undefined],
    ['localhost/redis', 'localhost', 'redis', undefined],
    ['team/redis', 'docker.io', 'team/redis', undefined],
    ['Docker.IO/redis', 'docker.io', 'library/redis', undefined],
  ])('%s', (text, registry, repository, tag) => {
    expect(parseImage(text)).toEqual({ registry, repository, tag, digest: undefined });
  });

  it('knows digests', () => {
    expect(parseImage(`redis@${DIGEST}`)).toMatchObject({ repository: 'library/redis', tag: undefined, digest: DIGEST });
    expect(parseImage(`registry.corp:5000/a/b:1.2@${DIGEST}`)).toMatchObject({ registry: 'registry.corp:5000', repository: 'a/b', tag: '1.2', digest: DIGEST });
  });

  it.each([
    ...[
      '',
      ' ',
      ':7',
      'redis:',
      'redis: 7',
      'Redis',
      'redis:${TAG}',
      '${IMAGE}',
      '{{ .Values.image }}',
      '<image>',
      'a//b',
      '/redis',
      'redis/',
      'redis@sha256:12',
    ],
    ...[
      'redis@',
      `redis@${DIGEST}@${DIGEST}`,
      'redis:7:8',
      '-redis',
      're..dis',
      'corp.example:port/redis',
      `${'a'.repeat(256)}`,
      'http://redis',
      'redis:.7',
      'a b',
    ],
  ])('%j is none', (text) => {
    expect(parseImage(text)).toBeUndefined();
    expect(imageFacts(text)).toBeUndefined();
  });

  it('never throws', () => {
    const part = fc.constantFrom('redis', 'library', '/', ':', '@', 'sha256:', '7', '-alpine', '${X}', '.', '..', '[', ']', 'docker.io', '\uE000', DIGEST);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(part).map((parts) => parts.join('')),
        ),
        (text) => {
          const image = parseImage(text);
          imageFacts(text);
          // the parsed reference, written as text, parses to the same again
          if (!image) return;
          const written = `${image.registry}/${image.repository}${image.tag === undefined ? '' : `:${image.tag}`}${image.digest === undefined ? '' : `@${image.digest}`}`;
          expect(parseImage(written)).toEqual(image);
        },
      ),
    );
  });

  it('is fast for long ones', () => {
    expect(parseImage(`${'a-'.repeat(100_000)}!`)).toBeUndefined();
    expect(parseImage(`redis:${'-'.repeat(100_000)}`)).toBeUndefined();
  });
});

/** For every row of the table: references that it is for, and the facts that differ from similar rows. */
const ROWS: readonly (readonly [name: string, references: readonly string[], user: string, known: 'proven' | 'advice'])[] = [
  ['postgres (Debian)', ['postgres', 'postgres:latest', 'postgres:16', 'postgres:16.4-bookworm', 'postgres:18'], '999:999', 'proven'],
  ['postgres (Alpine)', ['postgres:alpine', 'postgres:16-alpine', 'postgres:16.4-alpine3.20', 'postgres:18-alpine'], '70:70', 'proven'],
  ['mysql', ['mysql', 'mysql:8.4', 'mysql:8.0-oracle', 'mysql:lts', 'mysql:9-oraclelinux9'], '999:999', 'proven'],
  ['mariadb', ['mariadb', 'mariadb:11.4', 'mariadb:11-noble', 'mariadb:lts'], '999:999', 'proven'],
  ['postgres (Debian, below 10)', ['postgres:9.6', 'postgres:9.4.5-jessie'], '999:999', 'advice'],
  ['postgres (Alpine, below 10)', ['postgres:9.6-alpine'], '70:70', 'advice'],
  ['mysql (below 8)', ['mysql:5.7'], '999:999', 'advice'],
  ['mariadb (below 10.3)', ['mariadb:10.2', 'mariadb:5.5'], '999:999', 'advice'],
  ['redis (Debian, below 6)', ['redis:5', 'redis:3.2.1'], '999:999', 'advice'],
  ['redis (Alpine, below 6)', ['redis:5-alpine', 'redis:5.0.0-alpine'], '999:1000', 'advice'],
  ['redis (Alpine, below 5)', ['redis:4-alpine', 'redis:3.2-alpine', 'redis:4.0.9-alpine3.7'], '100:101', 'proven'],
  ['mongo (below 4)', ['mongo:3.6-xenial'], '999:999', 'advice'],
  ['zookeeper (below 3.5)', ['zookeeper:3.4'], '1000:1000', 'advice'],
  ['mosquitto (below 2)', ['eclipse-mosquitto:1.6'], '1883:1883', 'advice'],
  ['nginx (below 1.18)', ['nginx:1.10', 'nginx:1.17-alpine'], '101:101', 'advice'],
  ['grafana (below 7.3)', ['grafana/grafana:5.1.0', 'grafana/grafana:7.2-ubuntu'], '472:472', 'proven'],
  ['redis (Debian)', ['redis', 'redis:7', 'redis:8.0.2-bookworm'], '999:999', 'proven'],
  ['redis (Alpine)', ['redis:7-alpine', 'redis:alpine3.21', 'redis:8-alpine'], '999:1000', 'proven'],
  ['valkey (Debian)', ['valkey/valkey', 'valkey/valkey:8-bookworm'], '999:999', 'proven'],
  ['valkey (Alpine)', ['valkey/valkey:8-alpine'], '999:1000', 'proven'],
  ['mongo', ['mongo', 'mongo:7.0.5-jammy'], '999:999', 'proven'],
  ['nginx', ['nginx', 'nginx:1.27', 'nginx:1.27-alpine', 'nginx:stable-alpine-slim', 'nginx:mainline'], '101:101', 'proven'],
  ['nginx-unprivileged', ['nginxinc/nginx-unprivileged', 'nginxinc/nginx-unprivileged:1.27-alpine'], '101:101', 'proven'],
  ['httpd (Debian)', ['httpd', 'httpd:2.4-bookworm'], '33:33', 'proven'],
  ['httpd (Alpine)', ['httpd:2.4-alpine', 'httpd:alpine3.20'], '82:82', 'proven'],
  ['traefik', ['traefik', 'traefik:v3.1'], '65532:65532', 'proven'],
  ['caddy', ['caddy', 'caddy:2.8-alpine'], '1000:1000', 'proven'],
  ['haproxy', ['haproxy', 'haproxy:2.4', 'haproxy:3.0-alpine', 'haproxy:lts', 'haproxy:2'], '99:99', 'proven'],
  ['AdGuard Home', ['adguard/adguardhome', 'adguard/adguardhome:v0.107.52', 'adguard/adguardhome:edge'], 'none', 'proven'],
  ['coturn (Debian)', ['coturn/coturn:4.6.2', 'coturn/coturn:4.6.2-r12', 'ghcr.io/coturn/coturn:debian'], '65534:65534', 'proven'],
  ['coturn (Alpine)', ['coturn/coturn:alpine', 'coturn/coturn:4.6.2-alpine'], '65534:65533', 'proven'],
  ['rabbitmq (Ubuntu)', ['rabbitmq', 'rabbitmq:3.13-management'], '999:999', 'proven'],
  ['rabbitmq (Alpine)', ['rabbitmq:3-alpine', 'rabbitmq:3.13-management-alpine'], '100:101', 'proven'],
  ['kafka', ['apache/kafka:3.8.0'], '1000:1000', 'proven'],
  ['cp-kafka', ['confluentinc/cp-kafka:7.6.0'], '1000:1000', 'advice'],
  ['zookeeper', ['zookeeper:3.9'], '1000:1000', 'proven'],
  ['elasticsearch', ['elasticsearch:8.15.0', 'docker.elastic.co/elasticsearch/elasticsearch:8.15.0', 'elasticsearch:9.1.0-SNAPSHOT'], '1000:0', 'proven'],
  ['elasticsearch (below 8)', ['elasticsearch:7.17.28', 'docker.elastic.co/elasticsearch/elasticsearch:6.8.23', 'elasticsearch:7'], '1000:0', 'proven'],
  ['opensearch', ['opensearchproject/opensearch:2'], '1000:1000', 'proven'],
  ['kibana', ['kibana:8.15.0', 'docker.elastic.co/kibana/kibana:8.15.0'], '1000:0', 'advice'],
  ['logstash', ['logstash:8.15.0', 'docker.elastic.co/logstash/logstash:8.15.0'], '1000:0', 'advice'],
  ['grafana', ['grafana/grafana', 'grafana/grafana:11.2.0', 'docker.io/grafana/grafana:11.2.0'], '472:0', 'proven'],
  ['prometheus', ['prom/prometheus:v2.54.1', 'prom/prometheus'], '65534:65534', 'proven'],
  ['alertmanager', ['prom/alertmanager:v0.27.0'], '65534:65534', 'advice'],
  ['blackbox-exporter', ['prom/blackbox-exporter:v0.25.0'], '65534:65534', 'advice'],
  ['pushgateway', ['prom/pushgateway:v1.9.0'], '65534:65534', 'advice'],
  ['node-exporter', ['prom/node-exporter:v1.8.2'], '65534:65534', 'proven'],
  ['cadvisor', ['gcr.io/cadvisor/cadvisor:v0.49.1'], 'none', 'proven'],
  ['minio', ['minio/minio', 'minio/minio:RELEASE.2024-09-13T20-26-02Z'], '1000:1000', 'proven'],
  ['vault', ['hashicorp/vault:1.17'], '100:1000', 'proven'],
  ['consul (UBI)', ['hashicorp/consul:1.19-ubi', 'hashicorp/consul:1.19-ubi9'], '100:1000', 'proven'],
  ['consul', ['hashicorp/consul:1.19'], '100:1000', 'proven'],
  ['etcd', ['quay.io/coreos/etcd:v3.5.15', 'gcr.io/etcd-development/etcd:v3.5.15'], 'none', 'proven'],
  ['memcached', ['memcached', 'memcached:1.6-alpine'], '11211:11211', 'proven'],
  ['wordpress (Apache)', ['wordpress', 'wordpress:6.6-php8.2-apache'], '33:33', 'proven'],
  ['wordpress (FPM, Alpine)', ['wordpress:fpm-alpine', 'wordpress:6.6-php8.2-fpm-alpine'], '82:82', 'proven'],
  ['php (FPM, Alpine)', ['php:8.3-fpm-alpine', 'php:8.3-fpm-alpine3.20'], '82:82', 'proven'],
  ['php (FPM, Debian)', ['php:fpm', 'php:8.3-fpm-bookworm'], '33:33', 'proven'],
  ['node', ['node:22', 'node:22-alpine'], '1000:1000', 'proven'],
  ['python', ['python:3.12-slim'], '10001:10001', 'proven'],
  ['golang', ['golang:1.23'], '10001:10001', 'proven'],
  ['ruby', ['ruby:3.3'], '10001:10001', 'proven'],
  ['openjdk', ['openjdk:21'], '10001:10001', 'proven'],
  ['jenkins', ['jenkins/jenkins:lts-jdk17', 'jenkins/jenkins'], '1000:1000', 'proven'],
  ['gitlab-runner (Alpine)', ['gitlab/gitlab-runner:alpine-v17.3.1', 'gitlab/gitlab-runner:alpine'], '100:65533', 'proven'],
  ['gitlab-runner (Ubuntu)', ['gitlab/gitlab-runner', 'gitlab/gitlab-runner:ubuntu-v17.3.1'], '999:999', 'proven'],
  ['actions-runner', ['ghcr.io/actions/actions-runner:2.319.1'], '1001:1001', 'advice'],
  ['portainer', ['portainer/portainer-ce:2.21.0'], 'none', 'proven'],
  ['watchtower', ['containrrr/watchtower'], 'none', 'proven'],
  ['docker (dind, rootless)', ['docker:dind-rootless', 'docker:27.2-dind-rootless'], '1000:1000', 'proven'],
  ['docker (dind)', ['docker:dind', 'docker:27.2-dind', 'docker:27-dind-alpine3.20'], 'none', 'proven'],
  ['buildkit (rootless)', ['moby/buildkit:rootless', 'moby/buildkit:v0.15.2-rootless'], '1000:1000', 'advice'],
  ['whoami', ['traefik/whoami:v1.10'], '65532:65532', 'advice'],
  ['distroless (nonroot)', ['gcr.io/distroless/static:nonroot', 'gcr.io/distroless/java21-debian12:debug-nonroot'], '65532:65532', 'advice'],
  ['ingress-nginx', ['registry.k8s.io/ingress-nginx/controller:v1.11.2'], '101:101', 'advice'],
  ['coredns', ['registry.k8s.io/coredns/coredns:v1.11.3'], '65532:65532', 'advice'],
  ['argocd', ['quay.io/argoproj/argocd:v2.12.3'], '999:999', 'proven'],
  ['bitnami (tool)', ['bitnami/kubectl:1.31', 'bitnamilegacy/redis-exporter'], '1001:1001', 'proven'],
  ['bitnami', ['bitnami/redis:7.2', 'bitnamilegacy/postgresql:16', 'registry-1.docker.io/bitnami/kafka'], '1001:1001', 'proven'],
  ['keycloak', ['quay.io/keycloak/keycloak:25.0'], '1000:0', 'advice'],
  ['fluent-bit', ['fluent/fluent-bit:3.1'], '65532:65532', 'advice'],
  ['mosquitto', ['eclipse-mosquitto', 'eclipse-mosquitto:2.0', 'eclipse-mosquitto:2.0.20-openssl'], '1883:1883', 'proven'],
  ['gitea (rootless)', ['gitea/gitea:1.22-rootless', 'docker.gitea.com/gitea:1.24.6-rootless'], '1000:1000', 'proven'],
  ['gitea', ['gitea/gitea:1.22', 'docker.gitea.com/gitea:latest'], 'none', 'proven'],
  ['meilisearch', ['getmeili/meilisearch:v1.12'], '10001:10001', 'proven'],
  ['ollama', ['ollama/ollama', 'ollama/ollama:0.5.7-rocm'], '10001:10001', 'proven'],
  ['vllm', ['vllm/vllm-openai', 'vllm/vllm-openai:v0.8.4'], 'none', 'proven'],
  ['Hugging Face inference', ['ghcr.io/huggingface/text-generation-inference:3.0', 'ghcr.io/huggingface/text-embeddings-inference:cpu-1.5'], 'none', 'proven'],
  ['LocalAI', ['localai/localai:latest-aio-cpu', 'quay.io/go-skynet/local-ai:v2.20.1'], 'none', 'proven'],
  ['model server', ['nvcr.io/nvidia/tritonserver:24.08-py3', 'yanwk/comfyui-boot'], 'none', 'advice'],
  ['code-server', ['codercom/code-server:4.96.4'], '1000:1000', 'proven'],
  ['openresty', ['openresty/openresty:1.27.1.1-alpine', 'openresty/openresty:bookworm-fat'], 'none', 'proven'],
  ['clickhouse', ['clickhouse/clickhouse-server:24.8', 'clickhouse:24.8-alpine'], '101:101', 'proven'],
  ['nats', ['nats:2.10', 'nats:2.10-alpine3.20'], '10001:10001', 'proven'],
  ['vector', ['timberio/vector:0.43.0-debian', 'timberio/vector:latest-alpine'], '10001:10001', 'proven'],
  ['dovecot (2.3)', ['dovecot/dovecot:2.3', 'dovecot/dovecot:2.3.21'], 'none', 'proven'],
  ['dovecot', ['dovecot/dovecot', 'dovecot/dovecot:2.4.2'], '1000:1000', 'proven'],
  ['postfix (boky)', ['boky/postfix:v4.4.0', 'ghcr.io/bokysan/postfix:latest-alpine'], 'none', 'proven'],
  ['registry', ['registry:2', 'registry:2.8.3', 'registry'], '1000:1000', 'proven'],
  ['uptime-kuma', ['louislam/uptime-kuma:1', 'louislam/uptime-kuma:1.23-debian'], 'none', 'proven'],
  ['n8n', ['n8nio/n8n:1.72.1', 'docker.n8n.io/n8nio/n8n'], '1000:1000', 'advice'],
  ['nextcloud (Apache)', ['nextcloud:30', 'nextcloud:30-apache'], 'none', 'advice'],
  ['jupyter', ['jupyter/scipy-notebook', 'quay.io/jupyter/base-notebook:2024-12-01'], '1000:100', 'advice'],
  ['envoy', ['envoyproxy/envoy:v1.32-latest'], '101:101', 'advice'],
  ['linuxserver', ['lscr.io/linuxserver/sonarr:latest', 'linuxserver/plex'], 'none', 'advice'],
];

describe('facts', () => {
  it.each(ROWS)('%s', (name, references, user, known) => {
    for (const reference of references) {
      const facts = imageFacts(reference);
      expect(facts?.name, reference).toBe(name);
      expect(facts?.uid === undefined ? 'none' : `${facts.uid}:${facts.gid}`, reference).toBe(user);
      expect(facts?.proven, reference).toBe(known === 'proven');
    }
  });

  it('has a case for every row', () => {
    expect([...new Set(IMAGE_ROWS.map((row) => row.facts.name))].sort()).toEqual(ROWS.map(([name]) => name).sort());
  });

  it('is consistent in itself', () => {
    for (const { facts } of IMAGE_ROWS) {
      expect(
        facts.writable.every(({ path }) => /^\/\S*[^/]$/.test(path)),
        facts.name,
      ).toBe(true);
      expect(facts.imageUser === 'named', facts.name).toBe(facts.userName !== undefined && facts.imageUser !== 'varies');
      expect(facts.dropsPrivileges && facts.imageUser !== 'root', facts.name).toBe(false);
      expect(
        [...facts.capabilitiesAsRoot, ...facts.capabilitiesNonRoot].every((name) => /^[A-Z_]+$/.test(name) && !name.startsWith('CAP_')),
        facts.name,
      ).toBe(true);
      expect(
        (facts.fileCapabilities ?? []).every((name) => facts.capabilitiesNonRoot.includes(name)),
        facts.name,
      ).toBe(true);
    }
  });

  it.each([
    ...[
      'registry.corp/redis:7',
      'registry.corp/library/redis',
      'team/redis',
      'localhost/postgres',
      'ghcr.io/redis/redis',
      'redis/redis-stack',
      'my-redis',
      'quay.io/redis',
    ],
    ...[
      'gcr.io/library/redis',
      'mirror.gcr.io.example/library/redis',
      'public.ecr.aws/library/redis',
      'bitnami',
      'notbitnami/redis',
      'registry.corp/bitnami/redis',
    ],
    // bases and shells of Bitnami run as root
    ...['bitnami/minideb:bookworm', 'bitnami/os-shell'],
    // tags of an unclear family, or of one that the table does not have
    ...['postgres:prod', 'redis:my-alpine', 'postgres:16-custom', 'mysql:8.0-debian', 'mariadb:11-ubi9', 'haproxy:2.2', 'haproxy:1.9-alpine', 'haproxy:2.3.1'],
    ...['wordpress:fpm', 'wordpress:cli', 'php:8.3', 'php:8.3-apache', 'php:8.3-cli-alpine', 'docker:27', 'docker:cli', 'moby/buildkit', 'caddy:builder'],
    ...[
      'gcr.io/distroless/static',
      'gcr.io/distroless/static:latest',
      'prom/prometheus:v3.8.0-distroless',
      'hashicorp/vault:1.17-windows',
      'mongo:7-windowsservercore-ltsc2022',
    ],
    ...['grafana/grafana:4.6.3', 'grafana/grafana:5.0.4', 'prom/prometheus:v1.8.2', 'prom/prometheus:v2.0.0-beta.0', 'memcached:1.4-alpine'],
    ...['nginxinc/nginx-unprivileged:1.16', 'grafana/grafana:mine', 'prom/prometheus:20170601', 'redis:4f3b2a1', 'jenkins/jenkins:2.0'],
    `redis@${DIGEST}`,
  ])('nothing of %s', (reference) => {
    const facts = imageFacts(reference);
    expect(facts?.name).toBeUndefined();
  });

  it('uses the tag if there is also a digest', () => {
    expect(imageFacts(`postgres:16-alpine@${DIGEST}`)?.uid).toBe(70);
  });

  it('knows the data folder of postgres by version', () => {
    const folders = (reference: string) => imageFacts(reference)?.writable.flatMap(({ kind, path }) => (kind === 'data' ? [path] : []));
    expect(folders('postgres:17')).toEqual(['/var/lib/postgresql/data']);
    expect(folders('postgres:18.1-alpine')).toEqual(['/var/lib/postgresql']);
    for (const tag of ['', ':latest', ':alpine', ':bookworm']) expect(folders(`postgres${tag}`)).toEqual(['/var/lib/postgresql', '/var/lib/postgresql/data']);
  });

  it('knows that redis drops capabilities since 8', () => {
    expect(imageFacts('redis:7.4')?.capabilitiesAsRoot).not.toContain('SETPCAP');
    for (const tag of ['', ':8', ':8.2-alpine', ':alpine']) expect(imageFacts(`redis${tag}`)?.capabilitiesAsRoot).toContain('SETPCAP');
  });

  it('knows images that no_new_privs breaks', () => {
    expect(imageFacts('caddy:2')).toMatchObject({ fileCapabilities: ['NET_BIND_SERVICE'], capabilitiesNonRoot: ['NET_BIND_SERVICE'] });
    expect(imageFacts('rabbitmq:3')?.fileVariables).toBe('refused');
    expect(imageFacts('postgres:16')?.fileVariables).toBe('supported');
    expect(imageFacts('ghcr.io/actions/actions-runner:2')?.noNewPrivileges).toBe('breaks');
    expect(imageFacts('apache/kafka:3.8.0')?.writable.find(({ path }) => path === '/tmp')?.exec).toBe(true);
  });
});
