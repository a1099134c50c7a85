import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { FixWorkspaceAnswer, FixWorkspaceRequest } from '../../schemas/messages.ts';
import type { VirtualTexts } from './texts.ts';
import { chooseFiles } from './workspace-list.ts';

/** The manifests of a workspace, as a pattern. */
export const FILES = '**/*.{yaml,yml}';

/** How many files go to the server at once: often enough for the progress to move and a cancel to count. */
const BATCH = 10;

type What = Pick<FixWorkspaceRequest, 'safeties' | 'rule'>;

/** Mends what can be mended in all files of the workspace. Nothing is written before the user has seen what it makes of the files. */
export async function fixWorkspace(client: BaseLanguageClient, after: VirtualTexts): Promise<void> {
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
  if (found.files.length === 0) {
    const nothing = what.safeties.includes('review')
      ? vscode.l10n.t('Nothing to fix; YAML files looked at: {0}.', uris.length)
      : vscode.l10n.t('Nothing to fix without review; YAML files looked at: {0}.', uris.length);
    await vscode.window.showInformationMessage(nothing);
    return;
  }
  const mended = await chooseFiles(client, after, vscode.l10n.t('Fix in Workspace'), found.files);
  if (mended === undefined) return;
  const changes = mended.reduce((sum, file) => sum + file.changes, 0);
  await vscode.window.showInformationMessage(vscode.l10n.t('Changes made: {0}, files: {1}. They are not saved yet.', changes, mended.length));
}

async function chooseFixes(): Promise<What | undefined> {
  const items: (vscode.QuickPickItem & What)[] = [
    {
      label: vscode.l10n.t('Safe fixes'),
      detail: vscode.l10n.t('Restate a default, or were run in the laboratory with this image.'),
      safeties: ['safe'],
    },
    {
      label: vscode.l10n.t('Safe fixes, and those to review'),
      detail: vscode.l10n.t('Those to review may need a change of the application.'),
      safeties: ['safe', 'review'],
    },
    { label: vscode.l10n.t('One rule…'), detail: vscode.l10n.t('Choose it from what is found.'), safeties: [] },
  ];
  return vscode.window.showQuickPick(items, { title: vscode.l10n.t('Fix in Workspace'), placeHolder: vscode.l10n.t('Which fixes?') });
}

async function chooseRule(rules: FixWorkspaceAnswer['rules']): Promise<string | undefined> {
  if (rules.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No finding in this workspace has a fix.'));
    return undefined;
  }
  const items = [...rules]
    .sort((a, b) => b.count - a.count || a.rule.localeCompare(b.rule))
    .map(({ rule, title, count: n }) => ({ label: rule, description: vscode.l10n.t('found: {0}', n), detail: title }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Fix in Workspace'),
    placeHolder: vscode.l10n.t('Which rule?'),
    matchOnDetail: true,
  });
  return picked?.label;
}

/** Asks the server batch by batch; `undefined` when the user cancelled. */
async function ask(client: BaseLanguageClient, uris: readonly vscode.Uri[], what: What): Promise<FixWorkspaceAnswer | undefined> {
  let found: FixWorkspaceAnswer = { files: [], rules: [] };
  const done = await inBatches(uris, async (files) => {
    const request: FixWorkspaceRequest = { ...what, files };
    const answer = await client.sendRequest<FixWorkspaceAnswer | null>('bulkhead/fixWorkspace', request);
    if (answer !== null) found = joined(found, answer);
  });
  return done ? found : undefined;
}

/** The manifests of the workspace, all or so many at most; without a folder, the open file. */
export async function manifests(most?: number): Promise<readonly vscode.Uri[]> {
  const open = vscode.window.activeTextEditor?.document.uri;
  if (vscode.workspace.workspaceFolders === undefined) return open ? [open] : [];
  return vscode.workspace.findFiles(FILES, excluded(), most);
}

/** Reads files batch by batch, with progress, and does something with each batch. Whether it came to an end: the user may cancel it. */
export async function inBatches(
  uris: readonly vscode.Uri[],
  run: (files: { readonly uri: string; readonly text: string }[]) => Promise<void>,
): Promise<boolean> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Bulkhead', cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    for (let at = 0; at < uris.length; at += BATCH) {
      progress.report({ message: vscode.l10n.t('file {0} of {1}', at + 1, uris.length), increment: (100 * BATCH) / uris.length });
      const read = await Promise.all(uris.slice(at, at + BATCH).map(async (uri) => ({ uri: uri.toString(), text: await textOf(uri) })));
      if (!token.isCancellationRequested) await run(read.flatMap(({ uri, text }) => (text === undefined ? [] : [{ uri, text }])));
      if (token.isCancellationRequested) return false;
    }
    return true;
  });
}

/** The text of a file, as the editor has it; `undefined` for what is no text or can't be read. */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

function joined(a: FixWorkspaceAnswer, b: FixWorkspaceAnswer): FixWorkspaceAnswer {
  const rules = new Map(a.rules.map((rule) => [rule.rule, rule]));
  for (const rule of b.rules) rules.set(rule.rule, { ...rule, count: rule.count + (rules.get(rule.rule)?.count ?? 0) });
  return { files: [...a.files, ...b.files], rules: [...rules.values()] };
}

/** What the editor's own search leaves out. */
function excluded(): string {
  const patterns = vscode.workspace.getConfiguration('search').get<Record<string, unknown>>('exclude', {});
  const active = Object.keys(patterns).filter((pattern) => patterns[pattern] === true);
  return `{${[...new Set(['**/node_modules/**', ...active])].join(',')}}`;
}
