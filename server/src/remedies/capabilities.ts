import type { Fix, PathOp } from '../fix/ops.ts';
import { canonicalCapability } from '../isolation/capabilities.ts';
import { effectiveCompose } from '../isolation/compose.ts';
import type { EffectiveContainer } from '../isolation/effective.ts';
import { containerImage, type ImageUse, serviceImage } from '../isolation/images/use.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { capabilityNeeds } from '../isolation/needs/compose.ts';
import { containerCapabilityNeeds } from '../isolation/needs/kubernetes.ts';
import { type Need, needFor, USUAL_OF_ROOT } from '../isolation/needs/table.ts';
import { runsAs } from '../isolation/privileges.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import type { ListField } from '../manifest/field.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import { capabilitiesToKeep, type ImageUser, listed, userOf } from './images.ts';

/** What a container or service has of capabilities now, and needs. */
export interface CapabilityChange {
  readonly use: ImageUse | undefined;
  readonly effective: EffectiveContainer;
  readonly drop: ListField;
  readonly add: ListField;
  readonly needs: readonly Need[];
}

/** What a container of a pod has of capabilities, and needs. */
export function containerCapabilities(container: ContainerView): CapabilityChange {
  const { capabilitiesDrop: drop, capabilitiesAdd: add } = container;
  return { use: containerImage(container), effective: effectiveKubernetes(container), drop, add, needs: containerCapabilityNeeds(container) };
}

/** What a service has of capabilities, and needs. */
export function serviceCapabilities(service: ServiceView): CapabilityChange {
  return { use: serviceImage(service), effective: effectiveCompose(service), drop: service.capDrop, add: service.capAdd, needs: capabilityNeeds(service) };
}

/**
 * The need that explains a capability (by canonical name): all that {@link capabilityFixes} keeps has one, so that no later fix takes it
 * away again. `undefined` if there is none.
 */
export function needOfCapability({ use, effective, needs }: CapabilityChange, capability: string): Need | undefined {
  const need = needFor(needs, capability);
  if (need && need !== USUAL_OF_ROOT) return need;
  const { names } = capabilitiesToKeep(use, effective);
  return use && names.includes(capability) ? { because: `the ${use.facts.name} image`, takes: names, root: false } : need;
}

/**
 * Drops what a container or service does not need, in one or two ways: after a fix of its user it needs fewer capabilities; a fix of the list
 * alone keeps its user.
 * @param asUser the fix of its user
 * @param decided the author decides, whatever else is known
 */
export function capabilityFixes(change: CapabilityChange, asUser: () => Fix, decided: boolean): Fix[] {
  const user = userOf(change.use);
  const changed = user && stepsDown(change) ? asUser() : undefined;
  const other = user && changed && 'ops' in changed && changed.safety !== 'manual' ? [dropping(change, user, changed)] : [];
  if (other[0]?.safety === 'safe') return other;
  const alone = dropping(change);
  return [...other, decided ? { ...alone, safety: 'manual' } : alone];
}

/** Whether only the image makes it start as root, and the image is known to work as another user. */
function stepsDown({ use, effective }: CapabilityChange): boolean {
  return runsAs(effective) === 'image' && use?.facts.imageUser === 'root' && use.asShipped;
}

/** Drops all capabilities and adds those back that the image needs for its user (with `user`, for the user that a fix sets) or that the program evidently needs. */
function dropping({ use, effective, drop, add, needs }: CapabilityChange, user?: ImageUser, asUser?: Extract<Fix, { readonly ops: unknown }>): Fix {
  const { names: ofImage, safety } = capabilitiesToKeep(use, effective, user);
  const whole = needs.find(({ takes }) => takes === 'privileged');
  const held = effective.capabilities.value;
  const needed = needs.flatMap(({ takes }) => takes).filter((name) => held.includes(name));
  const written = [...add.items, ...drop.items].map(({ value }) => canonicalCapability(value ?? ''));
  const names = [...new Set([...ofImage, ...needed])].filter((name) => !written.includes(name)).sort();
  const kept = names.map((value): PathOp => ({ op: 'ensure', at: add.site, value }));
  const but = names.length > 0 ? ` but ${listed(names)}` : '';
  const title = `Drop all capabilities${but}${user ? ` and run as user ${user.uid} of the image` : ''}`;
  const words = { title, condition: asUser?.condition };
  const ops: [PathOp, ...PathOp[]] = [{ op: 'ensure', at: drop.site, value: 'ALL' }, ...kept, ...(asUser?.ops ?? [])];
  if (whole) return { ...words, objection: `${whole.because} needs more`, safety: 'manual', breaks: true, ops };
  return { ...words, safety: safety === 'safe' && (asUser?.safety ?? 'safe') === 'safe' && needs.length === 0 ? 'safe' : 'review', ops };
}
