import { secretVolumes } from '../../isolation/mounts/secret-volumes.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const secretSubPathStale = defineRule({
  id: 'secret-sub-path-stale',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', RG: 'medium' }),
  dimensions: ['SECRETS'],
  when: { kubernetes: ['subPath', 'subPathExpr'] },
  fix: 'never',
  messages: { stale: '"{name}" mounts a Secret by subPath: a new value reaches it only after a restart' },
  docs: {
    title: 'Secret mounted by subPath never changes',
    risk: 'Updates of a Secret do not reach a mount by subPath: a credential that was changed or revoked stays in use until the pod is started again.',
    not: 'Some programs want one file within a directory of the image. Where pods are replaced with each change of the Secret, nothing is lost.',
    fix: 'No fix is offered: mount the volume as a directory, and tell the program the path of the file in it.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.containers[*].volumeMounts}'" },
  },
  standards: ['OWASP NHI Top 10 2025: NHI1, NHI7'],
  references: ['K8S-VOLUMES'],
  check: {
    *'kubernetes.pod'(pod) {
      const names = new Set(secretVolumes(pod).map(({ name }) => name));
      for (const { label, spot } of pod.containers)
        for (const mount of spot.get('volumeMounts').items()) {
          const subPath = [mount.get('subPath').text(), mount.get('subPathExpr').text()].find(({ value }) => value !== undefined && value !== '');
          if (subPath && names.has(mount.get('name').text().value ?? '')) yield { at: subPath.site, message: 'stale', data: { name: label } };
        }
    },
  },
});
