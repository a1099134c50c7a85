import { partOf } from '../../manifest/field.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  latest: '"{name}" runs {text}: another image may stand behind that tag tomorrow',
  untagged: '"{name}" runs {text} without a tag: whatever is the latest when it is pulled',
} as const;

export const imageMutableReference = defineRule({
  id: 'image-mutable-reference',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low' }),
  dimensions: ['KERNEL', 'IDENTITY'],
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Image without a fixed version',
    risk: 'User, capabilities and file permissions were chosen for one image. Where the tag moves, they meet another one; a poisoned tag runs code with the identity of the workload.',
    not: 'It says little about isolation. A version tag can move as well; it is not reported. Scanners of the supply chain look deeper.',
    fix: 'No fix is offered, since the registry knows the digest: write `image@sha256:…`, or at least a version tag.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.status.containerStatuses[*].imageID}'",
      compose: 'docker compose images SERVICE',
    },
  },
  standards: ['CIS Docker 1.6.0: 5.28, 4.2', 'MITRE ATT&CK: T1204.003, T1525'],
  references: ['K8S-API', 'KEP-2535', 'COMPOSE-SPEC'],
  check: {
    *'kubernetes.container'({ image, label, list }) {
      if (image.value !== undefined && list !== 'ephemeralContainers') yield* moving(label, image.value, image.site);
    },
    *'compose.service'({ name, image, build, spot }) {
      // with `build` this is the name of the built image; an image that is never pulled was built on this machine
      const policy = spot.get('pull_policy').text().value;
      if (image.value === undefined || build.written || build.state === 'unknown' || policy === 'never' || policy === 'build') return;
      yield* moving(name, image.value, image.site);
    },
  },
});

function* moving(name: string, text: string, site: Site): Iterable<Report<typeof MESSAGES>> {
  // a placeholder of another tool (`${IMAGE}`, `__IMAGE__`, `<image>`) is filled in before it runs
  if (text === '' || text.includes('@') || /[$<]|__/.test(text)) return;
  const tag = /:([^:/]*)$/.exec(text)?.[1];
  const at = partOf(site, 'value');
  if (tag === undefined) yield { at, message: 'untagged', data: { name, text } };
  else if (tag === 'latest') yield { at, message: 'latest', data: { name, text } };
}
