import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import type { ExplainRequest, StandingAnswer, StatusNotification } from '../../schemas/messages.ts';

/** The item in the status bar. */
export interface Status extends vscode.Disposable {
  /** Shows a state of the server; the message goes into the tooltip. */
  set(state: StatusNotification['state'], message?: string): void;
}

const LOOKS = {
  starting: { icon: '$(sync~spin)', says: vscode.l10n.t('starting'), background: undefined },
  ready: { icon: '$(shield)', says: vscode.l10n.t('ready'), background: undefined },
  error: { icon: '$(error)', says: vscode.l10n.t('not running'), background: 'statusBarItem.errorBackground' },
} as const;

/** How long the cursor rests before the workload there is asked for, in milliseconds. */
const REST = 150;

/** The same after a letter: who types an image passes through many that nobody knows. */
const PAUSE = 500;

/** How the workload at the cursor stands; `null` if the file holds nothing to judge, or no server answers. */
export async function standingAtCursor(client: BaseLanguageClient): Promise<StandingAnswer | null> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || client.state !== State.Running) return null;
  const place: ExplainRequest = { uri: client.code2ProtocolConverter.asUri(editor.document.uri), line: editor.selection.active.line };
  return client.sendRequest<StandingAnswer | null>('bulkhead/standing', place).catch(() => null);
}

/**
 * Shows in the status bar how the workload at the cursor stands, in files that hold one. How the server is, from the client's own state and
 * from what the server says (`bulkhead/status`), shows only while it starts or if it fails.
 */
export function showStatus(client: BaseLanguageClient, version: string): Status {
  const item = vscode.window.createStatusBarItem('bulkhead.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Bulkhead';
  item.command = 'bulkhead.menu';
  let state: StatusNotification['state'] = 'starting';

  const show = (summary: string | undefined, lines: readonly string[]) => {
    const { icon, says, background } = LOOKS[state];
    item.text = summary === undefined ? `${icon} Bulkhead` : `${icon} ${summary}`;
    item.tooltip = [`Bulkhead ${version}: ${says}`, ...lines, vscode.l10n.t('Click for what can be done.')].join('\n');
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    item.accessibilityInformation = { label: `Bulkhead: ${summary ?? says}`, role: 'button' };
    item.show();
  };

  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const standing = await standingAtCursor(client);
    if (mine !== asked || state !== 'ready') return;
    if (standing === null) item.hide();
    else show(standing.summary, standing.workload === undefined ? [] : [`${standing.workload}: ${standing.summary}`]);
  };
  /** When the last letter was typed. */
  let typedAt = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** The line of the last question. */
  let line: number | undefined;
  const askSoon = () => {
    clearTimeout(resting);
    line = vscode.window.activeTextEditor?.selection.active.line;
    resting = setTimeout(() => void ask(), Math.max(REST, typedAt + PAUSE - Date.now()));
  };

  const set: Status['set'] = (now, message) => {
    state = now;
    show(undefined, message === undefined ? [] : [message]);
    if (now === 'ready') askSoon();
  };

  const listeners = [
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) set('starting');
      else if (newState === State.Running) set('ready');
      else set('error', vscode.l10n.t('The language server has stopped.'));
    }),
    client.onNotification('bulkhead/status', ({ state: now, message }: StatusNotification) => set(now, message)),
    vscode.window.onDidChangeActiveTextEditor(askSoon),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || document !== vscode.window.activeTextEditor?.document) return;
      typedAt = Date.now();
      askSoon();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      // within a line the answer stays the same; a change of the text comes with diagnostics
      if (textEditor === vscode.window.activeTextEditor && textEditor.selection.active.line !== line) askSoon();
    }),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const active = vscode.window.activeTextEditor?.document.uri.toString();
      if (uris.some((uri) => uri.toString() === active)) askSoon();
    }),
  ];

  set('starting');
  return {
    set,
    dispose: () => {
      clearTimeout(resting);
      vscode.Disposable.from(item, ...listeners).dispose();
    },
  };
}
