import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { below } from '../manifest/field.ts';
import { podExample } from './example-base.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

interface NamedUser {
  readonly image: RegExp;
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
}

/** Images whose USER is a name, with the numbers behind it. Source: their Dockerfiles. */
const NAMED_USERS: readonly NamedUser[] = [
  // Debian and Alpine; older versions ran as root
  { image: /^(?:docker\.io\/)?(?:library\/)?haproxy:(?:2\.[4-9]|2\.\d\d|[3-9]\.|latest|lts|alpine)/, user: 'haproxy', uid: 99, gid: 99 },
  { image: /^(?:docker\.io\/)?(?:library\/)?memcached(?::|$)/, user: 'memcache', uid: 11211, gid: 11211 },
  { image: /^(?:docker\.io\/)?prom\/(?:prometheus|node-exporter)(?::|$)/, user: 'nobody', uid: 65534, gid: 65534 },
  { image: /^(?:docker\.io\/)?jenkins\/jenkins(?::|$)/, user: 'jenkins', uid: 1000, gid: 1000 },
];

export const runAsNonrootUnverifiable = defineRule({
  id: 'run-as-nonroot-unverifiable',
  since: '0.1.0',
  severity: severity('medium', 'medium', 'medium', 'medium', 'medium', 'medium'),
  dimensions: ['USER'],
  fix: 'always',
  messages: { named: '"{name}" will not start: {image} has the user "{user}", and runAsNonRoot needs a number' },
  docs: {
    title: 'runAsNonRoot with an image of a named user',
    risk: 'The kubelet decides from numbers alone whether a user is root. With `runAsNonRoot: true` and an image whose USER is a name it refuses to start the container: CreateContainerConfigError. People then tend to remove `runAsNonRoot`.',
    not: 'It is no weakness. Images whose user is a number other than 0 need nothing; only images that are known for a named user are reported.',
    fix: "Sets the image's own user and group by number, so that the program runs as before.",
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.status.containerStatuses[*].state.waiting}'" },
  },
  standards: ['PSS Restricted: Running as Non-root'],
  references: ['SECCTX', 'K8S-API'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: podExample({ user: ['runAsNonRoot: true'] }).replace('example/web:1.4', 'jenkins/jenkins:2.479'),
      good: podExample({ user: ['runAsNonRoot: true', 'runAsUser: 1000', 'runAsGroup: 1000'] }).replace('example/web:1.4', 'jenkins/jenkins:2.479'),
    },
  ],
  check: {
    *'kubernetes.container'(container) {
      const { pod, image, site } = container;
      const { user, nonRootEnforced } = effectiveKubernetes(container);
      if (pod.windows || !nonRootEnforced.certain || !nonRootEnforced.value || !user.certain || user.value !== 'image') return;
      const known = NAMED_USERS.find((entry) => image.value !== undefined && entry.image.test(image.value));
      if (!known) return;
      const security = below(site, 'securityContext');
      const at = container.runAsUser.site;
      yield {
        at: nonRootEnforced.by ?? at,
        message: 'named',
        data: { name: container.label, image: String(image.value).replace(/[:@].*$/, ''), user: known.user },
        related: [{ at: image.site, message: `runs as "${known.user}"` }],
        fixes: [
          {
            title: `Run as user ${known.uid}, which is "${known.user}"`,
            safety: 'safe',
            ops: [
              { op: 'set', at: below(security, 'runAsUser'), value: known.uid },
              { op: 'set', at: below(security, 'runAsGroup'), value: known.gid },
            ],
          },
        ],
      };
    },
  },
});
