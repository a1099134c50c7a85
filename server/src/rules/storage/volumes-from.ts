import type { Fix, PathOp } from '../../fix/ops.ts';
import type { ServiceView, VolumeUse } from '../../manifest/compose/views.ts';
import type { Field } from '../../manifest/field.ts';
import { rewritten } from '../../remedies/mounts.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const volumesFrom = defineRule({
  id: 'volumes-from',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['STORAGE', 'SECRETS'],
  when: { compose: ['volumes_from'] },
  fix: 'sometimes',
  messages: {
    writable: '"{name}" gets every volume of "{from}", writable: data, sockets and secrets alike',
    readOnly: '"{name}" gets every volume of "{from}": data, sockets and secrets alike',
    container: '"{name}" gets every volume of container "{from}", which is not part of the project',
  },
  docs: {
    title: 'Service inherits all volumes of another',
    risk: 'Every mount of the other service is copied, sockets and secrets included, and writable unless `:ro` is added. Whoever later adds a volume there gives it to this service too.',
    not: 'It is an old pattern for backups. Where the other service has a single data volume, it says no more than that volume would. With `:ro` it is reported one step lower.',
    fix: 'Names the volumes of the other service instead, read-only.',
    verify: 'Check that this service only reads them, and that it needs none that the image declares by itself.',
    check: { compose: 'docker compose exec SERVICE cat /proc/self/mountinfo' },
  },
  standards: ['MITRE ATT&CK: T1080'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      for (const item of service.spot.get('volumes_from').list().items) {
        const [, container, from, mode] = /^(container:)?([^:]+)(?::(\w+))?$/.exec(item.value ?? '') ?? [];
        if (from === undefined) continue;
        const readOnly = mode === 'ro';
        const message = container ? 'container' : readOnly ? 'readOnly' : 'writable';
        const fixes = container ? [] : explicit(service, item, from, readOnly ? 'review' : 'manual');
        yield { at: item.site, message, data: { name: service.name, from }, lower: readOnly ? 1 : 0, fixes };
      }
    },
  },
});

/** The same volumes by name and read-only, where all of them are known and nothing else is mounted at their places. */
function explicit(service: ServiceView, item: Field<string>, from: string, safety: Fix['safety']): Fix[] {
  const other = service.project.services.find(({ name }) => name === from);
  const volumes = service.spot.get('volumes');
  // an entry that comes from another service by `extends` is changed there
  if (item.site.path[1] !== service.name || item.site.file !== volumes.site.file) return [];
  if (!other || other.partial || volumes.open || other.volumes.length === 0 || other.spot.get('volumes_from').written) return [];
  const taken = new Set(service.volumes.map(({ target }) => target));
  const takesOver = (use: VolumeUse) =>
    (use.type === 'volume' || use.type === 'bind') &&
    use.syntax === 'short' &&
    use.site.file === volumes.site.file &&
    !taken.has(use.target) &&
    !use.options.some((option) => option.includes('$'));
  if (!other.volumes.every(takesOver)) return [];
  const ops = other.volumes.map((use): PathOp => {
    const options = use.options.filter((option) => option !== 'rw' && option !== 'ro');
    return { op: 'append', at: volumes.site, value: rewritten(use, undefined, [...options, 'ro']) };
  });
  return [{ title: `Name the volumes of ${from}, read-only`, safety, ops: [{ op: 'remove', at: item.site, prune: true }, ...ops] }];
}
