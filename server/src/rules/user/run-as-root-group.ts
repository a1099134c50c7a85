import type { Fix } from '../../fix/ops.ts';
import { UNUSED_ID } from '../../isolation/defaults.ts';
import { isImage } from '../../isolation/images/names.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { runsAs } from '../../isolation/privileges.ts';
import { isUnset } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal, setting } from '../../remedies/basic.ts';
import { closing, filesOfNode, socketOfEngine } from '../../remedies/groups.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  group: '{field} puts "{name}" into the root group, which owns files of images and hosts',
  volumes: 'fsGroup: 0 gives the volumes of "{name}" to the root group',
} as const;

export const runAsRootGroup = defineRule({
  id: 'run-as-root-group',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['USER', 'STORAGE'],
  when: { kubernetes: ['runAsGroup', 'fsGroup', 'supplementalGroups'], compose: ['user', 'group_add'] },
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'Process belongs to the root group',
    risk: 'Many images make their files writable for group 0, and files of the host often belong to it. A process in that group changes programs and settings, and what a mounted host path gives to the group. `fsGroup: 0` hands whole volumes to it.',
    not: 'It is no way out of the container by itself. OpenShift runs arbitrary users in group 0 on purpose, and so do the images of Elasticsearch, Grafana and Keycloak, which are not reported.',
    fix: 'Sets a group of its own, the number of the user where one is written.',
    verify: 'Check that the files that the program writes belong to that group or user.',
    check: { kubernetes: 'kubectl exec NAME -- id', compose: 'docker compose exec SERVICE id' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['SECCTX', 'KEP-3619'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows || usesGroup0(pod) || pod.containers.every((container) => runsAs(effectiveKubernetes(container)) === 'root')) return;
      const lower = pod.hostUsers.value === false ? 2 : 0;
      const security = pod.spots.spec.get('securityContext');
      const name = pod.label;
      const files = filesOfNode(pod);
      yield* ofGroup(security, name, lower, files);
      const fsGroup = security.get('fsGroup').integer();
      if (fsGroup.value === 0) yield { at: fsGroup.site, message: 'volumes', data: { name }, lower, fixes: [setGroup(security, 'fsGroup')] };
      for (const item of security.get('supplementalGroups').items()) {
        if (item.integer().value !== 0) continue;
        yield {
          at: item.site,
          message: 'group',
          data: { name, field: 'supplementalGroups: 0' },
          lower,
          fixes: [closing(removal('Remove group 0', item.site), files)],
        };
      }
    },
    *'kubernetes.container'(container) {
      const { pod } = container;
      // a process that is root as written is the story of run-as-root
      if (pod.windows || usesGroup0(pod) || runsAs(effectiveKubernetes(container)) === 'root') return;
      yield* ofGroup(container.spot.get('securityContext'), container.label, pod.hostUsers.value === false ? 2 : 0, filesOfNode(pod));
    },
    *'compose.service'(service) {
      const { name, user, image, spot } = service;
      if (isImage('filesOfGroup0', image.value)) return;
      const [, id, group] = /^([^:]+):(0+|root)$/.exec(user.value ?? '') ?? [];
      if (id !== undefined && group !== undefined && !/^(?:0+|root)$/.test(id)) {
        const own = /^\d+$/.test(id) ? id : String(UNUSED_ID);
        const fix = closing(setting('Set a group of its own', user.site, `${id}:${own}`), socketOfEngine(service));
        // the value of a variable is unknown, and would be lost
        const fixes = [user.text?.includes('$') ? { ...fix, safety: 'manual' as const } : fix];
        yield { at: user.site, message: 'group', data: { name, field: `user: ${user.text}` }, fixes };
      }
      if (/^(?:0+|root)(?::|$)/.test(user.value ?? '')) return;
      for (const item of spot.get('group_add').items()) {
        const text = item.text().value;
        if (text === undefined || !/^(?:0+|root)$/.test(text)) continue;
        const fix = closing(removal(`Remove group ${text}`, item.site), socketOfEngine(service));
        yield { at: item.site, message: 'group', data: { name, field: `group_add: ${text}` }, fixes: [fix] };
      }
    },
  },
});

function usesGroup0(pod: PodView): boolean {
  return pod.containers.some(({ image }) => isImage('filesOfGroup0', image.value));
}

function* ofGroup(security: Spot, name: string, lower: number, files: string | undefined): Iterable<Report<typeof MESSAGES>> {
  const group = security.get('runAsGroup').integer();
  if (group.value !== 0) return;
  yield { at: group.site, message: 'group', data: { name, field: 'runAsGroup: 0' }, lower, fixes: [closing(setGroup(security, 'runAsGroup'), files)] };
}

function setGroup(security: Spot, field: string): Fix {
  const user = security.get('runAsUser').integer();
  const value = !isUnset(user) && user.value !== undefined && user.value > 0 ? user.value : UNUSED_ID;
  return setting(`Set ${field} to ${value}`, security.get(field).site, value);
}
