// Which room may import which; docs/ARCHITECTURE.md describes the rooms. Each row lists what a room may import besides itself: `values`
// freely, `types` as types only. `host` has no row: it may import everything.

const npm = (name) => `^(node_modules/)?${name}(/|$)`;
const room = (name) => `^server/src/${name}/`;
const rooms = (...names) => names.map(room);

const SYNTAX = room('syntax');
const OPERATIONS = '^server/src/fix/ops\\.ts$';

// test/layers.test.ts fails on an entry that no import uses, and on one in `values` of which only types are imported
export const TABLE = {
  text: {},
  syntax: { values: [room('text'), npm('yaml')] },
  manifest: { values: [room('text'), SYNTAX] },
  isolation: { values: [room('manifest')], types: [SYNTAX] },
  validity: { values: [room('manifest')], types: [SYNTAX] },
  workspace: { values: rooms('manifest', 'isolation', 'validity'), types: [SYNTAX] },
  rules: { values: [...rooms('manifest', 'isolation', 'validity', 'workspace', 'remedies'), npm('zod')], types: [SYNTAX, OPERATIONS] },
  remedies: { values: rooms('manifest', 'isolation'), types: [SYNTAX, OPERATIONS, room('validity')] },
  fix: { values: [...rooms('text', 'syntax'), npm('yaml')] },
  config: { values: ['^schemas/', ...rooms('text', 'syntax', 'manifest', 'rules'), npm('yaml'), npm('ignore'), npm('zod')] },
  engine: {
    values: ['^schemas/reason\\.ts$', ...rooms('text', 'syntax', 'manifest', 'isolation', 'validity', 'workspace', 'rules', 'remedies', 'fix', 'config')],
  },
  present: {
    values: [
      ...rooms('text', 'engine', 'rules', 'isolation', 'workspace'),
      '^server/src/manifest/subject-name\\.ts$',
      npm('vscode-languageserver-types'),
      npm('diff'),
    ],
    types: [...rooms('syntax', 'fix', 'config'), '^schemas/'],
  },
};

/** The rules of one room: it imports only itself and the entries of its row. */
function rulesOf([name, { values = [], types = [] }]) {
  const own = room(name);
  return [
    { name: `${name}-imports`, severity: 'error', from: { path: own }, to: { pathNot: [own, ...values], dependencyTypesNot: ['type-only'] } },
    { name: `${name}-types`, severity: 'error', from: { path: own }, to: { pathNot: [own, ...values, ...types] } },
  ];
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(TABLE).flatMap(rulesOf),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
    {
      name: 'parsing-is-syntax',
      comment: 'These rooms read parsed files; they never parse a text.',
      severity: 'error',
      from: { path: '^server/src/(manifest|isolation|validity|rules|remedies|present)/' },
      to: { path: '^server/src/syntax/parse\\.ts$' },
    },
    { name: 'io-is-for-hosts', severity: 'error', from: { path: '^(server/src|schemas)/', pathNot: '^server/src/host/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'protocol-is-for-hosts',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(host|present/lsp)/' },
      to: { path: npm('vscode-[a-z-]+') },
    },
    {
      name: 'engine-knows-no-host',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/host/' },
      to: { path: '^(server/src/host|client)/' },
    },
    {
      name: 'client-imports',
      severity: 'error',
      from: { path: '^client/' },
      to: { pathNot: ['^client/', '^schemas/', npm('vscode'), npm('@types/vscode'), npm('vscode-[a-z-]+')] },
    },
    { name: 'schemas-imports', severity: 'error', from: { path: '^schemas/' }, to: { pathNot: ['^schemas/', npm('zod')] } },
    {
      name: 'rooms-are-known',
      severity: 'error',
      from: {},
      to: { path: '^server/src/', pathNot: `^server/src/(${Object.keys(TABLE).join('|')}|host)/|^server/src/version\\.ts$` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'browser', 'types', 'default'] },
  },
};
