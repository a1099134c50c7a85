import type { ClaimUse } from '../isolation/mounts/claims.ts';
import type { ProjectFiles } from '../manifest/compose/files.ts';
import { isPatch, kustomizationsOf } from '../manifest/kubernetes/kustomization.ts';
import { NO_FACTS } from '../manifest/kubernetes/read.ts';
import type { ClaimWriter, FileFacts } from '../manifest/kubernetes/views.ts';
import { isSameSubject } from '../manifest/subject-name.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Facts } from '../workspace/facts.ts';
import type { Folder } from '../workspace/folder.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Around } from './reads.ts';

/** Other files that say something about the pods of a file. Only what has containers can be a patch that matters. */
export function filesBeside({ text }: Pick<SourceFile, 'text'>, uri: string): readonly string[] {
  return /\bcontainers\b/i.test(text) ? kustomizationsOf(uri) : [];
}

/**
 * What is known about the pods of a file beside their own documents: from all files that belong together, and from those beside it.
 * @param beside see {@link filesBeside}
 */
export function factsOf(workspace: Workspace, beside: readonly string[], uri: string, files: ProjectFiles | undefined): FileFacts {
  const facts = workspace.derived(['declared', 'claimUses'], declaredIn);
  return files && isPatch(uri, beside, files) ? { ...facts, patch: true } : facts;
}

/** What the check of a file may read now, beside its documents. */
export function aroundIn(folder: Folder, uri: string, beside: readonly string[], own: Pick<Around, 'settings' | 'documents' | 'files'>): Around {
  const workspace = folder.around(uri);
  return { ...own, facts: factsOf(workspace, beside, uri, own.files), workspace };
}

function declaredIn({ declared, claimUses }: Pick<Facts, 'declared' | 'claimUses'>): FileFacts {
  const claimWriters = sharedWriters(claimUses);
  const found = [claimWriters, ...Object.values(declared)];
  return found.every(({ length }) => length === 0) ? NO_FACTS : { ...NO_FACTS, ...declared, claimWriters };
}

/** Who writes to claims that several workloads mount. */
function sharedWriters(uses: readonly ClaimUse[]): ClaimWriter[] {
  const byClaim = new Map<string, ClaimUse[]>();
  for (const use of uses) {
    const key = `${use.writer.namespace ?? 'default'}/${use.writer.claim}`;
    const others = byClaim.get(key);
    if (others) others.push(use);
    else byClaim.set(key, [use]);
  }
  const shared = [...byClaim.values()].filter(([first, ...rest]) => rest.some(({ writer }) => first && !isSameSubject(writer.called, first.writer.called)));
  return shared.flat().flatMap(({ writes, writer }) => (writes ? [writer] : []));
}
