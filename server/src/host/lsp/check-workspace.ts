import type { CancellationToken, Connection } from 'vscode-languageserver';
import { type CheckWorkspaceAnswer, checkWorkspaceRequest } from '../../../../schemas/messages.ts';
import type { UnopenedFiles } from './unopened.ts';

/** What is found in the files that are open. */
type Opened = () => readonly { readonly relevant: boolean; readonly findings: readonly unknown[] }[];

/** Answers the command that checks the whole workspace: with progress, until it is done or cancelled. */
export function serveCheckWorkspace(connection: Connection, unopened: UnopenedFiles, opened: Opened): void {
  connection.onRequest('bulkhead/checkWorkspace', async (params: unknown, token: CancellationToken): Promise<CheckWorkspaceAnswer> => {
    const { workDoneToken } = checkWorkspaceRequest.safeParse(params ?? {}).data ?? {};
    const reporter = workDoneToken === undefined ? undefined : connection.window.attachWorkDoneProgress(workDoneToken);
    reporter?.begin('Bulkhead', 0, undefined, true);
    try {
      await unopened.all({
        progress: (done, all) => reporter?.report(Math.floor((100 * done) / Math.max(all, 1)), `${done} of ${all} files`),
        isCancelled: () => token.isCancellationRequested,
      });
    } finally {
      reporter?.done();
    }
    const found = [...unopened.found(), ...opened().flatMap(({ relevant, findings }) => (relevant ? findings.length : []))];
    return { files: found.length, findings: found.reduce((sum, count) => sum + count, 0), withFindings: found.filter((count) => count > 0).length };
  });
}
