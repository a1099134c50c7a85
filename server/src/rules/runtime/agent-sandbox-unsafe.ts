import { contains, METADATA_ADDRESS, parseCidr, type Range } from '../../isolation/address-ranges.ts';
import { isUnset } from '../../manifest/field.ts';
import type { ResourceRef, ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { choosing, sandboxClasses } from './kubernetes-sandbox.ts';

const MESSAGES = {
  kernel: '{kind} "{name}" names no RuntimeClass: agents share the kernel of the node',
  unmanaged: 'sandboxes of "{name}" get no NetworkPolicy from the controller',
  egress: 'sandboxes of "{name}" may reach {what}',
  environment: 'claims replace environment variables of "{name}": the claimant chooses what runs',
  volumes: 'claims replace the volumes of "{name}": the claimant chooses what is mounted',
} as const;

export const agentSandboxUnsafe = defineRule({
  id: 'agent-sandbox-unsafe',
  since: '0.1.0',
  severity: severity('critical', { TI: 'medium', CI: 'high' }),
  dimensions: ['KERNEL', 'IDENTITY', 'REACH', 'SECRETS'],
  fix: 'sometimes',
  missing: { label: 'RuntimeClass for the agent', leaves: 'the kernel of the node to what an agent runs' },
  messages: MESSAGES,
  docs: {
    title: 'Agent sandbox lacks its isolation settings',
    risk: 'The controller does not isolate by itself: without a RuntimeClass, what an agent was talked into runs on the kernel of the node. Without a policy of its own, or with one that opens private addresses, it reaches other workloads and the credentials that the cloud hands out.',
    not: 'The managed policy still allows every public address. A sandbox without a template gets no policy from the controller; one of yours may hold.',
    fix: 'Sets `networkPolicyManagement: Managed` or forbids overriding, which are the defaults. For the kernel, name a RuntimeClass: `gvisor` stands for the one that your cluster offers.',
    verify: 'Check what the agent has to reach.',
    check: { kubernetes: 'kubectl get sandbox,networkpolicy; kubectl exec NAME -- uname -r' },
  },
  standards: ['OWASP NHI Top 10 2025: NHI5, NHI8', 'MITRE ATT&CK: T1611, T1528, T1552.005'],
  references: ['AGENT-SANDBOX', 'K8S-RUNTIMECLASS'],
  check: {
    *'kubernetes.resource'(resource, context) {
      if (!isAgentSandbox(resource.ref)) return;
      yield* sharedKernel(resource, context.runtimeClass);
      if (resource.ref.kind === 'SandboxTemplate') yield* templateSettings(resource);
    },
  },
});

/** Kinds of the agent-sandbox project that hold a pod. */
export function isAgentSandbox({ apiVersion, kind }: ResourceRef): boolean {
  return (
    (kind === 'Sandbox' && /^agents\.x-k8s\.io\//.test(apiVersion ?? '')) ||
    (kind === 'SandboxTemplate' && /^extensions\.agents\.x-k8s\.io\//.test(apiVersion ?? ''))
  );
}

/** Replaces runtime-class-missing for agent sandboxes, which by their purpose run code that nobody has read. */
function* sharedKernel({ ref, pods }: ResourceView, offered: string | undefined): Iterable<Report<typeof MESSAGES>> {
  for (const pod of pods) {
    const field = pod.runtimeClassName;
    if (!isUnset(field)) continue;
    const [known] = sandboxClasses(pod, offered);
    const fixes = known !== undefined ? [choosing(pod, known, 'review')] : pod.windows ? [] : [choosing(pod, 'gvisor', 'manual')];
    yield { at: field.site, anchor: { ...pod.site, part: 'key' }, message: 'kernel', data: { kind: ref.kind, name: pod.label }, fixes };
  }
}

function* templateSettings({ ref, spot }: ResourceView): Iterable<Report<typeof MESSAGES>> {
  const data = { name: ref.name ?? ref.kind };
  const spec = spot.get('spec');
  const management = spec.get('networkPolicyManagement').text();
  if (management.value === 'Unmanaged')
    yield { at: management.site, message: 'unmanaged', data, fixes: [setting('Set networkPolicyManagement to Managed', management.site, 'Managed')] };
  else for (const rule of spec.get('networkPolicy', 'egress').items()) yield* egress(rule, data.name);
  for (const [key, message] of OVERRIDES) {
    const field = spec.get(key).text();
    if (field.value === 'Overrides') yield { at: field.site, message, data, fixes: [setting(`Set ${key} to Disallowed`, field.site, 'Disallowed')] };
  }
}

const OVERRIDES = [
  ['envVarsInjectionPolicy', 'environment'],
  ['volumeClaimTemplatesPolicy', 'volumes'],
] as const;

const METADATA = parseCidr(`${METADATA_ADDRESS}/32`) as Range;
/** The private ranges that the managed policy excludes from egress. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((cidr) => parseCidr(cidr) ?? []);

/** A rule for some ports names a service, and a rule for single addresses is intended: neither opens everything. */
function* egress(rule: Spot, name: string): Iterable<Report<typeof MESSAGES>> {
  if (rule.type !== 'map' || rule.open || rule.get('ports').written) return;
  const peers = rule.get('to');
  if (peers.state === 'absent') yield { at: rule.site, message: 'egress', data: { name, what: 'every address, cloud metadata included' } };
  for (const peer of peers.items()) {
    const field = peer.get('ipBlock', 'cidr').text();
    const range = parseCidr(field.value ?? '');
    const except = peer.get('ipBlock', 'except');
    if (!range || except.open) continue;
    const left = (wanted: Range) => contains(range, wanted) && !except.items().some((item) => covers(item, wanted));
    if (left(METADATA)) yield { at: field.site, message: 'egress', data: { name, what: 'the metadata service of the cloud' } };
    else if (PRIVATE.some(left)) yield { at: field.site, message: 'egress', data: { name, what: `private addresses (${field.value})` } };
  }
}

/** Whether an exception covers all of a range, or is unknown. */
function covers(except: Spot, wanted: Range): boolean {
  const text = except.text();
  const range = parseCidr(text.value ?? '');
  return range === undefined || contains(range, wanted);
}
