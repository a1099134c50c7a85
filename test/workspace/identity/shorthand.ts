import { factsIn } from '../../../server/src/engine/facts.ts';
import type { Facts } from '../../../server/src/workspace/facts.ts';
import { Consequences } from '../../../server/src/workspace/identity/consequence.ts';
import { Identities } from '../../../server/src/workspace/identity/identities.ts';
import { byName } from '../../../server/src/workspace/identity/report.ts';

/** `prod/api` or `api`, which is written without a namespace. */
function named(text: string): string {
  const [first = '', second] = text.split('/');
  return second === undefined ? `  name: "${first}"` : `  name: "${second}"\n  namespace: "${first}"`;
}

/** `get,list secrets,pods group=apps names=a,b`, several of them with ` + ` between. */
function rules(text: string): string {
  const lines = text.split(' + ').map((one) => {
    const [verbs = '', resources = '', ...rest] = one.trim().split(' ');
    const option = (name: string) => rest.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
    const names = option('names');
    const list = (words: string) => `[${words.split(',').map((word) => `"${word}"`)}]`;
    return `- verbs: ${list(verbs)}\n  resources: ${list(resources)}\n  apiGroups: ${list(option('group') ?? '')}\n${names ? `  resourceNames: ${list(names)}\n` : ''}`;
  });
  return `rules:\n${lines.join('')}`;
}

/** `sa:prod/api`, `sa:api`, `user:jane`, `group:system:authenticated`. */
function subject(text: string): string {
  const [, kind, name = ''] = /^(sa|user|group):(.*)$/.exec(text) ?? [];
  if (kind !== 'sa') return `- kind: ${kind === 'user' ? 'User' : 'Group'}\n  name: "${name}"\n`;
  return `- kind: ServiceAccount\n${named(name)}\n`;
}

const RBAC = 'apiVersion: rbac.authorization.k8s.io/v1\n';

/** One object for each line. */
const OBJECTS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [
    /^sa (\S+)( off)?$/,
    (name = '', off) => `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n${named(name)}\n${off ? 'automountServiceAccountToken: false\n' : ''}`,
  ],
  [
    /^namespace (\S+)(?: (\S+))?$/,
    (name, level) =>
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n${level ? `  labels:\n    pod-security.kubernetes.io/enforce: ${level}\n` : ''}`,
  ],
  [/^role (\S+): (.*)$/, (name = '', text = '') => `${RBAC}kind: Role\nmetadata:\n${named(name)}\n${rules(text)}`],
  [
    /^clusterrole (\S+?)(?:\[(\S+)\])?: (.*)$/,
    (name, label, text = '') =>
      `${RBAC}kind: ClusterRole\nmetadata:\n  name: ${name}\n${label ? `  labels:\n    ${label}: "true"\n` : ''}${
        text.startsWith('gathers ') ? `aggregationRule:\n  clusterRoleSelectors:\n  - matchLabels:\n      ${text.slice(8)}: "true"\nrules: []\n` : rules(text)
      }`,
  ],
  [
    /^(bind|everywhere) (\S+): (?:(Role|ClusterRole) )?(\S+) to (.*)$/,
    (scope, name = '', kind, role, subjects = '') =>
      `${RBAC}kind: ${scope === 'bind' ? 'RoleBinding' : 'ClusterRoleBinding'}\nmetadata:\n${named(name)}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ${kind ?? 'ClusterRole'}\n  name: "${role}"\nsubjects:\n${subjects.split(' ').map(subject).join('')}`,
  ],
  [
    /^runs (\S+)(?: as (\S+))?( off| on)?$/,
    (name = '', account, token) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n${named(name)}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n${account ? `      serviceAccountName: ${account}\n` : ''}${token ? `      automountServiceAccountToken: ${token === ' on'}\n` : ''}      containers:\n      - {name: c, image: c}\n`,
  ],
];

/** The manifests that some lines stand for. */
export function manifests(lines: readonly string[]): string {
  return lines
    .map((line) => {
      for (const [pattern, make] of OBJECTS) {
        const found = pattern.exec(line);
        if (found) return make(...(found.slice(1) as string[]));
      }
      throw new Error(`not understood: ${line}`);
    })
    .join('---\n');
}

/** What an account leads to, as text: `cluster *: may create pods in * by everywhere`. */
export function consequenceText(lines: readonly string[], account: string): string {
  const facts: Facts = factsIn(manifests(lines), 'a.yaml');
  const [namespace = '', name = ''] = account.split('/');
  const { grade, scope, steps, lets, unknown } = new Consequences(new Identities(facts), byName(facts.namespaces)).of({ namespace, name });
  const way = steps.map(
    (step) =>
      `${step.account.namespace}/${step.account.name} ${step.can} in ${step.scope} by ${step.binding.name}/${step.role.name}${step.role.part ? `+${step.role.part}` : ''}`,
  );
  const rest = [...(lets ? [`lets ${lets.level}`] : []), ...unknown.map((one) => `? ${one.binding}/${one.role}`)];
  return [scope === '' ? grade : `${grade} ${scope}`, ...way, ...rest].join(' | ');
}
