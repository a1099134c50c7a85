import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { secretVolumes } from '../../isolation/mounts/secret-volumes.ts';
import { runsAs } from '../../isolation/privileges.ts';
import type { GrantView, ServiceView } from '../../manifest/compose/views.ts';
import { isUnset } from '../../manifest/field.ts';
import type { VolumeView } from '../../manifest/kubernetes/views.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

/** The mode bit with which everybody may read a file. */
const READ_BY_OTHERS = 0o004;

const MODES = {
  missing: 'Secrets in volume "{volume}" have mode 0644: every user in "{name}" reads them',
  compose: '{kind} "{secret}" has mode {text}: every user in "{name}" reads it',
  ignored: '`{field}` of {kind} "{secret}" has no effect: its file is mounted in "{name}" as it is',
  explicit: 'Secrets in volume "{volume}" have mode {text}: every user in "{name}" reads them',
} as const;

export const secretVolumeMode = defineRule({
  id: 'secret-volume-mode',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', CI: 'info' }),
  dimensions: ['SECRETS'],
  fix: 'never',
  missing: { label: 'mode of secret files', leaves: 'its Secrets readable for every user in the container' },
  messages: MODES,
  docs: {
    title: 'Secret file readable by every user',
    risk: 'A worker process of another user in the container, taken over, reads the Secret as well. Without `defaultMode` files have mode 0644.',
    not: 'In a container with a single user nothing is gained: where every container that mounts it runs as one user who is not root, a missing mode is not reported. In Compose a missing mode, which is 0444, is never reported.',
    fix: 'No fix is offered: set `defaultMode: 0400` and `fsGroup`, which makes it 0440 for the group. Without `fsGroup` the files belong to root, and another user cannot read them at all. In Compose, `uid`, `gid` and `mode` count only for secrets from `environment` or `content`: set the mode of the file itself.',
    check: { kubernetes: 'kubectl exec NAME -- ls -lLR /path/of/the/volume', compose: 'docker compose exec SERVICE ls -l /run/secrets' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K03', 'MITRE ATT&CK: T1552.001'],
  references: ['K8S-API', 'COMPOSE-SPEC', 'COMPOSE-SECRETS'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const { name, view, source } of secretVolumes(pod)) {
        const single = view.mounts.length === 0 || view.mounts.every(({ container }) => singleUser(container));
        const field = source.get('defaultMode').integer();
        const data = { volume: name, name: pod.label };
        const modes = source
          .get('items')
          .items()
          .map((item) => item.get('mode').integer());
        if (!single && isUnset(field) && (modes.length === 0 || modes.some(isUnset)) && !source.open)
          yield { at: field.site, anchor: view.name.site, message: 'missing', data };
        else if (field.value !== undefined && (field.value & READ_BY_OTHERS) !== 0)
          yield { at: field.site, message: 'explicit', data: { ...data, text: octal(field.value) } };
      }
    },
    *'compose.service'(service) {
      for (const grant of service.secrets) yield* grantModes(service, grant, 'secret');
      for (const grant of service.configs) yield* grantModes(service, grant, 'config');
    },
  },
});

/** Owner and mode in the long form: Compose ignores them for a file, which it mounts; for other sources it makes a new file that has them. */
function* grantModes({ name, project }: ServiceView, { name: secret, spot }: GrantView, kind: 'secret' | 'config'): Iterable<Report<typeof MODES>> {
  const definition = (kind === 'secret' ? project.secrets : project.configs).get(secret);
  const written = ['mode', 'uid', 'gid'].find((key) => spot.get(key).state === 'present');
  if (written === undefined) return;
  const field = spot.get('mode').integer();
  if (definition.get('file').state === 'present')
    yield {
      at: spot.get(written).site,
      message: 'ignored',
      data: { field: written, kind, secret, name },
      related: [{ at: definition.get('file').site, message: 'its file' }],
    };
  else if (kind === 'secret' && definition.get('environment').written && field.value !== undefined && (field.value & READ_BY_OTHERS) !== 0)
    yield { at: field.site, message: 'compose', data: { kind, secret, text: octal(field.value), name } };
}

/** A mode as `ls` and `chmod` know it: 420 is 0644. */
function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** One user, who is not root and cannot become another. */
function singleUser(container: VolumeView['mounts'][number]['container']): boolean {
  const effective = effectiveKubernetes(container);
  return runsAs(effective) === 'unknown' || runsAs(effective) === 'non-root';
}
