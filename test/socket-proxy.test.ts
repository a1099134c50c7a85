import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyEdits } from '../server/src/text/text.ts';
import { invalid } from './kit/compose-schema.ts';
import { analyse } from './kit/laws.ts';

// Tests the proxy that replaces a mounted engine socket. The results for whole files are in test/rules/container-runtime-socket-mounted.

const RULE = 'container-runtime-socket-mounted';
const FIXTURES = path.join(import.meta.dirname, 'rules', RULE);

function findings(service: string, rest = '') {
  const text = `services:\n  app:\n${service.replace(/^/gm, '    ')}\n${rest}`;
  const analysis = analyse('compose.yaml', text);
  return { text, analysis, found: analysis.findings.filter(({ rule }) => rule.id === RULE) };
}

/** The first fix: the file after it, or the reason why it is blocked. */
function first(service: string, rest?: string): { readonly app?: Record<string, unknown>; readonly services?: Record<string, unknown>; readonly why?: string } {
  const { text, analysis, found } = findings(service, rest);
  const [finding] = found;
  const fix = finding?.fixes()[0];
  if (!finding || !fix) throw new Error('no fix');
  const compiled = analysis.compileFix(finding, fix);
  if (!compiled.ok) return { why: compiled.why };
  const after = parse(applyEdits(text, compiled.edits));
  expect(invalid(after)).toEqual([]);
  return { app: after.services.app, services: after.services };
}

const SOCKET = 'volumes: ["/var/run/docker.sock:/var/run/docker.sock"]';

describe('valid after the fix', () => {
  it.each(readdirSync(FIXTURES).filter((name) => /^fix-(?!remove).*\.after\.yaml$/.test(name)))('%s', (name) => {
    expect(invalid(parse(readFileSync(path.join(FIXTURES, name), 'utf8')))).toEqual([]);
  });
});

describe('not written, with the reason', () => {
  it.each([
    ['host network', `image: example/app:1\nnetwork_mode: host\n${SOCKET}`, 'network_mode: host'],
    ['network of another service', `image: example/app:1\nnetwork_mode: service:vpn\n${SOCKET}`, 'network_mode: service:vpn'],
    ['runner', `image: gitlab/gitlab-runner:v17.3.1\n${SOCKET}`, 'starts containers for others'],
    ['settings in a file', `image: traefik:v3.1\n${SOCKET}`, 'providers.docker.endpoint'],
    ['Swarm', `image: traefik:v2.11\ncommand: [--providers.docker.swarmMode=true]\n${SOCKET}`, 'Swarm'],
    ['Swarm service', `image: example/app:1\ndeploy: { mode: global }\n${SOCKET}`, 'Swarm'],
    ['quoted command', `image: traefik:v3.1\ncommand: --providers.docker --api.basePath="/x"\n${SOCKET}`, 'as a list'],
    ['privileged', `image: example/app:1\nprivileged: true\n${SOCKET}`, 'privileged'],
    ['extends out of sight', `image: example/app:1\nextends: { file: missing.yaml, service: base }\n${SOCKET}`, 'not in sight'],
  ])('%s', (_, service, why) => {
    expect(first(service).why).toContain(why);
  });

  it.each([
    ['a directory', '/var/run:/host/run'],
    ['the socket of another engine', '/run/containerd/containerd.sock:/run/containerd/containerd.sock'],
  ])('%s: only the removal', (_, volume) => {
    const { found } = findings(`image: example/app:1\nvolumes: ["${volume}"]`);
    expect(found.map(({ fixes }) => fixes().map(({ title }) => title))).toEqual([['Remove the mount']]);
  });
});

describe('how the program is told', () => {
  const address = 'tcp://docker-socket-proxy:2375';

  it.each([
    ['traefik:v3.1', 'command: [--providers.docker]', ['--providers.docker', `--providers.docker.endpoint=${address}`]],
    ['traefik:v3.1', 'command: [--providers.docker.endpoint=unix:///x]', [`--providers.docker.endpoint=${address}`]],
    ['library/traefik:1.7', 'command: --docker --api', `--docker --api --docker.endpoint=${address}`],
    ['portainer/portainer-ce:2.21.1', 'labels: {}', ['-H', address]],
    ['portainer/portainer-ce:2.21.1', 'command: [-H, "unix:///var/run/docker.sock"]', ['-H', address]],
    ['portainer/portainer-ce:2.21.1', 'command: --no-analytics --host=unix:///x', `--no-analytics --host=${address}`],
    ['portainer/portainer-ce:2.21.1', 'command: [--no-analytics]', ['--no-analytics', `--host=${address}`]],
  ])('%s, %s', (image, line, command) => {
    expect(first(`image: ${image}\n${line}\n${SOCKET}`).app?.command).toEqual(command);
  });

  it.each([
    ['amir20/dozzle:v8', 'labels: {}', { DOZZLE_REMOTE_HOST: address }],
    ['crazymax/diun:4', 'environment: { TZ: Europe/Paris }', { TZ: 'Europe/Paris', DIUN_PROVIDERS_DOCKER_ENDPOINT: address }],
    ['nginxproxy/nginx-proxy:1.6', 'environment: [A=1]', ['A=1', `DOCKER_HOST=${address}`]],
    ['example/app:1', 'environment: ["DOCKER_HOST=unix:///x"]', [`DOCKER_HOST=${address}`]],
    ['traefik:v3.1', 'environment: [TRAEFIK_PROVIDERS_DOCKER=true]', ['TRAEFIK_PROVIDERS_DOCKER=true', `TRAEFIK_PROVIDERS_DOCKER_ENDPOINT=${address}`]],
  ])('%s, %s', (image, line, environment) => {
    expect(first(`image: ${image}\n${line}\n${SOCKET}`).app?.environment).toEqual(environment);
  });
});

describe('the networks', () => {
  it('keeps the default network of a service that names none', () => {
    expect(first(`image: example/app:1\n${SOCKET}`).app?.networks).toEqual(['default', 'docker-socket-proxy']);
  });

  it('keeps the networks that a service names', () => {
    expect(first(`image: example/app:1\nnetworks: { web: { aliases: [a] } }\n${SOCKET}`, 'networks: { web: {} }\n').app?.networks).toEqual({
      web: { aliases: ['a'] },
      'docker-socket-proxy': {},
    });
  });
});

describe('an existing proxy', () => {
  const proxy = (environment: string, internal: boolean) => `  gate:
    image: tecnativa/docker-socket-proxy:v0.4.2
    environment: ${environment}
    networks: [gate]
    volumes: ["/run/docker.sock:/var/run/docker.sock:ro"]
networks:
  gate: { internal: ${internal} }
`;

  it('is shared if it opens the same on its own network', () => {
    const { app, services } = first(`image: example/app:1\n${SOCKET}`, proxy('[CONTAINERS=1, EVENTS=1, POST=0]', true));
    expect(app?.environment).toEqual({ DOCKER_HOST: 'tcp://gate:2375' });
    expect(Object.keys(services ?? {})).toEqual(['app', 'gate']);
  });

  it.each([
    ['more', '[CONTAINERS=1, IMAGES=1]', true],
    ['the same on an open network', '[CONTAINERS=1]', false],
  ])('is left alone where it opens %s', (_, environment, internal) => {
    expect(Object.keys(first(`image: example/app:1\n${SOCKET}`, proxy(environment, internal)).services ?? {})).toEqual(['app', 'gate', 'docker-socket-proxy']);
  });
});
