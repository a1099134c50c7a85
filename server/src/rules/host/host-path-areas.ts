import { effectiveCompose } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { agentMounts, hostBinds, isUndecided } from '../../isolation/mounts/binds.ts';
import { cleanHostPath } from '../../isolation/mounts/host-paths.ts';
import { hostPathVolumes, isWritable, mounter } from '../../isolation/mounts/volumes.ts';
import { expectedRole } from '../../isolation/needs/roles.ts';
import { holds, isReduced, mayBeRoot } from '../../isolation/privileges.ts';
import type { BindView, ServiceView } from '../../manifest/compose/views.ts';
import type { PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { readOnlyBind, readOnlyMounts } from '../../remedies/mounts.ts';
import { defineRule, type Report, type Rule } from '../rule.ts';
import { HOST_AREAS, type HostArea, type HostMount } from './host-path-table.ts';
import { creationPlace, mountPlaces } from './related-places.ts';
import { mountReduction, unmountedCap } from './volume-steps.ts';

/** One rule for each part of the host that gives away more than files. */
export const hostPathAreaRules: readonly Rule[] = HOST_AREAS.map(hostPathArea);

function hostPathArea(area: HostArea): Rule {
  return defineRule({
    id: area.id,
    since: '0.1.0',
    severity: area.severity,
    dimensions: area.dimensions,
    when: { kubernetes: ['hostPath'], compose: ['volumes'] },
    fix: area.readOnlyFix ? 'sometimes' : 'never',
    messages: messagesOf(area),
    docs: {
      ...area.docs,
      check: {
        kubernetes: 'kubectl exec NAME -- cat /proc/self/mountinfo',
        compose: 'docker compose exec SERVICE cat /proc/self/mountinfo',
      },
    },
    podSecurity: ['hostPathVolumes'],
    standards: area.standards,
    references: area.references,
    check: {
      *'kubernetes.pod'(pod) {
        for (const { volume, path } of hostPathVolumes(pod, area.class)) yield* podReport(area, pod, volume, path);
      },
      *'compose.service'(service) {
        const agents = area.class === 'credentials' ? agentMounts(service) : [];
        for (const { site } of agents) yield { at: site, message: 'agent', data: { name: service.name } };
        for (const bind of hostBinds(service, area.class)) if (!isUndecided(bind) && !agents.includes(bind.use)) yield* serviceReport(area, service, bind);
      },
    },
  });
}

function messagesOf({ writes, reads }: HostArea) {
  return {
    writable: `"{name}" mounts {path} of the {host} writable: ${writes}`,
    readOnly: `"{name}" mounts {path} of the {host}: ${reads}`,
    expected: '"{name}" mounts {path} of the {host}, as {role} does',
    unused: '"{name}" declares {path} of the {host}, but nothing mounts it',
    agent: '"{name}" mounts the SSH agent of the host: what runs there signs with its keys',
  } as const;
}

type AreaReport = Report<ReturnType<typeof messagesOf>>;

function* podReport(area: HostArea, pod: PodView, volume: VolumeView, path: string): Iterable<AreaReport> {
  const unused = unmountedCap(pod, volume);
  const role = unused.atMost ? undefined : expectedRole(pod, area.class);
  const mount: HostMount = {
    path: cleanHostPath(path),
    mounted: volume.mounts.length > 0,
    writable: volume.mounts.some(isWritable),
    rootWrites: volume.mounts.some((at) => isWritable(at) && mayBeRoot(effectiveKubernetes(at.container))),
    privileged: volume.mounts.some((at) => at.container.privileged.value === true),
    loadsModules: volume.mounts.some((at) => holds(effectiveKubernetes(at.container), 'SYS_MODULE')),
  };
  if (area.elsewhere?.(mount)) return;
  const { lower = 0, atMost } = area.grade?.(mount) ?? {};
  const bound = unused.atMost ?? (role === undefined ? atMost : atTrusted(area, atMost));
  const data = { name: mounter(pod, volume), path, host: 'node' };
  const said = unused.atMost ? 'unused' : mount.writable ? 'writable' : 'readOnly';
  yield {
    at: volume.hostPath.site,
    ...(role === undefined ? { message: said, data } : { message: 'expected', data: { ...data, role } }),
    lower: lower + mountReduction(volume),
    ...(bound ? { atMost: bound } : {}),
    related: [...mountPlaces(volume), ...creationPlace(pod, volume)],
    fixes: area.readOnlyFix && role === undefined ? readOnlyMounts(volume, area.readOnlyFix(mount)) : [],
  };
}

/** A mount that a workload needs for its job is never more severe than for trusted workloads. */
function atTrusted({ severity }: HostArea, atMost: Report['atMost']): Report['atMost'] {
  return severity.TI === 'off' || atMost === 'info' ? atMost : severity.TI;
}

function* serviceReport(area: HostArea, service: ServiceView, bind: BindView): Iterable<AreaReport> {
  const effective = effectiveCompose(service);
  const mount: HostMount = {
    path: cleanHostPath(bind.source),
    mounted: true,
    writable: !bind.readOnly,
    rootWrites: !bind.readOnly && mayBeRoot(effective),
    privileged: service.privileged.value === true,
    loadsModules: holds(effective, 'SYS_MODULE'),
  };
  if (area.elsewhere?.(mount)) return;
  const { lower = 0, atMost } = area.grade?.(mount) ?? {};
  // a service that also mounts the socket of the engine works on its storage
  const isTool = area.class === 'runtime-state' && hostBinds(service, 'engine-socket').length > 0;
  yield {
    at: bind.at,
    message: bind.readOnly ? 'readOnly' : 'writable',
    data: { name: service.name, path: bind.source, host: 'host' },
    lower: lower + (bind.readOnly && isReduced(effective) ? 1 : 0),
    ...(atMost ? { atMost } : {}),
    fixes: area.readOnlyFix ? readOnlyBind(bind, isTool ? 'manual' : area.readOnlyFix(mount)) : [],
  };
}
