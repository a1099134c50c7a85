import { describe, expect, it } from 'vitest';
import type { ImageRow } from '../../server/src/isolation/images/facts.ts';
import { imageFacts } from '../../server/src/isolation/images/reference.ts';
import { IMAGE_ROWS } from '../../server/src/isolation/images/table.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { analyse } from '../kit/laws.ts';

const MODELS = ['trusted-internal', 'untrusted-code', 'multi-tenant', 'ci-build', 'ai-agent', 'regulated'];

/** Tags of which each row of the table has one. */
const TAGS = [
  '',
  ':1',
  ':latest',
  ':7',
  ':2.3',
  ':9',
  ':16',
  ':3',
  ':alpine',
  ':1-alpine',
  ':rootless',
  ':dind',
  ':dind-rootless',
  ':nonroot',
  ':fpm',
  ':apache',
  ':ubuntu',
  ':fpm-alpine',
  ':18',
  ':18-alpine',
  ':16-alpine',
  ':1-ubi',
  ':1.17',
  ':5-alpine',
  ':7-alpine',
  ':7.2',
];

/** An image that is known by a row; `undefined` if no tag here is of its family. */
function imageOf({ repositories, facts }: ImageRow): string | undefined {
  const names = repositories.map((name) => name.replace('/*', '/sonarr'));
  return names.flatMap((name) => TAGS.map((tag) => `${name}${tag}`)).find((image) => imageFacts(image) === facts);
}

/** Images that nobody knows, whose entrypoint starts as root by what the file says; and commands in place of the entrypoint. */
const OTHERS = ['example/app:1', 'plexinc/pms-docker:latest', 'example/x:1\n    command: /start.sh', 'example/y:1\n    entrypoint: /cron.sh'];

const USES: readonly (readonly [what: string, text: (image: string) => string])[] = [
  ['a pod', (image) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: main\n    image: ${image}\n`],
  [
    'a pod as root',
    (image) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: main\n    image: ${image}\n    securityContext: { runAsUser: 0 }\n    env: [{ name: PUID, value: "1000" }]\n`,
  ],
  ['a service', (image) => `services:\n  main:\n    image: ${image}\n`],
  ['a service with variables', (image) => `services:\n  main:\n    environment: [PUID=1000]\n    volumes: ["./data:/data"]\n    image: ${image}\n`],
  ['a service as root', (image) => `services:\n  main:\n    user: root\n    volumes: ["./data:/data", "./settings:/config"]\n    image: ${image}\n`],
];

/** The capabilities that a text adds. */
function added(text: string): string[] {
  const block = /\b(?:cap_add|add):((?:\s+- [A-Z_]+\b)+|\s*\[[A-Z_, ]+\])/.exec(text)?.[1] ?? '';
  return block.match(/[A-Z_]{3,}/g) ?? [];
}

describe('a run takes no capability away that it added as needed', () => {
  const images = IMAGE_ROWS.map((row) => [row.facts.name, imageOf(row)] as const);

  it('there is an image for every row', () => {
    expect(images.filter(([, image]) => image === undefined).map(([name]) => name)).toEqual([]);
  });

  it.each(MODELS)('%s', (threatModel) => {
    const kept: string[] = [];
    const lost: string[] = [];
    for (const image of [...images.flatMap(([, one]) => one ?? []), ...OTHERS])
      for (const [what, make] of USES) {
        const harden = (text: string) => {
          const snapshot = analyse('x.yaml', text, { threatModel });
          return applyEdits(text, snapshot.fixAll(['safe', 'review']).edits);
        };
        const first = harden(make(image));
        const second = harden(first);
        const third = second === first ? second : harden(second);
        kept.push(...added(first));
        for (const [round, text] of [second, third].entries()) {
          const gone = added(first).filter((name) => !added(text).includes(name));
          if (gone.length > 0) lost.push(`${image} as ${what}, round ${round + 2}: ${gone.join(', ')}`);
        }
      }
    expect(kept.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });
});
