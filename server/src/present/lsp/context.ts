import type { Workspace } from '../../workspace/workspace.ts';

/** What the client can do, and the document that is shown. */
export interface LspContext {
  readonly uri: string;
  /** The document's version: edits carry it, so that a client refuses stale ones. */
  readonly version: number;
  /** Address of a rule's page. */
  readonly docsUrl: (rule: string) => string;
  /** The client renders theme icons in Markdown. */
  readonly richMarkdown: boolean;
  /** The client runs `bulkhead.allow` and asks for the reason. */
  readonly promptForReason: boolean;
  /** The client runs `bulkhead.applied` after an action and shows what to check. */
  readonly noteApplied: boolean;
  /** The client runs `bulkhead.choose` and asks which changes of a run to make. */
  readonly chooseChanges: boolean;
  /** The client asks for the edit of an action when it is chosen. */
  readonly resolveEdits: boolean;
  /** What the files say that belong together with the document, as they are now. */
  readonly workspace?: () => Workspace;
  /** What they said when the document was saved last; `undefined` if it is as it was. */
  readonly savedWorkspace?: () => Workspace | undefined;
  /** A document as the client knows it; its version is `null` if it is not open: the client then takes the file on disk. */
  readonly documentOf: (uri: string) => { readonly uri: string; readonly version: number | null };
  /** The client takes `documentChanges`. */
  readonly documentChanges: boolean;
  /** The client shows disabled actions. */
  readonly disabledActions: boolean;
  /** The client shows Markdown; else it gets the same words without marks. */
  readonly markdown: boolean;
  /** Completions may have places to fill in. */
  readonly snippets: boolean;
  /** Completions show a few words beside their label. */
  readonly labelDetails: boolean;
}
