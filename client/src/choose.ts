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

interface Row extends vscode.QuickPickItem {
  readonly change: ChangesAnswer['changes'][number];
}

const STALE = vscode.l10n.t('The document has changed meanwhile; nothing was applied. Try again.');
const GRADES = {
  safe: `$(pass) ${vscode.l10n.t('Safe')}`,
  review: `$(eye) ${vscode.l10n.t('Review')}`,
  manual: `$(person) ${vscode.l10n.t('Manual')}`,
} as const;

/**
 * Asks which changes of a run to make, with what they make of the file behind the list. Enter makes them, as one step to undo; Escape makes
 * none.
 */
export async function choose(client: BaseLanguageClient, { after, pages }: Texts, { title, ...offered }: ChooseCommand): Promise<void> {
  const found = await client.sendRequest<ChangesAnswer | null>('bulkhead/changes', offered);
  if (found === null) return void vscode.window.showWarningMessage(STALE);
  const asked = { ...offered, version: found.version };
  if (found.none !== undefined && !(await wantsList(found.none, found.changes.length > 0))) return;
  while (open) await open.leave();
  open = new Session(client, after, asked, vscode.l10n.t('{0}: what changes', title));
  const answer = await open.ask(title, found);
  if (answer) await apply(client, pages, asked, answer);
}

/** Says why nothing is proposed: a list with nothing ticked would say it to nobody. Resolves with whether the user wants to see what there is to decide. */
async function wantsList(why: string, isThere: boolean): Promise<boolean> {
  const show = vscode.l10n.t('Decide…');
  return (await vscode.window.showInformationMessage(why, ...(isThere ? [show] : []))) === show;
}

/** The list that somebody chooses in. Another one waits until its diff is gone: both can show the same document. */
let open: Session | undefined;

/** One list, with its diff. */
class Session {
  readonly #file: vscode.Uri;
  readonly #after: vscode.Uri;
  readonly #pick = vscode.window.createQuickPick<Row>();
  #answer: Promise<ChosenAnswer | undefined> | undefined;
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

  /** What the user chose, as soon as the list and its diff are closed; `undefined` if the user gave up. */
  ask(title: string, found: ChangesAnswer): Promise<ChosenAnswer | undefined> {
    this.#answer = this.#askAndClose(title, found);
    return this.#answer;
  }

  /** Gives up. Resolves as soon as the list and its diff are closed. */
  async leave(): Promise<void> {
    this.#pick.hide();
    // who asked gets the error
    await this.#answer?.catch(() => undefined);
  }

  async #askAndClose(title: string, found: ChangesAnswer): Promise<ChosenAnswer | undefined> {
    try {
      try {
        return await this.#ask(title, found);
      } finally {
        await this.#close();
      }
    } finally {
      open = undefined;
    }
  }

  async #ask(title: string, found: ChangesAnswer): Promise<ChosenAnswer | undefined> {
    const rows = found.changes.map(rowOf);
    const pick = this.#pick;
    pick.title = found.left.length > 0 ? `${title} · ${vscode.l10n.t('{0} left to you, without a fix', found.left.length)}` : title;
    pick.placeholder =
      found.none === undefined
        ? vscode.l10n.t('Enter applies what is ticked, as one step to undo')
        : vscode.l10n.t('Tick what you decide for; Enter applies it');
    pick.canSelectMany = true;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.ignoreFocusOut = true;
    pick.keepScrollPosition = true;
    pick.items = rows;
    /** What the user wants, also where it waits for something. */
    const wanted = new Set(rows.filter(({ change }) => change.proposed));
    let shown: readonly Row[] = rows.filter(({ change }) => change.proposed && change.waits === undefined);
    pick.selectedItems = shown;
    const show = async () => {
      const answer = await this.#show([...wanted]);
      if (!answer) return;
      const waits = new Map(answer.unmade.flatMap(({ ids, waits: what }) => ids.map((id) => [id, what] as const)));
      let isChanged = false;
      for (const row of rows) {
        const description = descriptionOf(row, wanted.has(row) ? waits.get(row.change.ids[0] ?? '') : undefined);
        isChanged ||= description !== row.description;
        row.description = description;
      }
      const made = new Set(answer.made);
      shown = rows.filter((row) => wanted.has(row) && row.change.ids.some((id) => made.has(id)));
      const active = pick.activeItems;
      if (isChanged) {
        pick.items = [...rows];
        pick.activeItems = active;
      }
      pick.selectedItems = shown;
    };
    pick.onDidChangeSelection((now) => {
      const [added, removed] = [now.filter((row) => !shown.includes(row)), shown.filter((row) => !now.includes(row))];
      // VS Code tells us also what we have ticked ourselves
      if (added.length + removed.length === 0) return;
      for (const row of removed) wanted.delete(row);
      for (const row of added) {
        // of several ways to mend one finding, the last one chosen counts
        for (const other of wanted) if (other.change.subject === row.change.subject) wanted.delete(other);
        wanted.add(row);
      }
      shown = now;
      void show();
      // a click on a checkbox leaves the focus there, where Enter would toggle it again instead of applying all
      void vscode.commands.executeCommand('workbench.action.focusQuickOpen');
    });
    let isLeft = false;
    const accepted = new Promise<boolean>((resolve) => {
      pick.onDidAccept(() => resolve(true));
      pick.onDidHide(() => {
        isLeft = true;
        resolve(false);
      });
    });
    // the list first: what is typed from now on is for it
    pick.show();
    await show();
    if (isLeft) return undefined;
    await vscode.commands.executeCommand('vscode.diff', this.#file, this.#after, this.title, { preview: true, preserveFocus: true });
    if (!(await accepted)) return undefined;
    const answer = await this.#latest;
    if (answer === null) void vscode.window.showWarningMessage(STALE);
    return answer ?? undefined;
  }

  /** Shows what the file then is. Resolves with what came of it; `undefined` if something else is asked meanwhile. */
  async #show(rows: readonly Row[]): Promise<ChosenAnswer | undefined> {
    const request: ChosenRequest = { ...this.asked, chosen: rows.flatMap(({ change }) => change.ids) };
    const asked = this.client.sendRequest<ChosenAnswer | null>('bulkhead/chosen', request);
    this.#latest = asked;
    const answer = await asked;
    if (!answer || this.#latest !== asked) return undefined;
    this.texts.set(this.#after, answer.text);
    return answer;
  }

  async #close(): Promise<void> {
    this.#pick.dispose();
    const isOurs = ({ input }: vscode.Tab) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === this.#after.toString();
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)));
    this.texts.forget(this.#after);
  }
}

function rowOf(change: Row['change']): Row {
  const row = { label: `${GRADES[change.grade]}: ${change.label}`, detail: change.detail, change };
  return { ...row, description: descriptionOf(row, change.waits) };
}

/** What the row waits for comes first: a narrow window cuts the end off. */
function descriptionOf({ change }: Row, waits: string | undefined): string {
  return [waits, change.of, change.rule].filter((part) => part !== undefined).join(' · ');
}

async function apply(client: BaseLanguageClient, pages: VirtualTexts, { uri }: Omit<ChooseCommand, 'title'>, answer: ChosenAnswer): Promise<void> {
  if (answer.made.length === 0) return;
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit as WorkspaceEdit);
  if (!(await vscode.workspace.applyEdit(edit))) return void vscode.window.showWarningMessage(STALE);
  await showDone(pages, client.protocol2CodeConverter.asUri(uri), answer);
}
