import type { Spot } from '../spot.ts';
import type { ObjectTypeName } from './fields.ts';
import type { ContainerView, PodView } from './views.ts';

/** An object of a manifest whose fields are known. */
export interface TypedObject {
  readonly type: ObjectTypeName;
  readonly spot: Spot;
}

/** The objects of a pod that decide about isolation, without those of its containers. Empty unless the pod runs as written. */
export function podObjects({ basis, spots: { spec } }: PodView): TypedObject[] {
  // a custom resource has fields of its own, which the tables do not know
  if (basis !== 'written') return [];
  const security = spec.get('securityContext');
  return maps([{ type: 'PodSpec', spot: spec }, { type: 'PodSecurityContext', spot: security }, ...profiles(security)]);
}

/** The objects of a container that decide about isolation. Empty unless its pod runs as written. */
export function containerObjects({ pod, spot }: ContainerView): TypedObject[] {
  if (pod.basis !== 'written') return [];
  const security = spot.get('securityContext');
  return maps([
    { type: 'Container', spot },
    { type: 'SecurityContext', spot: security },
    { type: 'Capabilities', spot: security.get('capabilities') },
    ...profiles(security),
    { type: 'ResourceRequirements', spot: spot.get('resources') },
    ...spot
      .get('volumeMounts')
      .items()
      .map((mount): TypedObject => ({ type: 'VolumeMount', spot: mount })),
  ]);
}

function profiles(security: Spot): TypedObject[] {
  return [
    { type: 'SeccompProfile', spot: security.get('seccompProfile') },
    { type: 'AppArmorProfile', spot: security.get('appArmorProfile') },
  ];
}

function maps(objects: readonly TypedObject[]): TypedObject[] {
  return objects.filter(({ spot }) => spot.type === 'map');
}
