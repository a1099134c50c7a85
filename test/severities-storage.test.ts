import { expect, it } from 'vitest';
import { analyse } from './kit/laws.ts';

/** The explicit findings of a Compose service, as `rule severity`. `@{X}` becomes a variable `${X}`. */
function found(lines: readonly string[], rest: readonly string[] = [], settings: unknown = {}): string[] {
  const text = ['services:', '  web:', '    image: example/web:1', ...lines.map((line) => `    ${line}`), ...rest, ''].join('\n').replaceAll('@{', '${');
  return analyse('compose.yaml', text, settings)
    .findings.filter(({ missing }) => !missing)
    .map(({ rule, severity }) => `${rule.id} ${severity}`);
}

const volume = (...entries: string[]) => found(['volumes:', ...entries.map((entry) => `  - ${entry}`)]);
const bound = (device: string) =>
  found(['volumes: [data:/data]'], ['volumes:', '  data:', `    driver_opts: { type: none, o: bind, device: ${JSON.stringify(device)} }`]);

it.each([
  ['/var/lib/x', []],
  ['data:/data', []],
  ['.:/code', ['workspace-bind-writable info']],
  ['.:/code:ro', []],
  ['./src:/code', ['host-path-volume low']],
  ['./src/../..:/code', ['workspace-bind-writable info']],
  ['../shared:/shared', ['host-path-volume medium']],
  ['../shared:/shared:ro', ['host-path-volume low']],
  ['/srv/data:/data', ['host-path-volume medium']],
  ['/etc/passwd:/etc/passwd:ro', []],
  ['/etc/passwd:/etc/passwd', ['host-path-control-plane-config high']],
  ['/etc:/host/etc:ro', ['host-path-control-plane-config high']],
  ['/dev/null:/etc/motd', []],
  ['/var/run:/host:ro', ['container-runtime-socket-mounted high']],
  ['/var/../run/docker.sock:/docker.sock:ro', ['container-runtime-socket-mounted high']],
  ['/var/lib/docker:/docker:ro', ['host-path-runtime-state medium']],
  ['$HOME/.ssh:/ssh:ro', ['host-path-credentials medium']],
  ['$SSH_AUTH_SOCK:/agent', ['host-path-credentials medium']],
  ['@{ELSEWHERE}/x:/x', []],
  ['/:/host:ro', ['host-path-root critical']],
  ["'C:\\:C:\\host'", ['host-path-root critical']],
  ["'C:\\Users\\me:C:\\me:ro'", ['host-path-credentials medium']],
  ['/mnt:/mnt:rshared', ['mount-propagation-bidirectional medium', 'host-path-volume medium']],
])('a volume %s is one cause: %j', (entry, expected) => expect(volume(entry).sort()).toEqual([...expected].sort()));

it.each([
  ['/srv/data', ['host-path-persistent-volume medium']],
  ['./data', ['host-path-persistent-volume low']],
  ['/', ['host-path-root critical']],
  ['/var/run/docker.sock', ['container-runtime-socket-mounted high']],
  ['~/.aws', ['host-path-credentials medium']],
])('a volume that is a bind of %s is one cause: %j', (device, expected) => expect(bound(device)).toEqual(expected));

it('knows an engine socket by the variables of the service', () => {
  const entry = ['volumes: ["/srv/engine.sock:/engine.sock"]'];
  expect(found(entry)).toEqual(['host-path-volume medium']);
  expect(found(['environment: { DOCKER_HOST: "unix:///engine.sock" }', ...entry])).toEqual(['container-runtime-socket-mounted high']);
});

it.each([
  ['writable', 'volumes_from: [other]', ['volumes-from low']],
  ['read-only', 'volumes_from: [other:ro]', ['volumes-from info']],
  ['of a container', 'volumes_from: [container:other]', ['volumes-from low']],
  ['of something unknown', 'volumes_from: [$OTHER]', []],
])('volumes of another, %s', (_, line, expected) => expect(found([line])).toEqual(expected));

it('is more severe for AI agents', () => {
  const settings = { threatModel: 'ai-agent' };
  const ofRule = (id: string, lines: string[]) => found(lines, [], settings).filter((entry) => entry.startsWith(id));
  expect(ofRule('workspace', ['volumes: [".:/code"]'])).toEqual(['workspace-bind-writable high']);
  expect(ofRule('secret', ['environment: [API_TOKEN]'])).toEqual(['secret-in-environment high']);
});

it.each([
  ['DB_PASSWORD=k3epMeOut-4417', ['secret-literal high']],
  ['DB_PASSWORD=@{DB_PASSWORD:-k3epMeOut-4417}', ['secret-literal high']],
  ['DB_PASSWORD=changeme', ['secret-literal high']],
  ['DB_PASSWORD=@{DB_PASSWORD:-changeme}', ['secret-literal high']],
  ['DB_URL=postgres://app:k3epMeOut@db/app', ['secret-literal high']],
  ['DB_URL=postgres://app:@{PASSWORD}@db/app', ['secret-in-environment low']],
  ['DB_URL=postgres://app:@{PASSWORD:-k3epMeOut}@db/app', ['secret-literal high']],
  ['DB_URL=postgres://@{DB_USER}@db/app', []],
  ['DB_PASSWORD=@{DB_PASSWORD}', ['secret-in-environment low']],
  ['DB_PASSWORD=@{DB_PASSWORD:?}', ['secret-in-environment low']],
  ['DB_PASSWORD', ['secret-in-environment low']],
  ['DB_PASSWORD=', []],
  ['DB_PASSWORD_FILE=/run/secrets/db', []],
  ['DB_USER=@{DB_USER}', []],
  ['ALLOW_EMPTY_PASSWORD=1', []],
  ['JWT_PUBLIC_KEY=@{JWT_PUBLIC_KEY}', []],
  ['PWD=@{PWD}', []],
])('%s: %j', (entry, expected) => expect(found([`environment: [${JSON.stringify(entry)}]`])).toEqual(expected));

it('never repeats a credential', () => {
  const text =
    'services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: k3epMeOut-4417\n    command: serve --password=k3epMeOut-4417\n';
  const { findings } = analyse('compose.yaml', text);
  expect(findings.filter(({ rule }) => rule.id === 'secret-literal')).toHaveLength(2);
  for (const { message, related, fixes } of findings)
    expect(JSON.stringify([message, related?.map((place) => place.message), fixes])).not.toContain('k3epMeOut');
});
