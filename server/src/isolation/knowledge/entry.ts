import type { ReferenceKey } from '../references.ts';

/** What a hover says about a key or value that matters for isolation, even if nothing is wrong with it. */
export interface Knowledge {
  readonly title: string;
  /** One to five short lines of Markdown: what it does, the default, the safest value. */
  readonly lines: readonly string[];
  readonly references: readonly ReferenceKey[];
}

/** An entry of the tables. `values` has a first line for some values. Its keys are beginnings of values in lower case; the longest match counts. */
export interface KnowledgeEntry extends Knowledge {
  readonly values?: Readonly<Record<string, string>>;
}
