import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import type { StatusNotification } from '../../schemas/messages.ts';

/** The item in the status bar. */
export interface Status extends vscode.Disposable {
  /** Shows a state; the message goes into the tooltip. */
  set(state: StatusNotification['state'], message?: string): void;
}

const LOOKS = {
  starting: { icon: '$(sync~spin)', says: 'starting', background: undefined },
  ready: { icon: '$(shield)', says: 'ready', background: undefined },
  error: { icon: '$(error)', says: 'not running', background: 'statusBarItem.errorBackground' },
} as const;

/** Shows in the status bar how the server is, from the client's own state and from what the server says (`bulkhead/status`). */
export function showStatus(client: BaseLanguageClient, version: string): Status {
  const item = vscode.window.createStatusBarItem('bulkhead.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Bulkhead';
  item.command = 'bulkhead.showOutput';

  const set: Status['set'] = (state, message) => {
    const { icon, says, background } = LOOKS[state];
    item.text = `${icon} Bulkhead`;
    item.tooltip = [`Bulkhead ${version}: ${says}`, ...(message === undefined ? [] : [message]), 'Click to see the output.'].join('\n');
    item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    item.accessibilityInformation = { label: `Bulkhead: ${says}`, role: 'button' };
  };

  const listeners = [
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) set('starting');
      else if (newState === State.Running) set('ready');
      else set('error', 'The language server has stopped.');
    }),
    client.onNotification('bulkhead/status', ({ state, message }: StatusNotification) => set(state, message)),
  ];

  set('starting');
  item.show();
  return { set, dispose: () => vscode.Disposable.from(item, ...listeners).dispose() };
}
