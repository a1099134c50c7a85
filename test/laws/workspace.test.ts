import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { factsIn } from '../../server/src/engine/facts.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { Folder } from '../../server/src/workspace/folder.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';

/** The part of the cases: each judges several files several times. */
const PART = 0.005;

const SETTINGS: Settings = { ...DEFAULT_SETTINGS, threatModel: 'multi-tenant' };

const meta = (kind: string, apiVersion: string, name: string, more = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop${more} }\n`;
const deployment = (name: string, account: string, more: string) =>
  `${meta('Deployment', 'apps/v1', name)}spec:\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec:\n      serviceAccountName: ${account}\n${more}      containers:\n        - name: ${name}\n          image: example.org/${name}:1.2.3\n`;
const rights = (name: string, what: string) => `${meta('Role', 'rbac.authorization.k8s.io/v1', name)}rules:\n  - ${what}\n`;
const binding = (role: string, account: string) =>
  `${meta('RoleBinding', 'rbac.authorization.k8s.io/v1', `${role}-${account}`)}roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${role} }\nsubjects: [{ kind: ServiceAccount, name: ${account}, namespace: shop }]\n`;
const policy = (name: string, spec: string) => `${meta('NetworkPolicy', 'networking.k8s.io/v1', name)}spec: ${spec}\n`;

const name = fc.constantFrom('web', 'db');
const account = fc.constantFrom('default', 'builder', 'reader');
const volumes = fc.constantFrom(
  '',
  '      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]\n',
  '      runtimeClassName: strong\n',
  '      hostNetwork: true\n',
);
/** Documents that say something to each other. */
const document = fc.oneof(
  fc.tuple(name, account, volumes).map(([of, as, more]) => deployment(of, as, more)),
  fc.tuple(account, fc.boolean()).map(([of, mounts]) => `${meta('ServiceAccount', 'v1', of)}automountServiceAccountToken: ${mounts}\n`),
  fc
    .constantFrom('{ apiGroups: [""], resources: [secrets], verbs: [list] }', '{ apiGroups: [""], resources: [pods], verbs: [create] }')
    .map((what) => rights('work', what)),
  account.map((of) => binding('work', of)),
  fc
    .constantFrom('{ podSelector: {}, policyTypes: [Ingress, Egress] }', '{ podSelector: { matchLabels: { app: web } }, ingress: [{}] }')
    .map((spec) => policy('p', spec)),
  fc
    .constantFrom('restricted', 'baseline')
    .map((level) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: { pod-security.kubernetes.io/enforce: ${level} }\n`),
  fc.constant(`${meta('LimitRange', 'v1', 'limits')}spec:\n  limits: [{ type: Container, default: { memory: 256Mi } }]\n`),
  fc.constant('apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: strong }\nhandler: runsc\n'),
  name.map((of) => `${meta('Service', 'v1', of)}spec: { selector: { app: ${of} }, ports: [{ port: 80 }] }\n`),
  fc.constant('not: { a manifest\n'),
);
const text = fc.array(document, { minLength: 1, maxLength: 3 }).map((documents) => documents.join('---\n'));
const file = fc.constantFrom('a.yaml', 'b.yaml', 'dev/a.yaml', 'prod/a.yaml', 'prod/b.yaml', 'chart/Chart.yaml', 'chart/c.yaml', 'prod/kustomization.yaml');
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), file, text }),
  fc.record({ kind: fc.constant('delete' as const), file }),
  fc.record({ kind: fc.constant('rename' as const), file, to: file }),
  fc.record({ kind: fc.constant('insert' as const), file, at: fc.double({ min: 0, max: 1, noNaN: true }), text: fc.constantFrom('# x\n', 'x', ' ', '\n') }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function after(files: ReadonlyMap<string, string>, change: Step): Map<string, string> {
  const now = new Map(files);
  const before = now.get(change.file);
  if (change.kind === 'write') now.set(change.file, change.text);
  else if (before === undefined) return now;
  else if (change.kind === 'delete') now.delete(change.file);
  else if (change.kind === 'rename') {
    now.delete(change.file);
    now.set(change.to, before);
  } else {
    const at = Math.floor(change.at * before.length);
    now.set(change.file, before.slice(0, at) + change.text + before.slice(at));
  }
  return now;
}

const seen = ({ findings, problems }: Snapshot) => ({
  findings: findings.map(({ rule, severity, message, span, related }) => [rule.id, severity, message, span, related]),
  problems,
});

/** All files judged at once. */
function fresh(files: ReadonlyMap<string, string>) {
  const folder = new Folder();
  const access = { text: (uri: string) => files.get(uri) };
  const engine = new Engine(SETTINGS, access, folder);
  for (const [uri, written] of files) engine.note({ uri, text: written });
  return new Map([...files].map(([uri, written]) => [uri, seen(engine.analyse({ uri, text: written }))]));
}

/** Files judged as an editor does: again only where something changed, or was heard. */
class Live {
  files = new Map<string, string>();
  again = 0;
  readonly #folder = new Folder();
  readonly #engine = new Engine(SETTINGS, { text: (uri) => this.files.get(uri) }, this.#folder);
  readonly #snapshots = new Map<string, Snapshot>();

  change(change: Step): void {
    const before = this.files;
    this.files = after(before, change);
    for (const uri of before.keys())
      if (!this.files.has(uri)) {
        this.#engine.forget(uri);
        this.#folder.delete(uri);
        this.#snapshots.delete(uri);
      }
    for (const [uri, written] of this.files) if (before.get(uri) !== written) this.#judge(uri, written);
    for (const [uri, written] of this.files) {
      const snapshot = this.#snapshots.get(uri);
      if (snapshot && ([...snapshot.filesRead].some((read) => before.get(read) !== this.files.get(read)) || this.#engine.isOutdated(uri, snapshot.held))) {
        this.again++;
        this.#judge(uri, written);
      }
    }
  }

  shown() {
    return new Map([...this.files.keys()].map((uri) => [uri, seen(this.#snapshots.get(uri) as Snapshot)]));
  }

  #judge(uri: string, written: string): void {
    this.#snapshots.set(uri, this.#engine.update({ uri, text: written }));
  }
}

test('files that are judged as they change are judged as from a fresh start', { timeout: TIMEOUT }, () => {
  const cases = new Cases('workspaces after changes', PART);
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), (steps) => {
      const live = new Live();
      for (const change of steps) {
        live.change(change);
        expect(live.shown()).toEqual(fresh(live.files));
      }
      cases.add(live.again > 0 ? 'heard' : 'alone');
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('heard', 0.1);
});

test('facts are equal exactly as long as nothing is said otherwise', { timeout: TIMEOUT }, () => {
  const cases = new Cases('facts', 10 * PART);
  fc.assert(
    fc.property(text, (written) => {
      cases.add('said');
      const commented = written.replaceAll('\n', '\n# a comment, which moves what follows\n');
      expect(factsIn(commented, 'a.yaml')).toEqual(factsIn(written, 'a.yaml'));
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('said', 0.99);
});
