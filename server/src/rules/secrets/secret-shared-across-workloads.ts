import { imageFacts } from '../../isolation/images/reference.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { partOf } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';
import { isThere } from '../../workspace/homes.ts';
import { type SecretUse, secretsOf } from '../../workspace/secrets.ts';
import { secretHolders } from '../../workspace/sharing.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

/** Certificates of authorities are for everyone to read. */
const PUBLIC = /(?:^|[._-])(?:ca|cacert|ca[._-]?bundle|truststore|public|pub)(?:[._-]|$)/i;

const MESSAGES = {
  shared: '{n} services hold the secret "{secret}" ({names}): the weakest of them decides who gets it',
  workloads: '{n} workloads hold the Secret "{secret}" as several accounts ({names}): the weakest decides',
} as const;

export const secretSharedAcrossWorkloads = defineRule({
  id: 'secret-shared-across-workloads',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', UC: 'low', CI: 'low' }),
  dimensions: ['SECRETS', 'IDENTITY'],
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Same Secret consumed by several workloads',
    risk: 'Whoever takes over the least protected of them has the credential of all, and nobody can tell which of them used it.',
    not: 'A client and the store that it talks to must share a password: a store is not counted, nor are certificates of authorities. In Kubernetes it is reported where they run as different ServiceAccounts, in whichever files they are, and not for `imagePullSecrets`, which the node uses.',
    fix: 'Nothing is changed by itself. Give each one a credential of its own, with the rights that it needs.',
    check: { kubernetes: 'kubectl get secrets', compose: 'docker compose exec SERVICE ls -l /run/secrets' },
  },
  standards: ['OWASP NHI Top 10 2025: NHI9'],
  references: ['NHI-TOP10'],
  check: {
    *'kubernetes.resource'({ ref, spot }, { workspace }) {
      if (ref.kind !== 'Secret' || ref.name === undefined) return;
      const at = partOf(spot.get('metadata', 'name').site, 'value');
      yield* sharedBy(ref.name, workspace.ask(secretHolders, ref.namespace ?? 'default', ref.name), at);
    },
    *'kubernetes.pod'(pod, { workspace }) {
      const { kind, name: workload, namespace = 'default' } = pod.ref;
      for (const [name, { site }] of firstOfEach(secretsOf(pod))) {
        // the Secret itself has the finding, else the first one that names it
        if (workspace.ask(isThere, 'Secret', namespace, name)) continue;
        const holders = workspace.ask(secretHolders, namespace, name);
        if (holders[0]?.workload === workload && holders[0]?.kind === kind) yield* sharedBy(name, holders, site);
      }
    },
    *'compose.project'(project) {
      const names = project.secrets.names.filter((name) => !PUBLIC.test(name));
      const holders = names.length > 0 ? project.services.filter((service) => service.secrets.length > 0 && !isStore(service)) : [];
      for (const secret of names) {
        const grants = holders.flatMap(({ name, secrets }) => secrets.filter((grant) => grant.name === secret).map(({ site }) => ({ name, site })));
        const services = [...new Set(grants.map(({ name }) => name))];
        if (services.length < 2) continue;
        yield {
          at: partOf(project.secrets.get(secret).site, 'key'),
          message: 'shared',
          data: { n: services.length, secret, names: shortened(services) },
          related: grants.map(({ name, site }) => ({ at: site, message: `"${name}" holds it` })),
        };
      }
    },
  },
});

/** Whether a service keeps data for others: it must share its password with each of its clients. */
function isStore({ image }: ServiceView): boolean {
  return image.value !== undefined && (imageFacts(image.value)?.writable.some(({ kind }) => kind === 'data') ?? false);
}

/** Workloads of one account are one identity. What keeps data for others must share a password with its clients. */
function* sharedBy(secret: string, all: readonly SecretUse[], at: Site): Iterable<Report<typeof MESSAGES>> {
  const holders = all.filter((one) => !one.isStore);
  const accounts = new Set(holders.flatMap(({ account }) => account ?? []));
  if (PUBLIC.test(secret) || accounts.size < 2) return;
  yield {
    at,
    message: 'workloads',
    data: { n: holders.length, secret, names: shortened([...new Set(holders.map(({ workload }) => workload))]) },
    related: holders.map(({ workload, account, at: place }) => ({
      at: { ...place.site, file: place.file },
      message: `"${workload}" holds it${account === undefined ? '' : `, as the ServiceAccount "${account}"`}`,
    })),
  };
}

function firstOfEach(spots: readonly Spot[]): ReadonlyMap<string, Spot> {
  return new Map([...spots].reverse().flatMap((spot) => ((name) => (name === undefined ? [] : [[name, spot] as const]))(spot.text().value)));
}

function shortened(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 2).join(', ')}, …` : names.join(', ');
}
