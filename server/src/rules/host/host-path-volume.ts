import { effectiveCompose } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { hostBinds, isHarmlessDevice, isProjectPath, isSettings, isUndecided, isWorkspace } from '../../isolation/mounts/binds.ts';
import { cleanHostPath } from '../../isolation/mounts/host-paths.ts';
import { hostPathVolumes, isPublicData, mounter } from '../../isolation/mounts/volumes.ts';
import { infrastructureOf } from '../../isolation/needs/infrastructure.ts';
import { mayBeRoot } from '../../isolation/privileges.ts';
import type { BindView, ServiceView } from '../../manifest/compose/views.ts';
import type { VolumeView } from '../../manifest/kubernetes/views.ts';
import { ownSharedMemory } from '../../remedies/limits.ts';
import { bindChoices, namedVolumeInstead, readOnlyBind, readOnlyMounts, volumeChoices } from '../../remedies/mounts.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { creationPlace, mountPlaces } from './related-places.ts';
import { mountReduction, unmountedCap } from './volume-steps.ts';

const MESSAGES = {
  writable: '"{name}" mounts {path} of the {host} writable: it changes files there',
  readOnly: '"{name}" mounts {path} of the {host}: it reads files there',
  unused: '"{name}" declares {path} of the {host}, but nothing mounts it',
  memory: '"{name}" shares {path} of the host: the shared memory of others is open to it',
  socket: '"{name}" reaches a service of the host through {path}, read-only or not',
  project: '"{name}" can write {path} of the project: what uses it on the host gets what it wrote',
} as const;

export const hostPathVolume = defineRule({
  id: 'host-path-volume',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['MNT', 'STORAGE'],
  when: { kubernetes: ['hostPath'], compose: ['volumes'] },
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Host path mounted into the container',
    risk: 'The path is checked against the user IDs of the host, so root in the container reads it as root and, where it is writable, changes it. Links in it may lead elsewhere. On a node the files stay for whoever comes next.',
    not: 'Read-only, as non-root and without capabilities, only files that everybody may read are open: then it is reported one step lower. A user namespace does not change what root may do here. Mounting a project directory is normal in development.',
    fix: 'In Kubernetes replaces the host path by an emptyDir, in Compose an absolute path by a named volume: both start empty, so check that the data is not needed from the host. Beside it, what is yours to choose: to remove the mount, or to keep it read-only.',
    verify: 'Check that the program needs no file of the host: new volumes start empty, and a read-only mount refuses what it writes.',
    remark: 'A bind mount of the project becomes read-only; by itself only where it is a file of settings.',
    check: {
      kubernetes: 'kubectl exec NAME -- cat /proc/self/mountinfo',
      compose: 'docker compose exec SERVICE cat /proc/self/mountinfo',
    },
  },
  podSecurity: ['hostPathVolumes', 'restrictedVolumes'],
  standards: ['CIS Kubernetes 1.12: 5.2.11', 'CIS Docker 1.6.0: 5.6', 'OWASP Kubernetes Top Ten 2025: K01', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611'],
  references: ['K8S-VOLUMES', 'PSS', 'K8S-USERNS', 'GVISOR-FLAGS', 'KATA-LIMITS'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const { volume, path } of hostPathVolumes(pod, 'other')) {
        const writable = volume.mounts.some((mount) => mount.readOnly.value !== true);
        const unused = unmountedCap(pod, volume);
        yield {
          at: volume.hostPath.site,
          message: unused.atMost ? 'unused' : writable || volume.mounts.length === 0 ? 'writable' : 'readOnly',
          data: { name: mounter(pod, volume), path, host: 'node' },
          lower: mountReduction(volume) - (commandsSystem(volume, path) ? 1 : 0),
          ...(volume.mounts.length > 0 && !writable && isPublicData(path) ? { atMost: 'info' as const } : unused),
          related: [...mountPlaces(volume), ...creationPlace(pod, volume)],
          fixes: isPublicData(path) ? readOnlyMounts(volume, 'safe') : infrastructureOf(pod)?.role === 'storage plugin' ? [] : volumeChoices(pod, volume),
        };
      }
    },
    *'compose.service'(service) {
      for (const bind of hostBinds(service, 'other')) {
        const { source, readOnly } = bind;
        // these have rules of their own, or give nothing away
        if (isUndecided(bind) || bind.syntax === 'volume' || isWorkspace(source) || isHarmlessDevice(source)) continue;
        if (isProjectPath(source)) {
          if (!readOnly) yield projectBind(service, bind);
          continue;
        }
        const isPublic = isPublicData(source);
        // the time and the names of the host: nothing else could stand there
        if (isPublic && readOnly) continue;
        if (SHARED_MEMORY.test(cleanHostPath(source))) {
          yield {
            at: bind.at,
            message: 'memory',
            data: { name: service.name, path: source },
            fixes: [ownSharedMemory(service, 'Remove the mount', bind.site)],
          };
          continue;
        }
        if (SOCKET.test(cleanHostPath(source))) {
          const commands = MANAGER.test(cleanHostPath(source)) && mayBeRoot(effectiveCompose(service));
          yield { at: bind.at, message: 'socket', data: { name: service.name, path: source }, lower: commands ? -1 : 0, fixes: bindChoices(bind).slice(0, 1) };
          continue;
        }
        yield {
          at: bind.at,
          message: readOnly ? 'readOnly' : 'writable',
          data: { name: service.name, path: source, host: 'host' },
          lower: readOnly ? 1 : 0,
          fixes: isPublic ? readOnlyBind(bind, 'safe') : [...(readOnly ? [] : namedVolumeInstead(service, bind)), ...bindChoices(bind)],
        };
      }
    },
  },
});

/** Whether something that is or may be root reaches the manager of the system. */
function commandsSystem({ mounts }: VolumeView, path: string): boolean {
  return MANAGER.test(cleanHostPath(path)) && mounts.some(({ container }) => mayBeRoot(effectiveKubernetes(container)));
}

function projectBind(service: ServiceView, bind: BindView): Report<typeof MESSAGES> {
  const data = { name: service.name, path: bind.source };
  // only the author knows whether a directory holds data
  return { at: bind.at, message: 'project', data, atMost: 'low', fixes: readOnlyBind(bind, isSettings(bind.source) ? 'review' : 'manual') };
}

const SHARED_MEMORY = /^\/dev\/shm$/;
/** Sockets of services of the host, and folders that hold nothing else. The system bus reaches systemd: dbus-daemon(1). */
const SOCKET = /\.sock(?:et)?$|^\/run\/(?:dbus|systemd\/private|avahi-daemon|pcscd)(?:\/|$)/;
/** Through these, root has systemd start programs on the host. Sources: systemd(1), org.freedesktop.systemd1(5). */
const MANAGER = /^\/run\/(?:dbus|systemd\/private)(?:\/|$)/;
