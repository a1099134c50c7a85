import { describe, expect, it } from 'vitest';
import { composeServicesIn } from '../../server/src/engine/compose-facts.ts';
import { composeExplainedText } from '../../server/src/present/reach/explained.ts';
import { reachText } from '../../server/src/present/reach/text.ts';
import { composeUndecided } from '../../server/src/present/reach/undecided.ts';
import { ComposeReach } from '../../server/src/workspace/reach/compose.ts';

function reachOf(files: Readonly<Record<string, string>>): ComposeReach {
  const inputs = Object.keys(files)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ file, folder: 'shop' }));
  return new ComposeReach(composeServicesIn(inputs, { text: (file) => files[file], isShown: () => true }));
}

const OUT = '0.0.0.0-255.255.255.255[External]';
/** As in `web => db : all`, one line each. */
const said = (files: Readonly<Record<string, string>>) =>
  reachText(reachOf(files).edges())
    .replaceAll('All Connections', 'all')
    .replaceAll(OUT, 'out')
    .replace(/shop\/(\w+)\[Service\]/g, '$1')
    .trim()
    .split('\n')
    .sort();

const project = (services: string, rest = '') => ({ 'compose.yaml': `services:\n${services}\n${rest}` });
const WEB_DB = '  web: { image: a }\n  db: { image: b }';

describe('services of a Compose project', () => {
  it.each<[what: string, files: Readonly<Record<string, string>>, expected: readonly string[]]>([
    ['share the default network', project(WEB_DB), ['db => out : all', 'db => web : all', 'web => db : all', 'web => out : all']],
    [
      'do not meet on different networks',
      project('  web: { image: a, networks: [front] }\n  db: { image: b, networks: [back] }', 'networks: { front: , back: { internal: true } }'),
      ['web => out : all'],
    ],
    [
      'meet where they share one',
      project(
        '  web: { image: a, networks: [front, back] }\n  db: { image: b, networks: { back: { aliases: [d] } } }',
        'networks: { front: , back: { internal: true } }',
      ),
      ['db => web : all', 'web => db : all', 'web => out : all'],
    ],
    [
      'are open where they publish ports',
      project('  web: { image: a, ports: ["8080:80", "127.0.0.1:9000-9001:9000-9001", "53:53/udp", "7000"] }'),
      ['out => web : TCP 80,7000,UDP 53', 'web => out : all', '{host} => web : TCP 9000-9001'],
    ],
    [
      'publish nothing from internal networks',
      project('  web: { image: a, networks: [back], ports: ["80:80"] }', 'networks: { back: { internal: true } }'),
      [''],
    ],
    [
      'on the network of the host are open to all that reaches it',
      project('  web: { image: a, network_mode: host }'),
      ['out => web : all', 'web => out : all', 'web => {host} : all', '{host} => web : all'],
    ],
    ['without a network reach nobody', project('  web: { image: a, network_mode: none }\n  db: { image: b, network_mode: none }'), ['']],
    [
      'are where the service is whose network they share',
      project(
        '  web: { image: a, network_mode: "service:vpn" }\n  vpn: { image: b, networks: [back], ports: ["80:80"] }\n  db: { image: c, networks: [back] }',
        'networks: { back: }',
      ),
      [
        'db => out : all',
        'db => vpn : all',
        'db => web : all',
        'out => vpn : TCP 80',
        'out => web : TCP 80',
        'vpn => db : all',
        'vpn => out : all',
        'vpn => web : all',
        'web => db : all',
        'web => out : all',
        'web => vpn : all',
      ],
    ],
    [
      'share an external network with nobody knows whom',
      project('  web: { image: a, networks: [proxy] }', 'networks: { proxy: { external: true, name: traefik } }'),
      ['web => out : all', 'web => {others on traefik} : all', '{others on traefik} => web : all'],
    ],
    [
      'are apart where the network keeps its containers apart',
      project(WEB_DB, 'networks: { default: { driver_opts: { com.docker.network.bridge.enable_icc: "false" } } }'),
      ['db => out : all', 'web => out : all'],
    ],
    ['of one service that is on its own', project('  web: { image: a, network_mode: "service:web" }'), ['']],
    [
      'of an override are the same project',
      {
        ...project('  web: { image: a, networks: [front] }', 'networks: { front: , back: }'),
        'compose.override.yaml': 'services:\n  web: { networks: [back] }\n  db: { image: b, networks: [back] }\n',
      },
      ['db => out : all', 'db => web : all', 'web => db : all', 'web => out : all'],
    ],
    [
      'of an included file are no project of their own',
      { 'compose.yaml': 'include: [more.yaml]\nservices:\n  web: { image: a }\n', 'more.yaml': 'services:\n  db: { image: b }\n' },
      ['db => out : all', 'db => web : all', 'web => db : all', 'web => out : all'],
    ],
  ])('%s', (_what, files, expected) => {
    expect(said(files)).toEqual([...expected].sort());
  });

  it('of two projects meet on a network of one name', () => {
    const reach = reachOf({
      'compose.yaml': 'name: one\nservices:\n  web: { image: a, networks: [proxy] }\nnetworks: { proxy: { name: edge, internal: true } }\n',
      'other.yaml': 'name: two\nservices:\n  api: { image: a, networks: [edge] }\nnetworks: { edge: { external: true } }\n',
    });
    expect(reachText(reach.edges())).toContain('one/web[Service] => two/api[Service] : All Connections\n');
  });

  it('of two files of one folder are told apart', () => {
    const files = { 'compose.yaml': 'services:\n  web: { image: a }\n', 'other.yaml': 'services:\n  api: { image: a }\n' };
    expect(reachText(reachOf(files).edges())).toBe(
      `shop (compose.yaml)/web[Service] => ${OUT} : All Connections\nshop (other.yaml)/api[Service] => ${OUT} : All Connections\n`,
    );
  });

  it('are explained by their networks', () => {
    const reach = reachOf(
      project(
        '  web: { image: a, networks: [front] }\n  api: { image: b, networks: [front] }\n  side: { image: c, network_mode: "service:api" }\n  db: { image: d, networks: [back] }',
        'networks: { front: , back: }',
      ),
    );
    const text = composeExplainedText(reach);
    expect(text).toContain('shop/web[Service] => shop/api[Service] : All Connections\n  by shop_front\n');
    expect(text).toContain('shop/side[Service] => shop/api[Service] : All Connections\n  one network of its own for both\n');
    expect(text).toContain('shop/web[Service] => shop/db[Service] : No Connections\n  no network in common\n');
  });

  it('may be where no file shows', () => {
    const reach = reachOf(project('  web: { image: a, network_mode: "$MODE" }\n  vpn: { image: b, network_mode: "container:vpn" }\n  db: { image: c }'));
    expect(composeUndecided(reach)).toEqual([
      'compose.yaml: on which networks shop/web[Service] is, is not known',
      'compose.yaml: on which networks shop/vpn[Service] is, is not known',
    ]);
  });
});
