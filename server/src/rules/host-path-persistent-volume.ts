import { classifyHostPath, cleanHostPath } from '../isolation/host-paths.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

const PROVISIONERS = /^(?:rancher\.io\/local-path|k8s\.io\/minikube-hostpath|docker\.io\/hostpath|microk8s\.io\/hostpath|openebs\.io\/local)$/;

export const hostPathPersistentVolume = defineRule({
  id: 'host-path-persistent-volume',
  since: '0.1.0',
  severity: severity('medium', 'high', 'high', 'high', 'medium', 'high'),
  dimensions: ['MNT', 'STORAGE'],
  fix: 'never',
  messages: {
    hostPath: 'PersistentVolume "{name}" is {path} of the node, which no check of pods sees',
    local: 'PersistentVolume "{name}" is {path} of the node, which belongs to the system',
    provisioner: 'volumes of "{name}" are directories of a node, without quota or isolation',
  },
  docs: {
    title: 'PersistentVolume on a path of the host',
    risk: 'A pod that claims the volume looks harmless, yet mounts a directory of the node. Pod Security checks look at pods only and do not see it.',
    not: 'Local volumes on disks of their own are fine and are not reported. In a cluster on one machine for development it is normal.',
    fix: 'There is no automatic fix. Use a storage driver for local disks, or a disk mounted at a path of its own.',
    check: { kubernetes: "kubectl get pv NAME -o jsonpath='{.spec.hostPath}{.spec.local}'" },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.9', 'MITRE ATT&CK: T1611'],
  references: ['K8S-RBAC-GP', 'K8S-VOLUMES'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: [
        'apiVersion: v1',
        'kind: PersistentVolume',
        'metadata:',
        '  name: data',
        'spec:',
        '  capacity:',
        '    storage: 10Gi',
        '  accessModes: [ReadWriteOnce]',
        '  hostPath:',
        '    path: /srv/data',
        '',
      ].join('\n'),
    },
  ],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      const name = ref.name ?? ref.kind;
      if (ref.kind === 'PersistentVolume' && ref.apiVersion === 'v1') {
        const hostPath = spot.get('spec', 'hostPath', 'path').text();
        const local = spot.get('spec', 'local', 'path').text();
        if (hostPath.value !== undefined) yield { at: hostPath.site, message: 'hostPath', data: { name, path: hostPath.value } };
        else if (local.value !== undefined && isSystem(local.value)) yield { at: local.site, message: 'local', data: { name, path: local.value } };
      }
      const provisioner = spot.get('provisioner').text();
      if (ref.kind === 'StorageClass' && PROVISIONERS.test(provisioner.value ?? ''))
        yield { at: provisioner.site, message: 'provisioner', data: { name }, atMost: 'info' };
    },
  },
});

/** Disks for local volumes are device nodes or are mounted at a path of their own. */
function isSystem(path: string): boolean {
  const kind = classifyHostPath(path);
  return kind !== 'other' && !(kind === 'dev' && cleanHostPath(path) !== '/dev');
}
