import { isHarmlessDevice, isProjectPath } from '../../isolation/mounts/binds.ts';
import { classifyHostPath, cleanHostPath } from '../../isolation/mounts/host-paths.ts';
import { boundDevice, knownSource } from '../../manifest/compose/mounts.ts';
import { volumeUsers } from '../../workspace/sharing.ts';
import type { StorageUse } from '../../workspace/storage.ts';
import { defineRule, type Related } from '../rule.ts';
import { severity } from '../severity.ts';

const PROVISIONERS = /^(?:rancher\.io\/local-path|k8s\.io\/minikube-hostpath|docker\.io\/hostpath|microk8s\.io\/hostpath|openebs\.io\/local)$/;

export const hostPathPersistentVolume = defineRule({
  id: 'host-path-persistent-volume',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['MNT', 'STORAGE'],
  fix: 'never',
  messages: {
    hostPath: 'PersistentVolume "{name}" is {path} of the node, which no check of pods sees',
    compose: 'volume "{name}" is {path} of the host, which the services that use it do not show',
    local: 'PersistentVolume "{name}" is {path} of the node, which belongs to the system',
    provisioner: 'volumes of "{name}" are directories of a node, without quota or isolation',
  },
  docs: {
    title: 'Volume on a path of the host',
    risk: 'A workload that claims the volume looks harmless, yet mounts a directory of the node. Pod Security checks look at pods only and do not see it. In Compose the same is done by `driver_opts` with `o: bind`.',
    not: 'Local volumes on disks of their own are fine and are not reported. In a cluster on one machine for development it is normal. Where such a volume is the root, a socket or a folder of the system, the rule of that path reports it instead. One in the project is reported as low at most.',
    fix: 'There is no automatic fix. Use a storage driver for local disks, or a disk mounted at a path of its own. In Compose, leave the `driver_opts` out.',
    check: {
      kubernetes: "kubectl get pv NAME -o jsonpath='{.spec.hostPath}{.spec.local}'",
      compose: 'docker volume inspect VOLUME',
    },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.9', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611'],
  references: ['K8S-RBAC-GP', 'K8S-VOLUMES'],
  check: {
    *'kubernetes.resource'({ ref, spot }, { workspace }) {
      const name = ref.name ?? ref.kind;
      if (ref.kind === 'PersistentVolume' && ref.apiVersion === 'v1') {
        const hostPath = spot.get('spec', 'hostPath', 'path').text();
        const local = spot.get('spec', 'local', 'path').text();
        const related = ref.name === undefined ? [] : workspace.ask(volumeUsers, ref.name).map(mountedBy);
        if (hostPath.value !== undefined) yield { at: hostPath.site, message: 'hostPath', data: { name, path: hostPath.value }, related };
        else if (local.value !== undefined && isSystem(local.value)) yield { at: local.site, message: 'local', data: { name, path: local.value }, related };
      }
      const provisioner = spot.get('provisioner').text();
      if (ref.kind === 'StorageClass' && PROVISIONERS.test(provisioner.value ?? ''))
        yield { at: provisioner.site, message: 'provisioner', data: { name }, atMost: 'info' };
    },
    *'compose.project'(project) {
      for (const name of project.volumes.names) {
        const device = boundDevice(project.volumes.get(name));
        const path = knownSource(device?.roughText(), device?.writtenText());
        // a path that gives away more has its own rule, in the services that mount it
        if (!device || path === undefined || classifyHostPath(path) !== 'other' || isHarmlessDevice(path)) continue;
        yield { at: device.site, message: 'compose', data: { name, path }, ...(isProjectPath(path) ? { atMost: 'low' as const } : {}) };
      }
    },
  },
});

/** Disks for local volumes are device nodes or are mounted at a path of their own. */
function isSystem(path: string): boolean {
  const kind = classifyHostPath(path);
  return kind !== 'other' && !(kind === 'dev' && cleanHostPath(path) !== '/dev');
}

function mountedBy({ name, written, at }: StorageUse): Related {
  return { at: { ...at.site, file: at.file }, message: `"${name}" ${written.length > 0 ? 'writes' : 'mounts'} it through this claim` };
}
