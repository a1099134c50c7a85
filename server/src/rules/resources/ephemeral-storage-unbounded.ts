import * as z from 'zod';
import { LOG_MEGABYTES, SCRATCH_MIB, STORAGE_MIB, sizeText } from '../../isolation/defaults.ts';
import { hasGivenLimit } from '../../isolation/resources.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import type { PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import { setting } from '../../remedies/basic.ts';
import { hasMemoryLimit, logLimit, requestedLimit, tmpfsLimit } from '../../remedies/limits.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

const STORAGE = 'ephemeral-storage';

export const ephemeralStorageUnbounded = defineRule({
  id: 'ephemeral-storage-unbounded',
  since: '0.1.0',
  severity: severity('low', { TI: 'off', MT: 'medium', AI: 'medium' }),
  dimensions: ['CGROUP', 'STORAGE'],
  fix: 'sometimes',
  missing: { label: 'disk limit', inCompose: 'log size limit', leaves: 'the whole disk of the host: full, it stops its neighbours' },
  messages: {
    missing: '"{name}" has no limit of ephemeral storage: it can fill the disk of the node',
    logs: '"{name}" sets no size of its logs: json-file lets them fill the disk of the host',
    tmpfs: '"{name}" has a tmpfs at {path} without size, and no memory limit: it takes the memory of the host',
    memory: '"{name}" has an emptyDir in memory without sizeLimit, and a container without memory limit',
  },
  options: z.object({
    storageMiB: z
      .int()
      .min(1)
      .max(1_048_576)
      .default(STORAGE_MIB)
      .describe('The limit of ephemeral storage that the fix sets where there is no request, in MiB.'),
    memoryMiB: z.int().min(1).max(1_048_576).default(SCRATCH_MIB.small).describe('The size that the fix gives a tmpfs, or an emptyDir in memory, in MiB.'),
    logMegabytes: z.int().min(1).max(1_048_576).default(LOG_MEGABYTES).describe('The size of one log file of Docker that the fix sets, in MB.'),
  }),
  docs: {
    title: 'Disk use is not limited',
    risk: 'Logs, the writable layer and emptyDir volumes share the disk of the node. Full, it evicts or blocks the neighbours. An emptyDir in memory, or a tmpfs, fills the memory of the host instead.',
    not: 'A limit of ephemeral storage covers emptyDir volumes on disk too; one in memory is covered by the memory limit. Kata does not honour sizeLimit as the capacity of block-backed volumes. A limit that a LimitRange among the files gives counts. The configuration of the Docker engine may bound logs for all containers, which a Compose file does not show.',
    fix: `Sets the limit to the request, or to ${STORAGE_MIB / 1024} GiB where there is none.`,
    verify: 'Measure the program first: above the limit it is stopped or cannot write.',
    remark: `In Compose, keeps three log files of ${LOG_MEGABYTES} MB with the driver \`json-file\`, and gives the tmpfs ${SCRATCH_MIB.small} MiB.`,
    check: { kubernetes: 'kubectl exec NAME -- df -h /', compose: "docker inspect -f '{{.HostConfig.LogConfig}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['MITRE ATT&CK: T1499'],
  references: ['K8S-API', 'KATA-LIMITS', 'COMPOSE-SPEC'],
  check: {
    *'kubernetes.container'(container, { options }) {
      if (container.list === 'ephemeralContainers') return;
      const resources = container.spot.get('resources');
      const limit = resources.get('limits', STORAGE).text();
      if (!isUnset(limit) || hasGivenLimit(container, STORAGE)) return;
      const fixes = requestedLimit('a limit of ephemeral storage', limit, resources.get('requests', STORAGE).text(), options.storageMiB);
      yield { at: limit.site, anchor: container.anchor, message: 'missing', data: { name: container.label }, fixes };
    },
    *'kubernetes.pod'(pod, { options: { memoryMiB } }) {
      for (const { view, spot } of volumeSpots(pod)) {
        const medium = spot.get('emptyDir', 'medium').text();
        const size = spot.get('emptyDir', 'sizeLimit').text();
        if (medium.value === 'Memory' && isUnset(size) && unlimitedUser(pod, view))
          yield {
            at: medium.site,
            message: 'memory',
            data: { name: pod.label },
            fixes: [setting(`Set a sizeLimit of ${memoryMiB} MiB`, size.site, sizeText(memoryMiB, 'kubernetes'))],
          };
      }
    },
    *'compose.service'(service, { options: { memoryMiB, logMegabytes } }) {
      const { name } = service;
      const site = unboundedLogs(service);
      if (site) yield { at: site, anchor: partOf(service.site, 'key'), message: 'logs', data: { name }, fixes: [logLimit(service, logMegabytes)] };
      if (hasMemoryLimit(service)) return;
      for (const mount of service.tmpfs)
        if (!mount.options.some((option) => option.startsWith('size=') || option.includes('$')))
          yield { at: mount.site, message: 'tmpfs', data: { name, path: mount.target }, fixes: [tmpfsLimit(service, mount, memoryMiB)] };
    },
  },
});

/** The place for the size of the logs, if the driver keeps them all: that is `json-file`, the default driver of the engine. */
function unboundedLogs({ spot }: ServiceView): Site | undefined {
  const logging = spot.get('logging');
  const driver = logging.get('driver').text();
  const size = logging.get('options', 'max-size');
  return (isUnset(driver) || driver.value === 'json-file') && isUnset(size.text()) ? size.site : undefined;
}

function unlimitedUser(pod: PodView, volume: VolumeView): boolean {
  return isUnset(pod.memoryLimit) && volume.mounts.some(({ container }) => isUnset(container.memoryLimit) && !hasGivenLimit(container, 'memory'));
}
