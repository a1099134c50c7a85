import type { Fix } from '../../fix/ops.ts';
import { boundDevice } from '../../manifest/compose/mounts.ts';
import type { ProjectView, VolumeUse } from '../../manifest/compose/views.ts';
import { partOf } from '../../manifest/field.ts';
import { readOnlyUse } from '../../remedies/mounts.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { readOnlyIn, sharedClaims } from './shared-claims.ts';

export const sharedPersistentStorage = defineRule({
  id: 'shared-persistent-storage',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', AI: 'high' }),
  dimensions: ['STORAGE'],
  fix: 'sometimes',
  messages: {
    several: '{names} write the volume "{volume}": each believes what the others put there',
    path: '{names} write {volume} of the node: on one node, each believes what the others put there',
    external: '"{name}" writes the volume "{volume}", which belongs to no project: others may write it too',
  },
  docs: {
    title: 'Writable volume shared by several workloads',
    risk: 'Whoever takes over one of the writers feeds the others: code, plugins, settings, links, data that a program unpacks without care. Root in the container is not held up by file modes.',
    not: 'Shared uploads and caches are normal. One that writes and others that only read is the good pattern, which is not reported. A volume from outside the project is reported one step lower, and so is a path of the node, which is another folder on each node. In Kubernetes workloads in other files count; one that runs as another ServiceAccount is reported one step higher.',
    fix: 'Mounts it read-only in one of them. Only you know which has to write.',
    check: { kubernetes: 'kubectl describe pvc NAME', compose: 'docker compose exec SERVICE cat /proc/self/mountinfo' },
  },
  standards: ['MITRE ATT&CK: T1080'],
  references: ['COMPOSE-SPEC', 'K8S-API'],
  check: {
    *'kubernetes.pod'(pod, { workspace }) {
      for (const shared of sharedClaims(pod, workspace)) {
        if (!shared.writes) continue;
        const { at, called, related, isPath, otherAccount } = shared;
        yield {
          at,
          message: isPath ? 'path' : 'several',
          data: { volume: called, names: list(shared.names) },
          related,
          // pods on two nodes have two folders of that path; two accounts are rather two parties
          lower: isPath ? 1 : otherAccount ? -1 : 0,
          atMost: 'high',
          fixes: () => readOnlyIn(shared),
        };
      }
    },
    *'compose.project'(project) {
      const volumes = project.volumes.names.map((name) => ({ name, spot: project.volumes.get(name) })).filter(({ spot }) => !boundDevice(spot));
      const used = volumes.length > 0 ? writers(project) : new Map<string, readonly Writer[]>();
      for (const { name: volume, spot } of volumes) {
        const writing = used.get(volume) ?? [];
        const names = [...new Set(writing.map(({ name }) => name))];
        const external = spot.get('external').boolean();
        if (names.length > 1)
          yield {
            at: partOf(spot.site, 'key'),
            message: 'several',
            data: { volume, names: list(names) },
            related: writing.map(({ name, use }) => ({ at: use.site, message: `"${name}" writes it` })),
            fixes: () => writing.map(readOnly),
          };
        else if (names[0] !== undefined && external.value === true)
          yield { at: external.site, message: 'external', data: { volume, name: names[0] }, lower: 1 };
      }
    },
  },
});

interface Writer {
  readonly name: string;
  readonly use: VolumeUse;
}

/** The services that mount each volume writable, for sure. */
function writers(project: ProjectView): Map<string, readonly Writer[]> {
  const found = new Map<string, Writer[]>();
  for (const { name, volumes } of project.services)
    for (const use of volumes) {
      if (use.type !== 'volume' || use.source === undefined || use.readOnly || use.options.some((option) => option.includes('$'))) continue;
      const others = found.get(use.source);
      if (others) others.push({ name, use });
      else found.set(use.source, [{ name, use }]);
    }
  return found;
}

function readOnly({ name, use }: Writer): Fix {
  return { title: `Mount it read-only in ${name}`, safety: 'manual', ops: [readOnlyUse(use)] };
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length > 3 ? `${quoted.slice(0, 2).join(', ')} and ${quoted.length - 2} others` : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
