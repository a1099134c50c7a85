import type { Field } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { accountNameOf, CLOUD_ANNOTATIONS } from '../../workspace/identity/facts.ts';
import { ACCOUNT, NEIGHBOURS } from '../../workspace/identity/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { accountPlace, isMeant, runnerOf, siteOf } from './chain.ts';

const ENVIRONMENT: ReadonlySet<string> = new Set(['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'GOOGLE_APPLICATION_CREDENTIALS']);

export const cloudIdentityBound = defineRule({
  id: 'cloud-identity-bound',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', MT: 'high', AI: 'high' }),
  dimensions: ['IDENTITY', 'REACH'],
  fix: 'never',
  messages: {
    account: 'Pods of ServiceAccount {name} act as {what} "{identity}"',
    through: '"{name}" acts as {what} "{identity}", by its ServiceAccount "{account}"',
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
    *'kubernetes.resource'({ ref, spot }, { workspace }) {
      if (ref.kind !== 'ServiceAccount') return;
      for (const [key, what] of CLOUD_ANNOTATIONS) {
        const annotation = spot.get('metadata', 'annotations', key).text();
        if (!annotation.value) continue;
        const runners = ref.name === undefined ? [] : workspace.ask(NEIGHBOURS, ref.namespace ?? '', ref.name);
        const related = runners.slice(0, MOST).map((one) => ({ at: siteOf(one.at), message: `${one.kind} "${one.name}" runs as it` }));
        yield { at: annotation.site, message: 'account', data: { name: quotedName(ref), what, identity: annotation.value }, related };
      }
    },
    *'kubernetes.pod'(pod, { workspace }) {
      const sign = signs(pod).next().value;
      if (sign) {
        yield { at: sign.field.site, message: 'pod', data: { name: pod.label, sign: sign.text } };
        return;
      }
      const account = accountNameOf(pod);
      if (account === undefined) return;
      const namespace = pod.ref.namespace ?? '';
      const own = runnerOf(pod, account, workspace);
      // in the file of the account, the finding about the account points to the pod; Azure asks for a label of the pod
      const cloud = workspace.ask(ACCOUNT, namespace, account)?.cloud.find(({ what, at }) => what !== 'Azure client' && at.file !== own?.at.file);
      if (!own || !cloud || !isMeant(pod, account, own, cloud.at)) return;
      yield {
        ...accountPlace(pod),
        message: 'through',
        data: { name: pod.label, what: cloud.what, identity: cloud.identity, account },
        related: [{ at: siteOf(cloud.at), message: 'the annotation of its account' }],
      };
    },
  },
});

/** So many workloads are pointed to. */
const MOST = 5;

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
