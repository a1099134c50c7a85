import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import type { OciRequest } from '../../../server/src/isolation/oci/request.ts';
import type { LabCase } from '../case.ts';
import { pod, service, withoutLowPorts } from '../request.ts';
import { runOnce, serve, withFolder } from '../runner.ts';
import type { Claim, Scene } from './claim.ts';
import { shown } from './report.ts';

function nameOf({ rule, sentence }: Claim): string {
  return `claim: ${rule}: ${sentence}`;
}

/** The case of a claim. It fails if a scene has another result than the claim says. */
export function claimCase(claim: Claim): LabCase {
  return {
    name: nameOf(claim),
    run: async ({ root }) => {
      for (const scene of claim.scenes) {
        const { status, output } = await withFolder((folder) => play(claim, scene, root, folder));
        assert.equal(status === 0, scene.succeeds, `${shown(scene)}: ${scene.succeeds ? 'cannot' : 'can'}: ${output}`);
      }
    },
  };
}

async function play({ attempt, prepare, host, beside }: Claim, scene: Scene, root: string, folder: string) {
  // users of the container must be able to pass through it
  chmodSync(folder, 0o755);
  const written = (text: string) => text.replaceAll('FOLDER', folder.slice(1)).replaceAll('HOSTPID', `${process.pid}`);
  const layers = [root];
  if (prepare !== undefined) {
    const { status, output } = await runOnce({ runtime: 'runc', request: service(`volumes: ['${folder}:/data']`), layers, args: ['/bin/sh', '-c', prepare] });
    assert.equal(status, 0, `prepare: ${output}`);
  }
  const undo = await host?.(folder);
  try {
    const request = requestOf(scene, folder);
    const start = { runtime: scene.runtime ?? 'runc', request, layers, args: ['/bin/sh', '-c', `exec 2>&1\n${written(attempt)}`] } as const;
    if (!beside) return await runOnce(start);
    const sibling = service(...(beside.uid === undefined ? [] : [`user: ${beside.uid}:${beside.uid}`]));
    const args = ['/bin/sh', '-c', `trap exit TERM\n${beside.command}`];
    return await serve({ runtime: 'runc', request: sibling, layers, args }, beside.ready, (join) => runOnce({ ...start, join }));
  } finally {
    await undo?.();
  }
}

function requestOf({ fields, pod: spec, engine }: Scene, folder: string): OciRequest {
  const placed = (lines: readonly string[]) => lines.map((line) => line.replaceAll('FOLDER', folder));
  const request = spec ? pod(placed(spec), ...placed(fields)) : service(...placed(fields));
  return engine ? withoutLowPorts(request) : request;
}
