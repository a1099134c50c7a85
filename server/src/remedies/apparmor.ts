import type { PathOp } from '../fix/ops.ts';
import { APPARMOR_ANNOTATION } from '../manifest/kubernetes/profile-annotations.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';

/**
 * Takes the AppArmor annotations away that would turn the profile off once the field does not.
 * @param container the one that has the field; left out for a field of the pod
 */
export function withoutAppArmorAnnotations({ annotations }: PodView, container?: ContainerView): PathOp[] {
  const isOf = (key: string) => (container ? key === `${APPARMOR_ANNOTATION}${container.name.value}` : key.startsWith(APPARMOR_ANNOTATION));
  const wrong = annotations.filter(({ site, value }) => value === 'unconfined' && isOf(String(site.path.at(-1))));
  return wrong.map(({ site }) => ({ op: 'remove', at: site, prune: true }));
}
