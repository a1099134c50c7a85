import * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import type { ChangesAnswer, ChooseCommand, ChosenAnswer, ChosenRequest } from '../../schemas/messages.ts';
import { showDone } from './done.ts';
import type { VirtualTexts } from './texts.ts';

/** The scheme of documents that show what a file will be. */
export const AFTER = 'bulkhead-after';

/** The documents that only exist while somebody chooses and reads. */
export interface Texts {
  /** The right side of diffs. */
  readonly after: VirtualTexts;
  readonly pages: VirtualTexts;
}

type Row = vscode.QuickPickItem & { readonly change: ChangesAnswer['changes'][number] };

const STALE = 'The document has changed meanwhile; nothing was applied. Try again.';
const GRADES = { safe: '$(pass) safe', review: '$(eye) review', manual: '$(person) your decision' } as const;

/**
 * Asks which changes of a run to make, with what they make of the file behind the list. Enter makes them, as one step to undo; Escape makes
 * none.
 */
export async function choose(client: BaseLanguageClient, { after, pages }: Texts, { title, ...asked }: ChooseCommand): Promise<void> {
  const found = await client.sendRequest<ChangesAnswer | null>('bulkhead/changes', asked);
  if (found === null) return void vscode.window.showWarningMessage(STALE);
  const session = new Session(client, after, asked, `${title}: what changes`);
  const answer = await session.ask(title, found).finally(() => session.close());
  if (answer) await apply(client, pages, asked, answer);
}

/** One list, with its diff. */
class Session {
  readonly #file: vscode.Uri;
  readonly #after: vscode.Uri;
  #latest: Promise<ChosenAnswer | null> = Promise.resolve(null);

  constructor(
    private readonly client: BaseLanguageClient,
    private readonly texts: VirtualTexts,
    private readonly asked: Omit<ChooseCommand, 'title'>,
    private readonly title: string,
  ) {
    this.#file = client.protocol2CodeConverter.asUri(asked.uri);
    this.#after = this.#file.with({ scheme: AFTER });
  }

  /** What the user chose; `undefined` if the user gave up. */
  async ask(title: string, found: ChangesAnswer): Promise<ChosenAnswer | undefined> {
    const rows = found.changes.map(rowOf);
    const pick = vscode.window.createQuickPick<Row>();
    pick.title = title;
    pick.placeholder = 'Enter applies what is ticked, as one step to undo';
    pick.canSelectMany = true;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.ignoreFocusOut = true;
    pick.items = rows;
    pick.selectedItems = rows.filter(({ change }) => change.proposed);
    let before: readonly Row[] = pick.selectedItems;
    pick.onDidChangeSelection((now) => {
      const added = now.find((row) => !before.includes(row));
      const chosen = added ? now.filter((row) => row === added || row.change.subject !== added.change.subject) : now;
      before = chosen;
      // of several ways to mend one finding, the last one chosen counts
      if (chosen.length < now.length) pick.selectedItems = chosen;
      void this.#show(chosen);
    });
    try {
      const accepted = new Promise<boolean>((resolve) => {
        pick.onDidAccept(() => resolve(true));
        pick.onDidHide(() => resolve(false));
      });
      // the list first: what is typed from now on is for it
      pick.show();
      await this.#show(pick.selectedItems);
      await vscode.commands.executeCommand('vscode.diff', this.#file, this.#after, this.title, { preview: true, preserveFocus: true });
      if (!(await accepted)) return undefined;
      const answer = await this.#latest;
      if (answer === null) void vscode.window.showWarningMessage(STALE);
      return answer ?? undefined;
    } finally {
      pick.dispose();
    }
  }

  async #show(rows: readonly Row[]): Promise<void> {
    const request: ChosenRequest = { ...this.asked, chosen: rows.flatMap(({ change }) => change.ids) };
    const asked = this.client.sendRequest<ChosenAnswer | null>('bulkhead/chosen', request);
    this.#latest = asked;
    const answer = await asked;
    // an answer that comes after a later question is not shown
    if (answer && this.#latest === asked) this.texts.set(this.#after, answer.text);
  }

  async close(): Promise<void> {
    const isOurs = ({ input }: vscode.Tab) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === this.#after.toString();
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)));
    this.texts.forget(this.#after);
  }
}

function rowOf(change: Row['change']): Row {
  return { label: change.label, description: `${GRADES[change.grade]} · ${change.rule}`, detail: change.detail, change };
}

async function apply(client: BaseLanguageClient, pages: VirtualTexts, { uri }: Omit<ChooseCommand, 'title'>, answer: ChosenAnswer): Promise<void> {
  if (answer.made.length === 0) return;
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit as WorkspaceEdit);
  if (!(await vscode.workspace.applyEdit(edit))) return void vscode.window.showWarningMessage(STALE);
  await showDone(pages, client.protocol2CodeConverter.asUri(uri), answer);
}
