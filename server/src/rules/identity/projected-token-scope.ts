import * as z from 'zod';
import { TOKEN_SECONDS } from '../../isolation/defaults.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** A day in seconds. The kubelet renews a token once a day, however long its life. Source: Kubernetes, "Configure Service Accounts for Pods". */
const DAY = 86_400;

/** Words in a mount path or volume name that show that the token is for somebody other than the API server. */
const OTHER_PARTY = /(?:^|[^a-z])(?:vault|aws|sts|gcp|azure|spiffe|spire|oidc|openbao|conjur)(?:[^a-z]|$)/;

export const projectedTokenScope = defineRule({
  id: 'projected-token-scope',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low' }),
  dimensions: ['IDENTITY'],
  when: { kubernetes: ['serviceAccountToken'] },
  fix: 'sometimes',
  messages: {
    long: '"{name}" asks for a token that lives {life}; one hour is the default',
    audience: '"{name}" has a token for {purpose} without an audience: the API server accepts it too',
  },
  options: z.object({
    maxSeconds: z
      .int()
      .min(600)
      .max(2 ** 32)
      .default(DAY)
      .describe('The longest life of a token that is not reported, in seconds. By default a day: the kubelet renews a token then anyway.'),
  }),
  docs: {
    title: 'Projected token with wide scope',
    risk: 'A token without an audience is one for the API server: the service that it is shown to can replay it against the cluster. A long life gives a thief more time.',
    not: 'The token is bound to the pod and dies with it, and the kubelet renews it at 80 % of its life, at the latest after a day. The API server may shorten its life.',
    fix: 'Sets the life to one hour, the default.',
    verify: 'The audience is yours to name: the other party must expect it.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.volumes[*].projected.sources}'" },
  },
  standards: ['OWASP NHI Top 10 2025: NHI4, NHI7', 'MITRE ATT&CK: T1550.001'],
  references: ['K8S-API', 'K8S-SA'],
  check: {
    *'kubernetes.pod'(pod, { options: { maxSeconds } }) {
      for (const { view, spot } of volumeSpots(pod)) {
        for (const source of spot.get('projected', 'sources').items()) {
          const token = source.get('serviceAccountToken');
          if (token.type !== 'map') continue;
          const life = token.get('expirationSeconds').integer();
          if (life.value !== undefined && life.value > maxSeconds) {
            const data = { name: pod.label, life: inWords(life.value) };
            const value = Math.min(TOKEN_SECONDS, maxSeconds);
            yield { at: life.site, message: 'long', data, fixes: [setting(`Set expirationSeconds to ${value}`, life.site, value)] };
          }
          const places = [view.name.value ?? '', ...view.mounts.map((mount) => mount.mountPath.value ?? '')];
          const purpose = places.map((place) => OTHER_PARTY.exec(place)?.[0].replace(/[^a-z]/g, '')).find((word) => word !== undefined);
          if (purpose !== undefined && isUnset(token.get('audience').text()))
            yield { at: partOf(token.site, 'key'), message: 'audience', data: { name: pod.label, purpose } };
        }
      }
    },
  },
});

/** A lifetime in seconds, as text: in days if it is longer than one. */
function inWords(seconds: number): string {
  return seconds > DAY ? `${Math.round(seconds / DAY)} days` : `${seconds} seconds`;
}
