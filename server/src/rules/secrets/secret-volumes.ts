import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { runsAs } from '../../isolation/privileges.ts';
import type { GrantView, ServiceView } from '../../manifest/compose/views.ts';
import { isUnset } from '../../manifest/field.ts';
import type { PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule, type Report, type Rule } from '../rule.ts';
import { severity } from '../severity.ts';

interface SecretVolume {
  readonly name: string;
  readonly view: VolumeView;
  /** The `secret` or `projected` map. */
  readonly source: Spot;
}

/** Volumes that show Secrets: of type secret, or projected with a Secret among their sources. */
function secretVolumes(pod: PodView): SecretVolume[] {
  return volumeSpots(pod).flatMap(({ view, spot }) => {
    const name = view.name.value ?? '';
    if (spot.get('secret').type === 'map') return [{ name, view, source: spot.get('secret') }];
    const projected = spot.get('projected');
    const secret = projected
      .get('sources')
      .items()
      .some((source) => source.get('secret').type === 'map');
    return secret ? [{ name, view, source: projected }] : [];
  });
}

/** The mode bit with which everybody may read a file. */
const READ_BY_OTHERS = 0o004;

const MODES = {
  missing: 'Secrets in volume "{volume}" have mode 0644: every user in "{name}" reads them',
  compose: '{kind} "{secret}" has mode {text}: every user in "{name}" reads it',
  ignored: '`{field}` of {kind} "{secret}" has no effect: its file is mounted in "{name}" as it is',
  explicit: 'Secrets in volume "{volume}" have mode {text}: every user in "{name}" reads them',
} as const;

const mode = defineRule({
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
        const data = { volume: name, name: pod.label, text: field.text ?? '' };
        const modes = source
          .get('items')
          .items()
          .map((item) => item.get('mode').integer());
        if (!single && isUnset(field) && (modes.length === 0 || modes.some(isUnset)) && !source.open)
          yield { at: field.site, anchor: view.name.site, message: 'missing', data };
        else if (field.value !== undefined && (field.value & READ_BY_OTHERS) !== 0) yield { at: field.site, message: 'explicit', data };
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
    yield { at: field.site, message: 'compose', data: { kind, secret, text: field.text ?? '', name } };
}

/** One user, who is not root and cannot become another. */
function singleUser(container: VolumeView['mounts'][number]['container']): boolean {
  const effective = effectiveKubernetes(container);
  return runsAs(effective) === 'unknown' || runsAs(effective) === 'non-root';
}

const stale = defineRule({
  id: 'secret-sub-path-stale',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', RG: 'medium' }),
  dimensions: ['SECRETS'],
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

/** Rules of Secrets that are mounted as files. */
export const secretVolumeRules: readonly Rule[] = [mode, stale];
