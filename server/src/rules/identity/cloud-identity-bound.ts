import type { Field } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Annotations of a ServiceAccount that bind it to an identity of a cloud, and whose. Source: EKS, GKE and AKS workload identity. */
const ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['eks.amazonaws.com/role-arn', 'AWS role'],
  ['iam.gke.io/gcp-service-account', 'Google service account'],
  ['azure.workload.identity/client-id', 'Azure client'],
];

const ENVIRONMENT: ReadonlySet<string> = new Set(['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'GOOGLE_APPLICATION_CREDENTIALS']);

export const cloudIdentityBound = defineRule({
  id: 'cloud-identity-bound',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', MT: 'high', AI: 'high' }),
  dimensions: ['IDENTITY', 'REACH'],
  fix: 'never',
  messages: {
    account: 'Pods of ServiceAccount {name} act as {what} "{identity}"',
    pod: '"{name}" gets a cloud identity ({sign}): taking it over reaches the cloud account',
  },
  docs: {
    title: 'Workload carries a cloud identity',
    risk: 'Whoever takes over the pod calls the API of the cloud with its rights, and gets from the cluster to databases, buckets or other clusters. Turning the API token off does not take away this token: a webhook mounts it separately.',
    not: 'A federated identity is better than a static key. It matters where the account is shared or the isolation of the pod is weak.',
    fix: 'No fix is offered: give each workload an account of its own and a role with the least rights, bound to namespace and account, and restrict its egress.',
    check: { kubernetes: "kubectl get serviceaccount NAME -o jsonpath='{.metadata.annotations}'" },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K08', 'OWASP NHI Top 10 2025: NHI5, NHI9', 'MITRE ATT&CK: T1528, T1078.004'],
  references: ['K8S-SA', 'OWASP-K8S'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      if (ref.kind !== 'ServiceAccount') return;
      for (const [key, what] of ANNOTATIONS) {
        const annotation = spot.get('metadata', 'annotations', key).text();
        if (annotation.value) yield { at: annotation.site, message: 'account', data: { name: quotedName(ref), what, identity: annotation.value } };
      }
    },
    *'kubernetes.pod'(pod) {
      const sign = signs(pod).next().value;
      if (sign) yield { at: sign.field.site, message: 'pod', data: { name: pod.label, sign: sign.text } };
    },
  },
});

/** The fields of a pod that ask for a cloud identity. */
function* signs(pod: PodView): Generator<{ field: Field<string>; text: string }, undefined> {
  const { containers, spots } = pod;
  const label = spots.metadata.get('labels', 'azure.workload.identity/use').text();
  if (label.value === 'true') yield { field: label, text: 'label azure.workload.identity/use' };
  for (const { spot } of volumeSpots(pod))
    for (const source of spot.get('projected', 'sources').items()) {
      const audience = source.get('serviceAccountToken', 'audience').text();
      if (audience.value === 'sts.amazonaws.com') yield { field: audience, text: `audience ${audience.value}` };
    }
  for (const { environment } of containers)
    for (const { key, spot } of environment) if (key !== undefined && ENVIRONMENT.has(key)) yield { field: spot.get('name').text(), text: key };
  return undefined;
}
