import type { Fix, PathOp } from '../../fix/ops.ts';
import { below, partOf } from '../../manifest/field.ts';
import { builtInPodPath, type Home, MISPLACED } from '../../manifest/kubernetes/fields.ts';
import { containerObjects, podObjects, type TypedObject } from '../../manifest/kubernetes/objects.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal } from '../../remedies/basic.ts';
import type { Json } from '../../syntax/site.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { effectOf, misplaced, stepsBelow, writtenValue } from './field-effect.ts';

const HOMES: Readonly<Record<Home, string>> = {
  spec: "the pod's spec",
  'pod securityContext': "the pod's securityContext",
  'container securityContext': "the container's securityContext",
  capabilities: "the capabilities of the container's securityContext",
  resources: "the container's resources",
  'every container': "each container's securityContext",
};

const MESSAGES = { misplaced: 'The cluster drops "{text}" here: it belongs in {home}' } as const;

export const fieldMisplaced = defineRule({
  id: 'field-misplaced',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS', 'USER', 'SYSCALL'],
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Isolation field is in the wrong place',
    risk: 'Some fields exist only for pods, some only for containers, none beside the pod template. Elsewhere the API server drops them with no more than a warning, so the containers run without the protection that the file seems to give them.',
    not: 'kubectl refuses unknown fields by default since 1.25, so such a file may never have been applied with it. Controllers, many deployment tools and `kubectl --validate=warn` go on without the field.',
    fix: 'Moves the field to where it counts; a field of containers goes to each container that has no value of its own. What would weaken the pod is removed instead.',
    verify: 'The setting takes effect for the first time: check what its own rule says.',
    check: { kubernetes: 'kubectl apply --dry-run=server --validate=strict -f FILE; kubectl get pod NAME -o yaml' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['KEP-2885', 'K8S-API', 'SECCTX'],
  check: {
    *'kubernetes.resource'(resource) {
      const path = builtInPodPath(resource.ref);
      if (!path) return;
      const spec = resource.spot.get(...path);
      if (spec.type !== 'map') return;
      for (const length of path.keys()) {
        const around = resource.spot.get(...path.slice(0, length));
        for (const spot of [around, around.get('metadata')]) yield* reports('Around', spot, spec, undefined);
      }
    },
    *'kubernetes.pod'(pod) {
      if (builtInPodPath(pod.ref)) for (const { type, spot } of podObjects(pod)) yield* reports(type, spot, pod.spots.spec, undefined);
    },
    *'kubernetes.container'(container) {
      const { ref, spots } = container.pod;
      if (builtInPodPath(ref)) for (const { type, spot } of containerObjects(container)) yield* reports(type, spot, spots.spec, container.spot);
    },
  },
});

function* reports(type: TypedObject['type'] | 'Around', spot: Spot, spec: Spot, container: Spot | undefined): Iterable<Report<typeof MESSAGES>> {
  const homes = MISPLACED[type];
  if (!homes || spot.type !== 'map') return;
  for (const text of spot.keys()) {
    const field = misplaced(text, type);
    const home = field && homes.get(field);
    if (!home) continue;
    const value = spot.get(text);
    if (value.state === 'null') continue;
    const effect = effectOf(field, value);
    const fix = effect === 'weakens' ? removal(`Remove ${text}, which has no effect`, value.site) : move(text, value, homesOf(home, field, spec, container));
    yield { at: partOf(value.site, 'key'), message: 'misplaced', data: { text, home: HOMES[home] }, lower: stepsBelow(effect), fixes: fix ? [fix] : [] };
  }
}

/** The places where a field counts; `undefined` if a template hides some of them. */
function homesOf(home: Home, field: string, spec: Spot, container: Spot | undefined): Spot[] | undefined {
  switch (home) {
    case 'spec':
      return [spec.get(field)];
    case 'pod securityContext':
      return [spec.get('securityContext', field)];
    case 'container securityContext':
      return container && [container.get('securityContext', field)];
    case 'capabilities':
      return container && [container.get('securityContext', 'capabilities', field)];
    case 'resources':
      return container && [container.get('resources', field)];
    case 'every container': {
      const lists = ['initContainers', 'containers'].map((list) => spec.get(list));
      const items = lists.flatMap((list) => list.items());
      const hidden = lists.some((list) => list.type === 'seq' && list.open) || items.length === 0 || items.some((item) => item.type !== 'map');
      return hidden ? undefined : items.map((item) => item.get('securityContext', field));
    }
  }
}

function move(text: string, value: Spot, homes: readonly Spot[] | undefined): Fix | undefined {
  const written = writtenValue(value);
  if (!homes || written === undefined) return undefined;
  const free = homes.filter((home) => !home.written);
  const gone: PathOp = { op: 'remove', at: value.site, prune: true };
  if (free.length === 0) return { title: `Remove ${text}, which is set where it belongs`, safety: 'review', ops: [gone] };
  return {
    title: `Move ${text} to where it belongs`,
    safety: 'review',
    ops: [gone, ...free.map((home): PathOp => ({ op: 'set', at: below(home.site), value: written as Json }))],
  };
}
