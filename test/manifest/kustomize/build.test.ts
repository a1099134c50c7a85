import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path_ from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, writtenAt } from '../../../server/src/manifest/kustomize/documents.ts';
import { identityOf } from '../../../server/src/manifest/kustomize/objects.ts';
import type { Path } from '../../../server/src/syntax/site.ts';
import { answerFile, answerOf, builtFolder, builtHere, CASES, REFUSED } from './answers.ts';

// UPDATE=1 asks `kubectl kustomize` again, where it is there
if (process.env['UPDATE'])
  for (const name of CASES) {
    mkdirSync(path_.dirname(answerFile(name)), { recursive: true });
    writeFileSync(answerFile(name), asked(name));
  }

function asked(name: string): string {
  try {
    return execFileSync('kubectl', ['kustomize', builtFolder(name)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if ((error as { status?: number }).status === 1) return REFUSED;
    throw error;
  }
}

/** Where the value at a path of an object is written, as `file path`, with a note if it is made of that. */
function whereIs(name: string, kind: string, path: Path): string {
  const { objects } = builtHere(name);
  const built = objects.find((one) => identityOf(one).kind === kind);
  if (!built) throw new Error(`no ${kind} in ${name}`);
  const { origin, missing } = writtenAt(documentOf(built.value), path);
  const { site, inner, made } = origin;
  const file = path_.relative(path_.join(import.meta.dirname, 'cases', name), site.file).replaceAll('\\', '/');
  return [file, site.path.join('.'), inner ? `> ${inner.path.join('.')}` : '', missing.length > 0 ? `+ ${missing.join('.')}` : '', made ? '(made)' : '']
    .filter((part) => part !== '')
    .join(' ');
}

describe('a built value', () => {
  const POD = ['spec', 'template', 'spec'];

  it.each<[string, string, Path, string]>([
    ['three-levels', 'Deployment', [...POD, 'containers', 1, 'image'], 'base/web.yaml spec.template.spec.containers.1.image'],
    ['three-levels', 'Deployment', [...POD, 'containers', 0, 'image'], 'overlay/kustomization.yaml images.0.newTag (made)'],
    ['three-levels', 'Deployment', ['metadata', 'name'], 'base/web.yaml metadata.name (made)'],
    ['three-levels', 'Deployment', ['metadata', 'namespace'], 'overlay/kustomization.yaml namespace'],
    ['three-levels', 'Deployment', [...POD, 'hostNetwork'], 'base/web.yaml spec.template.spec + hostNetwork'],
    [
      'merge-containers',
      'Deployment',
      [...POD, 'containers', 0, 'securityContext', 'privileged'],
      'patch.yaml spec.template.spec.containers.0.securityContext.privileged',
    ],
    ['merge-containers', 'Deployment', [...POD, 'containers', 0, 'image'], 'web.yaml spec.template.spec.containers.1.image'],
    ['merge-containers', 'Deployment', [...POD, 'containers', 0, 'resources', 'limits'], 'web.yaml spec.template.spec.containers.1 + resources.limits'],
    ['merge-containers', 'Deployment', [...POD, 'containers', 1, 'image'], 'patch.yaml spec.template.spec.containers.1.image'],
    ['components', 'Deployment', ['spec', 'paused'], 'component/kustomization.yaml patches.0.patch > 0.value'],
    ['generators', 'ConfigMap', ['data', 'a'], 'kustomization.yaml configMapGenerator.0.literals.0 (made)'],
    ['replicas', 'StatefulSet', ['spec', 'replicas'], 'kustomization.yaml replicas.1.count'],
    ['patch-keeps-name', 'Deployment', ['metadata', 'labels', 'added'], 'kustomization.yaml patches.0.patch > metadata.labels.added'],
  ])('knows where it is written: %s %s %j', (name, kind, path, where) => {
    expect(whereIs(name, kind, path)).toBe(where);
  });
});

describe('a Kustomization', () => {
  it.each(CASES)('is built as kustomize builds it: %s', (name) => {
    const { plain, problems } = builtHere(name);
    const answer = answerOf(name);
    if (!answer) return expect(problems.map(({ code }) => code)).not.toEqual([]);
    expect(problems).toEqual([]);
    expect(plain).toEqual(answer);
  });
});
