import type { Fix, PathOp } from '../../fix/ops.ts';
import { TOKEN_SECONDS } from '../../isolation/defaults.ts';
import { isReadable, isWithin } from '../../isolation/images/use.ts';
import { tokenMounted } from '../../isolation/kubernetes.ts';
import { below, isUnset, partOf } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { givingIt, ownAccount } from './own-account.ts';

export const serviceAccountTokenAutomounted = defineRule({
  id: 'service-account-token-automounted',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', AI: 'critical', RG: 'medium' }),
  dimensions: ['IDENTITY'],
  fix: 'always',
  missing: { label: 'token off', leaves: 'a token for the API server in every container' },
  messages: {
    missing: '"{name}" mounts its API token into every container, for any intruder to use',
    explicit: '"{name}" asks for its API token in every container, for any intruder to use',
  },
  docs: {
    title: 'API token mounted into the pod',
    risk: 'Any flaw that reads a file yields a token for the API server. With it an attacker does all that the ServiceAccount may do, and at least lists what the API offers. The API server extends such a token to one year by default while the pod exists.',
    not: 'The token is bound to the pod, rotated, and dies with it. How bad a leak is depends on the permissions of the ServiceAccount. Controllers, operators, Prometheus and leader election need the token.',
    fix: 'Sets `automountServiceAccountToken: false` for the pod. Or gives it a ServiceAccount of its own without a token, which is declared where others of the namespace stand.',
    verify:
      'Check that no container calls the API server. A pod with an account of its own mostly does: whether it does without is for you to choose. It can have the same files as a projected volume instead, with a token that lives an hour and is not extended; check that the program reads it anew, as client libraries do, and that no init container needs it.',
    remark: 'Leave it in the containers that need it, and name an audience where the token is for something else than the API server.',
    check: {
      kubernetes:
        'kubectl exec NAME -- ls /var/run/secrets/kubernetes.io/serviceaccount; kubectl auth can-i --list --as=system:serviceaccount:NAMESPACE:ACCOUNT',
    },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.6', 'OWASP Kubernetes Top Ten 2025: K03, K09', 'OWASP NHI Top 10 2025: NHI5', 'MITRE ATT&CK: T1528, T1552.007'],
  references: ['K8S-SA', 'KEP-1205', 'K8S-API'],
  check: {
    *'kubernetes.pod'(pod, { workspace }) {
      const mounted = tokenMounted(pod);
      if (!mounted.certain || !mounted.value) return;
      const field = pod.automountServiceAccountToken;
      const own = ownAccount(pod, workspace);
      const related = own?.home ? [{ at: own.home, message: 'ServiceAccounts of its namespace are here' }] : [];
      const report = { at: field.site, data: { name: pod.label }, related, fixes: () => [...fixes(pod), ...(own ? [givingIt(own, pod)] : [])] };
      yield field.value === true ? { ...report, message: 'explicit' } : { ...report, message: 'missing', anchor: partOf(pod.site, 'key') };
    },
  },
});

/** The folder in which clients look for the token, the certificate of the API server and the namespace. Source: the ServiceAccount admission plugin. */
const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The API server extends tokens of 3607 seconds, which it mounts itself, to a year (KEP-1205); an hour is what it says. */
const VOLUME = 'kube-api-access';

function fixes(pod: PodView): Fix[] {
  const off: PathOp = { op: 'set', at: pod.automountServiceAccountToken.site, value: false };
  // an account of its own and a requested token are there to be used
  const account = pod.serviceAccountName;
  const used = !(isUnset(account) || account.value === 'default') || pod.automountServiceAccountToken.value === true;
  const without: Fix = {
    title: 'Set automountServiceAccountToken to false',
    condition: used ? { word: 'if', text: 'it never calls the API server' } : undefined,
    safety: used ? 'manual' : 'review',
    ops: [off],
  };
  const mounts = projected(pod);
  if (!mounts) return [without];
  // about twenty lines, and the rights are the same: nothing that a run should write into every pod
  return [without, { title: 'Mount a token that expires after an hour instead', safety: 'manual', ops: [off, ...mounts] }];
}

/**
 * A volume with the files that the pod gets automatically now, for what runs as long as the pod; `undefined` if another mount is in the way or
 * part of the pod is unknown.
 */
function projected(pod: PodView): readonly PathOp[] | undefined {
  const volumes = pod.spots.spec.get('volumes');
  const containers = pod.containers.filter(({ list }) => list !== 'ephemeralContainers');
  const mounts = containers.flatMap(({ spot }) => spot.get('volumeMounts').items());
  const names = volumes.items().map((volume) => volume.get('name').text().value);
  const taken = names.includes(VOLUME) || mounts.some((mount) => isWithin(mount.get('mountPath').text().value ?? '/', FOLDER));
  const listed = [volumes, ...containers.map(({ spot }) => spot.get('volumeMounts'))].every(isReadable);
  if (pod.basis !== 'written' || pod.partial || containers.length === 0 || taken || !listed) return undefined;
  const sources = [
    { serviceAccountToken: { path: 'token', expirationSeconds: TOKEN_SECONDS } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
  ];
  // an init container prepares files; a sidecar among them stays
  const lasting = containers.filter(({ list, spot }) => list !== 'initContainers' || spot.get('restartPolicy').text().value === 'Always');
  return [
    { op: 'ensure', at: volumes.site, value: { name: VOLUME, projected: { sources } } },
    ...lasting.map(({ spot }): PathOp => ({ op: 'ensure', at: below(spot.site, 'volumeMounts'), value: { name: VOLUME, mountPath: FOLDER, readOnly: true } })),
  ];
}
