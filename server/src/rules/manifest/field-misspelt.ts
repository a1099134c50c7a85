import type { Fix } from '../../fix/ops.ts';
import { partOf } from '../../manifest/field.ts';
import { builtInPodPath, objectType } from '../../manifest/kubernetes/fields.ts';
import { containerObjects, podObjects, type TypedObject } from '../../manifest/kubernetes/objects.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { effectOf, isField, misplaced, misspelt, stepsBelow } from './field-effect.ts';

const MESSAGES = {
  misspelt: 'The cluster drops "{text}": the field is called "{field}"',
  unknown: 'The cluster drops "{text}": there is no such field',
} as const;

/** Objects that are about isolation alone: whoever wrote a field of them meant to isolate. */
const SECURITY: readonly TypedObject['type'][] = ['PodSecurityContext', 'SecurityContext', 'Capabilities', 'SeccompProfile', 'AppArmorProfile'];

export const fieldMisspelt = defineRule({
  id: 'field-misspelt',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS', 'USER', 'SYSCALL'],
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'Isolation field is misspelt or unknown',
    risk: 'Kubernetes 1.37 knows no such field. The API server drops it with no more than a warning, so the container runs without the protection that the file seems to give it. Case counts: `readonlyRootFilesystem` is not `readOnlyRootFilesystem`.',
    not: 'kubectl refuses unknown fields by default since 1.25, so such a file may never have been applied with it. Controllers, many deployment tools and `kubectl --validate=warn` go on without the field.',
    fix: 'Corrects the name where it stands, or removes the entry where the right one is there too, where it would weaken the container, or where no name is near.',
    verify: 'The setting takes effect for the first time: check what its own rule says.',
    check: { kubernetes: 'kubectl apply --dry-run=server --validate=strict -f FILE; kubectl get pod NAME -o yaml' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['KEP-2885', 'K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      if (builtInPodPath(pod.ref)) for (const object of podObjects(pod)) yield* reports(object);
    },
    *'kubernetes.container'(container) {
      if (builtInPodPath(container.pod.ref)) for (const object of containerObjects(container)) yield* reports(object);
    },
  },
});

function* reports({ type, spot }: TypedObject): Iterable<Report<typeof MESSAGES>> {
  for (const text of spot.keys()) {
    const value = spot.get(text);
    if (value.state === 'null') continue;
    const field = misspelt(text, objectType(type));
    if (field === undefined) {
      if (!SECURITY.includes(type) || isField(text, objectType(type)) || misplaced(text, type) !== undefined) continue;
      yield {
        at: partOf(value.site, 'key'),
        message: 'unknown',
        data: { text },
        lower: 1,
        fixes: [removal(`Remove ${text}, which has no effect`, value.site)],
      };
      continue;
    }
    const effect = effectOf(field, value);
    const taken = spot.get(field).written;
    const fix: Fix =
      taken || effect === 'weakens'
        ? removal(`Remove ${text}, which has no effect`, value.site)
        : { title: `Rename it to ${field}`, safety: 'review', ops: [{ op: 'rename', at: value.site, to: field }] };
    yield { at: partOf(value.site, 'key'), message: 'misspelt', data: { text, field }, lower: stepsBelow(taken ? 'neither' : effect), fixes: [fix] };
  }
}
