import * as vscode from 'vscode';
import type { CodeActionMiddleware } from 'vscode-languageclient';

/** How many commands are kept. A light bulb offers some ten actions, and only the last ones can still be chosen. */
const KEPT = 200;

/** What a command of an offered action does with its argument, by the name of the command. */
export type Handlers = Readonly<Record<string, (argument: never) => Promise<void>>>;

/**
 * Gives each offered action a command of its own, without arguments. VS Code forgets the arguments of a command together with the list of
 * actions that it belongs to, and on a slow machine it does so before it runs the command.
 */
export class KeptCommands implements vscode.Disposable {
  readonly middleware: CodeActionMiddleware = {
    provideCodeActions: async (document, range, context, token, next) => {
      const actions = await next(document, range, context, token);
      for (const action of actions ?? []) this.#keep(action);
      return actions;
    },
    resolveCodeAction: async (action, token, next) => {
      const resolved = await next(action, token);
      if (resolved) this.#keep(resolved);
      return resolved;
    },
  };
  readonly #kept: vscode.Disposable[] = [];
  #handlers: Handlers = {};
  #count = 0;

  /** Registers what the commands do. */
  handle(handlers: Handlers): vscode.Disposable {
    this.#handlers = handlers;
    return vscode.Disposable.from(...Object.entries(handlers).map(([name, run]) => vscode.commands.registerCommand(name, run)));
  }

  #keep(action: vscode.Command | vscode.CodeAction): void {
    if (!('command' in action) || typeof action.command !== 'object') return;
    const { title, command: name, arguments: given } = action.command;
    const run = this.#handlers[name];
    if (!run) return;
    const command = `${name}.${++this.#count}`;
    this.#kept.push(vscode.commands.registerCommand(command, () => run(given?.[0] as never)));
    while (this.#kept.length > KEPT) this.#kept.shift()?.dispose();
    action.command = { title, command };
  }

  dispose(): void {
    for (const one of this.#kept.splice(0)) one.dispose();
  }
}
