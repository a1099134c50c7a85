import * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import type { FixWorkspaceAnswer, FixWorkspaceRequest } from '../../schemas/messages.ts';

const FILES = '**/*.{yaml,yml}';

/** How many files go to the server at once: often enough for the progress to move and a cancel to count. */
const BATCH = 10;

type What = Pick<FixWorkspaceRequest, 'safeties' | 'rule'>;
type Found = Omit<FixWorkspaceAnswer, 'edit'> & { readonly edit: WorkspaceEdit };

/** Mends what can be mended in all files of the workspace. Nothing is written before the user has seen how much it is, or the preview. */
export async function fixWorkspace(client: BaseLanguageClient): Promise<void> {
  const choice = await chooseFixes();
  if (choice === undefined) return;
  const uris = await manifests();
  let what: What = choice;
  if (choice.safeties.length === 0) {
    const survey = await ask(client, uris, choice);
    const rule = survey && (await chooseRule(survey.rules));
    if (rule === undefined) return;
    what = { safeties: ['safe', 'review'], rule };
  }
  const found = await ask(client, uris, what);
  if (found === undefined) return;
  if (found.changes === 0) {
    await vscode.window.showInformationMessage(
      `Nothing to fix in ${count(uris.length, 'YAML file')}${what.safeties.includes('review') ? '' : ' without review'}.`,
    );
    return;
  }
  const preview = found.review > 0 || (await wantsPreview(found));
  if (preview !== undefined) await apply(client, found, preview);
}

async function chooseFixes(): Promise<What | undefined> {
  const items: (vscode.QuickPickItem & What)[] = [
    { label: 'Safe fixes', detail: 'Restate a default, or were run in the laboratory with this image.', safeties: ['safe'] },
    {
      label: 'Safe fixes, and those to review',
      detail: 'Those to review stay unticked in the preview until you have looked at them.',
      safeties: ['safe', 'review'],
    },
    { label: 'One rule…', detail: 'Choose it from what is found.', safeties: [] },
  ];
  return vscode.window.showQuickPick(items, { title: 'Fix in Workspace', placeHolder: 'Which fixes?' });
}

async function chooseRule(rules: FixWorkspaceAnswer['rules']): Promise<string | undefined> {
  if (rules.length === 0) {
    await vscode.window.showInformationMessage('No finding in this workspace has a fix.');
    return undefined;
  }
  const items = [...rules]
    .sort((a, b) => b.count - a.count || a.rule.localeCompare(b.rule))
    .map(({ rule, title, count: n }) => ({ label: rule, description: count(n, 'finding'), detail: title }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Fix in Workspace', placeHolder: 'Which rule?', matchOnDetail: true });
  return picked?.label;
}

/** `undefined` when the user changed their mind. */
async function wantsPreview({ changes, changed }: Found): Promise<boolean | undefined> {
  const question = `Fix ${count(changes, 'safe finding')} in ${count(changed.length, 'file')}?`;
  const answer = await vscode.window.showInformationMessage(question, { modal: true }, 'Fix', 'Preview');
  return answer === undefined ? undefined : answer === 'Preview';
}

/** Asks the server batch by batch; `undefined` when the user cancelled. */
async function ask(client: BaseLanguageClient, uris: readonly vscode.Uri[], what: What): Promise<Found | undefined> {
  let found: Found = { edit: {}, changes: 0, review: 0, changed: [], rules: [] };
  const done = await inBatches(uris, async (files) => {
    const request: FixWorkspaceRequest = { ...what, files };
    const answer = await client.sendRequest<FixWorkspaceAnswer | null>('bulkhead/fixWorkspace', request);
    if (answer !== null) found = joined(found, answer);
  });
  return done ? found : undefined;
}

/** The manifests of the workspace; without a folder, the open file. */
export async function manifests(): Promise<readonly vscode.Uri[]> {
  const open = vscode.window.activeTextEditor?.document.uri;
  if (vscode.workspace.workspaceFolders === undefined) return open ? [open] : [];
  return vscode.workspace.findFiles(FILES, excluded());
}

/** Reads files batch by batch, with progress, and does something with each batch. Whether it came to an end: the user may cancel it. */
export async function inBatches(
  uris: readonly vscode.Uri[],
  run: (files: { readonly uri: string; readonly text: string }[]) => Promise<void>,
): Promise<boolean> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Bulkhead', cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    for (let at = 0; at < uris.length; at += BATCH) {
      progress.report({ message: `file ${at + 1} of ${uris.length}`, increment: (100 * BATCH) / uris.length });
      const read = await Promise.all(uris.slice(at, at + BATCH).map(async (uri) => ({ uri: uri.toString(), text: await textOf(uri) })));
      if (!token.isCancellationRequested) await run(read.flatMap(({ uri, text }) => (text === undefined ? [] : [{ uri, text }])));
      if (token.isCancellationRequested) return false;
    }
    return true;
  });
}

/** The text of a file, as the editor has it; `undefined` for what is no text or can't be read. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

function joined(a: Found, b: FixWorkspaceAnswer): Found {
  const edit = b.edit as WorkspaceEdit;
  const rules = new Map(a.rules.map((rule) => [rule.rule, rule]));
  for (const rule of b.rules) rules.set(rule.rule, { ...rule, count: rule.count + (rules.get(rule.rule)?.count ?? 0) });
  return {
    edit: {
      documentChanges: [...(a.edit.documentChanges ?? []), ...(edit.documentChanges ?? [])],
      changeAnnotations: { ...a.edit.changeAnnotations, ...edit.changeAnnotations },
    },
    changes: a.changes + b.changes,
    review: a.review + b.review,
    changed: [...a.changed, ...b.changed],
    rules: [...rules.values()],
  };
}

/** Applies the edit, unless a document has moved on. The preview has what is safe ticked already when there is something to review beside it. */
async function apply(client: BaseLanguageClient, { edit, review, changes, changed }: Found, preview: boolean): Promise<void> {
  const { safe } = edit.changeAnnotations ?? {};
  if (safe) safe.needsConfirmation = preview && review === 0;
  if (!isCurrent(edit)) {
    await vscode.window.showWarningMessage('A document has changed meanwhile; nothing was fixed. Try again.');
    return;
  }
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  const done = await vscode.workspace.applyEdit(converted, { isRefactoring: true });
  if (done && !preview) await vscode.window.showInformationMessage(`Fixed ${count(changes, 'finding')} in ${count(changed.length, 'file')}.`);
}

function isCurrent({ documentChanges = [] }: WorkspaceEdit): boolean {
  return documentChanges.every((change) => {
    if (!('edits' in change) || change.textDocument.version === null) return true;
    const { uri, version } = change.textDocument;
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === vscode.Uri.parse(uri).toString())?.version === version;
  });
}

/** What the editor's own search leaves out. */
function excluded(): string {
  const patterns = vscode.workspace.getConfiguration('search').get<Record<string, unknown>>('exclude', {});
  const active = Object.keys(patterns).filter((pattern) => patterns[pattern] === true);
  return `{${[...new Set(['**/node_modules/**', ...active])].join(',')}}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
