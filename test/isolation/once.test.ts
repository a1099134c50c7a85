import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { effectiveCompose } from '../../server/src/isolation/compose.ts';
import { isImage } from '../../server/src/isolation/images/names.ts';
import { imageFacts } from '../../server/src/isolation/images/reference.ts';
import { serviceImage } from '../../server/src/isolation/images/use.ts';
import { serviceNeeds } from '../../server/src/isolation/needs/compose.ts';
import { oncePerText } from '../../server/src/isolation/once.ts';
import { loadProject } from '../../server/src/manifest/compose/project.ts';
import { ownerOfFiles, writerOfFiles } from '../../server/src/remedies/file-users.ts';
import { isSocketProxy, socketsOf } from '../../server/src/remedies/sockets/proxy.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { readText } from '../kit/expected.ts';
import { FIXTURES } from '../kit/rule-files.ts';

/** Every function of a service that is worked out once. */
const ONCE = { serviceImage, serviceNeeds, effectiveCompose, isSocketProxy, ownerOfFiles, socketsOf, writerOfFiles };

/** How often all services of the projects in a text are asked for, while these functions are asked about each of them. */
function asked(text: string, functions: readonly ((service: Parameters<typeof serviceImage>[0]) => unknown)[]): number {
  let wide = 0;
  const { documents } = parseFile(text);
  for (const { index, document } of documents) {
    const { entries } = loadProject({ uri: 'compose.yaml', index, document, documents, files: undefined }, () => wide++);
    for (const service of entries.flatMap((entry) => entry.read() ?? [])) for (const of of functions) of(service);
  }
  return wide;
}

test('what is worked out once for a service never asks for all services: the engine would not know which rules depend on them', () => {
  const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((file) => /(?:flags|fix)[^/\\]*\.compose\.yaml$/.test(file));
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => asked(readText(path.join(FIXTURES, file)), Object.values(ONCE)) > 0)).toEqual([]);
  expect(asked('services: { web: { image: nginx } }', [({ project }) => project.services])).toBe(1);
});

test('the list of these functions is whole', () => {
  const room = path.join(import.meta.dirname, '../../server/src');
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = files.flatMap((file) => [...readFileSync(path.join(room, file), 'utf8').matchAll(/const (\w+) = oncePerService\(/g)].map(([, name]) => name));
  expect(found.sort()).toEqual(Object.keys(ONCE).sort());
});

describe('oncePerText', () => {
  it('answers each of the last texts once', () => {
    const asked: string[] = [];
    const length = oncePerText((text) => {
      asked.push(text);
      return text.length;
    });
    expect(['redis', 'redis', 'nginx', 'redis'].map(length)).toEqual([5, 5, 5, 5]);
    expect(asked).toEqual(['redis', 'nginx']);
    const many = Array.from({ length: 1000 }, (_, i) => `image-${i}`);
    expect(many.map(length)).toEqual(many.map((text) => text.length));
    expect(length('redis')).toBe(5);
    expect(asked.filter((text) => text === 'redis').length).toBe(2);
  });

  it('has the same answers about images as without it, in any order', () => {
    const images = ['redis:7', 'docker.io/library/redis:7', 'quay.io/podman/stable', 'kindest/node:v1', 'traefik@sha256:abc', '', '{{ .Values.image }}'];
    const answers = (order: readonly string[]) =>
      new Map(order.map((image) => [image, [isImage('engine', image), isImage('ingress', image), imageFacts(image)]]));
    const [first, again] = [answers(images), answers([...images].reverse())];
    for (const image of images) expect(again.get(image)).toEqual(first.get(image));
    expect([isImage('engine', 'quay.io/podman/stable'), isImage('ingress', 'quay.io/podman/stable'), isImage('store', 'redis:7')]).toEqual([true, false, true]);
  });
});
