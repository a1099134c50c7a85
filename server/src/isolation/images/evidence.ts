/** A change that a fix makes to how an image runs. `capabilities`: all are dropped but those that it needs, as the user that it has. */
export type Change = 'capabilities' | 'capabilities-and-user' | 'no-new-privileges' | 'read-only' | 'seccomp' | 'user';

/**
 * How a manifest uses an image: without volumes (`plain`), with its data on a claim of a pod, or in a folder below it that a variable names
 * (`below`), in an emptyDir (`scratch`), on a named volume,
 * or in a folder of the host; or with files of a ConfigMap or Secret (`config`), or of the host, one of which only its owner may read (`files`).
 */
export type Use = 'plain' | 'claim' | 'below' | 'scratch' | 'named' | 'host' | 'config' | 'files';

/** What the laboratory saw of a change: the uses in which the service answered every time, and those in which it failed. */
export interface Seen {
  readonly works: readonly Use[];
  readonly breaks: readonly Use[];
}

/** By the image that was tried, which stands for all tags of its row. Written by `npm run lab -- --update`, told in docs/EVIDENCE.md. */
export const EVIDENCE: Readonly<Record<string, Partial<Readonly<Record<Change, Seen>>>>> = {
  'redis:7': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
  },
  'redis:7-alpine': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
  },
  'redis:8': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
  },
  'valkey/valkey:8': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
  },
  'valkey/valkey:8-alpine': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'named', 'plain', 'scratch'], breaks: ['host'] },
  },
  'postgres:15': {
    capabilities: { works: ['below', 'claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['below', 'config', 'named', 'plain'], breaks: ['claim', 'files', 'host', 'scratch'] },
    'no-new-privileges': { works: ['below', 'claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['below', 'claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['below', 'claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['below', 'config', 'named', 'plain'], breaks: ['claim', 'files', 'host', 'scratch'] },
  },
  'postgres:15-alpine': {
    capabilities: { works: ['below', 'claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['below', 'config', 'named', 'plain'], breaks: ['claim', 'files', 'host', 'scratch'] },
    'no-new-privileges': { works: ['below', 'claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['below', 'claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['below', 'claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['below', 'config', 'named', 'plain'], breaks: ['claim', 'files', 'host', 'scratch'] },
  },
  'postgres:18': {
    capabilities: { works: ['below', 'claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['below', 'claim', 'config', 'named', 'plain', 'scratch'], breaks: ['files', 'host'] },
    'no-new-privileges': { works: ['below', 'claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['below', 'claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['below', 'claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['below', 'claim', 'config', 'named', 'plain', 'scratch'], breaks: ['files', 'host'] },
  },
  'mariadb:10.11': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'named', 'plain', 'scratch'], breaks: ['files', 'host'] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'named', 'plain', 'scratch'], breaks: ['files', 'host'] },
  },
  'rabbitmq:3.10': {
    capabilities: { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['named', 'plain', 'scratch'], breaks: ['claim', 'host'] },
    'no-new-privileges': { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'plain', 'scratch'], breaks: [] },
    user: { works: ['named', 'plain', 'scratch'], breaks: ['claim', 'host'] },
  },
  'memcached:1.6': {
    capabilities: { works: ['plain'], breaks: [] },
    'no-new-privileges': { works: ['plain'], breaks: [] },
    'read-only': { works: ['plain'], breaks: [] },
    seccomp: { works: ['plain'], breaks: [] },
    user: { works: ['plain'], breaks: [] },
  },
  'quay.io/coreos/etcd:v3.4.23': {
    capabilities: { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'plain', 'scratch'], breaks: [] },
  },
  'nats:2.9': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
  },
  'nginx:1.22': {
    capabilities: { works: ['config', 'files', 'plain'], breaks: [] },
    'no-new-privileges': { works: ['config', 'files', 'plain'], breaks: [] },
    'read-only': { works: ['config', 'files', 'plain'], breaks: [] },
    seccomp: { works: ['config', 'files', 'plain'], breaks: [] },
  },
  'nginxinc/nginx-unprivileged:1.22': {
    capabilities: { works: ['plain'], breaks: [] },
    'no-new-privileges': { works: ['plain'], breaks: [] },
    'read-only': { works: ['plain'], breaks: [] },
    seccomp: { works: ['plain'], breaks: [] },
    user: { works: ['plain'], breaks: [] },
  },
  'httpd:2.4': {
    capabilities: { works: ['config', 'files', 'plain'], breaks: [] },
    'no-new-privileges': { works: ['config', 'files', 'plain'], breaks: [] },
    'read-only': { works: ['config', 'files', 'plain'], breaks: [] },
    seccomp: { works: ['config', 'files', 'plain'], breaks: [] },
  },
  'httpd:2.4-alpine': {
    capabilities: { works: ['config', 'files', 'plain'], breaks: [] },
    'no-new-privileges': { works: ['config', 'files', 'plain'], breaks: [] },
    'read-only': { works: ['config', 'files', 'plain'], breaks: [] },
    seccomp: { works: ['config', 'files', 'plain'], breaks: [] },
  },
  'haproxy:2.6': {
    capabilities: { works: ['config', 'files', 'plain'], breaks: [] },
    'no-new-privileges': { works: ['config', 'files', 'plain'], breaks: [] },
    'read-only': { works: ['config', 'files', 'plain'], breaks: [] },
    seccomp: { works: ['config', 'files', 'plain'], breaks: [] },
    user: { works: ['config', 'files', 'plain'], breaks: [] },
  },
  'caddy:2.6': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
  },
  'prom/prometheus:v2.42.0': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
  },
  'prom/node-exporter:v1.5.0': {
    capabilities: { works: ['plain'], breaks: [] },
    'no-new-privileges': { works: ['plain'], breaks: [] },
    'read-only': { works: ['plain'], breaks: [] },
    seccomp: { works: ['plain'], breaks: [] },
    user: { works: ['plain'], breaks: [] },
  },
  'prom/alertmanager:v0.25.0': {
    capabilities: { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
  },
  'prom/pushgateway:v1.5.1': {
    capabilities: { works: ['plain'], breaks: [] },
    'no-new-privileges': { works: ['plain'], breaks: [] },
    'read-only': { works: ['plain'], breaks: [] },
    seccomp: { works: ['plain'], breaks: [] },
    user: { works: ['plain'], breaks: [] },
  },
  'eclipse-mosquitto:2.0': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
  },
  'dovecot/dovecot:2.3': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
  },
  'boky/postfix:v4': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
  },
  'wordpress:6.1': {
    capabilities: { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: [], breaks: ['claim', 'host', 'named', 'plain', 'scratch'] },
    'no-new-privileges': { works: ['claim', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'plain', 'scratch'], breaks: [] },
    user: { works: [], breaks: ['claim', 'host', 'named', 'plain', 'scratch'] },
  },
  'registry:2': {
    capabilities: { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'capabilities-and-user': { works: ['claim', 'scratch'], breaks: ['config', 'files', 'plain'] },
    'no-new-privileges': { works: ['claim', 'config', 'files', 'host', 'named', 'plain', 'scratch'], breaks: [] },
    'read-only': { works: ['claim', 'host', 'named', 'scratch'], breaks: [] },
    seccomp: { works: ['claim', 'config', 'files', 'plain', 'scratch'], breaks: [] },
    user: { works: ['claim', 'scratch'], breaks: ['config', 'files', 'plain'] },
  },
};
