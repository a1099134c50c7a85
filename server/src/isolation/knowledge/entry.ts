import type { ReferenceKey } from '../references.ts';

/** The facts about a key or value that matters for isolation, whether or not something is wrong with it. */
export interface Knowledge {
  readonly title: string;
  /** Two to four short lines of Markdown: what it does, the default, what is safest. */
  readonly lines: readonly string[];
  readonly references: readonly ReferenceKey[];
}

/** An entry of the tables. `values` adds a line for a value, by its beginning in lower case; the longest that fits wins. */
export interface KnowledgeEntry extends Knowledge {
  readonly values?: Readonly<Record<string, string>>;
}
