import { isTrusted, isTrustedImage } from '../isolation/needs/infrastructure.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import type { PodView } from '../manifest/kubernetes/views.ts';
import { asExpected, expectedOf, TRUSTED_WHY } from '../rules/expected.ts';
import { FAMILIES } from '../rules/index.ts';
import type { Report, Rule } from '../rules/rule.ts';

/** Rules about access to the node. What an object lacks, and what does not start, nobody needs for that. */
const OF_ACCESS: ReadonlySet<Rule> = new Set(
  ['privilege', 'namespaces', 'user', 'filters', 'host', 'network']
    .flatMap((family) => FAMILIES[family] ?? [])
    .filter(({ id, refuses }) => !refuses && (id === 'host-port' || !FAMILIES['network']?.some((rule) => rule.id === id))),
);

/** A report about an agent of the nodes that the team trusts: what it asks for is a remark, whatever it is. Others stay as they are. */
export function asTrusted(
  rule: Rule,
  report: Report,
  { pod, service }: { readonly pod: PodView | undefined; readonly service: ServiceView | undefined },
): Report {
  if (report.anchor || report.atMost === 'info' || !OF_ACCESS.has(rule)) return report;
  if (pod && isTrusted(pod)) return asExpected(report, expectedOf(pod));
  if (service && isTrustedImage(service.image.value, service.project.team)) return asExpected(report, { at: service.image.site, why: TRUSTED_WHY });
  return report;
}
