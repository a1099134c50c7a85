import { effectiveCompose } from '../../isolation/compose.ts';
import { isLoopback } from '../../isolation/exposure.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const hostsFileOverride = defineRule({
  id: 'hosts-file-override',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', MT: 'medium' }),
  dimensions: ['REACH'],
  when: { kubernetes: ['hostAliases'], compose: ['extra_hosts'] },
  fix: 'always',
  messages: {
    name: '"{pod}" pins {name} to {ip}: whoever gets that address is trusted under the name',
    localhost: '"{pod}" points localhost to {ip}: what it says to itself leaves the {unit}',
    sibling: '"{pod}" pins service {name} to {ip}: the name does not follow the service any more',
  },
  docs: {
    title: 'Trusted host name pinned to an address',
    risk: 'The hosts file wins over DNS. Traffic meant for the API server, a Service, a registry or an identity provider goes to the pinned address without a trace, and still does when someone else owns that address later.',
    not: 'Entries for other hosts are ordinary and are not reported. A certificate check still notices a wrong peer.',
    fix: 'Removes the entry.',
    verify: 'Check that the name resolves in DNS to what the workload needs; an ExternalName Service can take its place.',
    remark: 'Services of a Compose project find each other by name without an entry.',
    check: { kubernetes: 'kubectl exec NAME -- cat /etc/hosts', compose: 'docker compose exec SERVICE cat /etc/hosts' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K05', 'MITRE ATT&CK: T1565'],
  references: ['K8S-API', 'COMPOSE-SPEC'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const alias of pod.spots.spec.get('hostAliases').items()) {
        const ip = alias.get('ip').text().value;
        if (ip === undefined) continue;
        const names = alias.get('hostnames').items();
        const trusted = names.filter((name) => isTrusted(name.text().value, ip));
        for (const name of trusted) {
          const text = name.text().value as string;
          // an address without names is worth nothing
          const rest = trusted.length === names.length && !alias.get('hostnames').open ? alias.site : name.site;
          yield {
            at: name.site,
            message: isLocal(text) ? 'localhost' : 'name',
            data: { pod: pod.label, name: text, ip, unit: 'pod' },
            fixes: [removal(`Remove ${text} from the hosts file`, rest)],
          };
        }
      }
    },
    *'compose.service'(service) {
      for (const { key, value } of service.extraHosts) {
        const ip = value.value;
        // the address of the host is what host-gateway-alias reports; a name sent nowhere is blocked on purpose
        if (!ip || ip === 'host-gateway' || isLoopback(ip) || ip === '0.0.0.0') continue;
        const message = isTrusted(key, ip) ? (isLocal(key) ? 'localhost' : 'name') : isPinned(service, key, ip) ? 'sibling' : undefined;
        const fixes = [removal(`Remove ${key} from extra_hosts`, value.site)];
        if (message) yield { at: value.site, message, data: { pod: service.name, name: key, ip, unit: 'container' }, fixes };
      }
    },
  },
});

/** Another service of the project under an address that the project does not give it. Under gVisor that is how names are found at all. */
function isPinned(service: ServiceView, name: string, ip: string): boolean {
  // asking for all services costs: only for what can be one
  if (!/^[\w-]+$/.test(name) || effectiveCompose(service).boundary.value === 'sentry') return false;
  const networks = service.project.services.find((other) => other.name === name)?.spot.get('networks');
  const addresses = networks?.keys().flatMap((key) => ['ipv4_address', 'ipv6_address'].map((field) => networks.get(key, field).text().value));
  return addresses !== undefined && !addresses.includes(ip);
}

/** Names that workloads trust: the cluster's own, cloud metadata, registries and identity providers. */
const TRUSTED =
  /^(?:kubernetes(?:\.default.*)?|.*\.svc(?:\.cluster\.local)?|metadata(?:\.google\.internal)?|(?:registry-1\.|index\.|auth\.)?docker\.io|ghcr\.io|quay\.io|(?:.*\.)?gcr\.io|.*\.pkg\.dev|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|login\.microsoftonline\.com|accounts\.google\.com|oauth2\.googleapis\.com|sts(?:\.[a-z0-9-]+)?\.amazonaws\.com|token\.actions\.githubusercontent\.com)$/i;

function isTrusted(name: string | undefined, ip: string): boolean {
  if (name === undefined) return false;
  return isLocal(name) ? !isLoopback(ip) : TRUSTED.test(name);
}

function isLocal(name: string): boolean {
  return /^localhost(?:\.localdomain)?$/i.test(name);
}
