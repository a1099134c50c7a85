import { containerImage } from '../../isolation/images/use.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { userInPod, userOf } from '../../remedies/images.ts';
import { graded } from '../../remedies/users.ts';
import { volumeGroup } from '../../remedies/volume-group.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const runAsNonrootUnverifiable = defineRule({
  id: 'run-as-nonroot-unverifiable',
  since: '0.1.0',
  severity: severity('medium'),
  dimensions: ['USER'],
  when: { kubernetes: ['runAsNonRoot'] },
  fix: 'always',
  messages: { named: '"{name}" will not start: {image} has the user "{user}", and runAsNonRoot needs a number' },
  docs: {
    title: 'runAsNonRoot with an image of a named user',
    risk: 'The kubelet decides from numbers alone whether a user is root. With `runAsNonRoot: true` and an image whose USER is a name it refuses to start the container: CreateContainerConfigError. People then tend to remove `runAsNonRoot`.',
    not: 'It is no weakness. Images whose user is a number other than 0 need nothing; only images that are known for a named user are reported.',
    fix: "Sets the image's own user and group by number, so that the program runs as before, and gives the volumes that it claims to that group.",
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.status.containerStatuses[*].state.waiting}'" },
  },
  podSecurity: ['runAsNonRoot'],
  standards: [],
  references: ['SECCTX', 'K8S-API'],
  check: {
    *'kubernetes.container'(container) {
      const { pod, image } = container;
      const { user, nonRootEnforced } = effectiveKubernetes(container);
      if (pod.windows || !nonRootEnforced.certain || !nonRootEnforced.value || !user.certain || user.value !== 'image') return;
      const use = containerImage(container);
      const known = userOf(use);
      // an unverified fact is no reason for a finding
      if (!use?.facts.proven || use.facts.imageUser !== 'named' || !known) return;
      const userName = String(use.facts.userName);
      const at = container.runAsUser.site;
      yield {
        at: nonRootEnforced.by ?? at,
        message: 'named',
        data: { name: container.label, image: String(image.value).replace(/[:@][\s\S]*$/, ''), user: userName },
        related: [{ at: image.site, message: `runs as "${userName}"` }],
        fixes: [
          graded(
            { title: `Run as user ${known.uid}, which is "${userName}"` },
            'safe',
            userInPod(container, known),
            undefined,
            volumeGroup(pod, [container], known.gid),
          ),
        ],
      };
    },
  },
});
