import { imageFacts } from '../../isolation/images/reference.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { partOf } from '../../manifest/field.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Certificates of authorities are for everyone to read. */
const PUBLIC = /(?:^|[._-])(?:ca|cacert|ca[._-]?bundle|truststore|public|pub)(?:[._-]|$)/i;

export const secretSharedAcrossWorkloads = defineRule({
  id: 'secret-shared-across-workloads',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', UC: 'low', CI: 'low' }),
  dimensions: ['SECRETS', 'IDENTITY'],
  fix: 'never',
  messages: { shared: '{n} services hold the secret "{secret}" ({names}): the weakest of them decides who gets it' },
  docs: {
    title: 'Same Secret consumed by several workloads',
    risk: 'Whoever takes over the least protected of the services has the credential of all, and nobody can tell which of them used it.',
    not: 'A client and the store that it talks to must share a password: a store is not counted, nor are certificates of authorities.',
    fix: 'Nothing is changed by itself. Give each service a credential of its own, with the rights that it needs.',
    check: { compose: 'docker compose exec SERVICE ls -l /run/secrets' },
  },
  standards: ['OWASP NHI Top 10 2025: NHI9'],
  references: ['NHI-TOP10'],
  check: {
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
          data: { n: services.length, secret, names: services.length > 3 ? `${services.slice(0, 2).join(', ')}, …` : services.join(', ') },
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
