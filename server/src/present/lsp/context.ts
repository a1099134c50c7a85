import type { Settings } from '../../../../schemas/settings.ts';

/** What a presentation depends on beside the findings. */
export interface LspContext {
  readonly uri: string;
  /** The document's version: edits carry it, so that a client refuses stale ones. */
  readonly version: number;
  readonly settings: Settings;
  /** Address of a rule's page. */
  readonly docsUrl: (rule: string) => string;
  /** The client renders theme icons in Markdown. */
  readonly richMarkdown: boolean;
  /** The client runs `bulkhead.allow` and asks for the reason. */
  readonly promptForReason: boolean;
  /** The version of another document; `null` where it is not open, so that the client takes it from the disk. */
  readonly versionOf: (uri: string) => number | null;
  /** The client takes `documentChanges`. */
  readonly documentChanges: boolean;
  /** The client takes change annotations. */
  readonly changeAnnotations: boolean;
  /** The client shows disabled actions. */
  readonly disabledActions: boolean;
}
