import { type Diagnostic, type DocumentDiagnosticReport, DocumentDiagnosticReportKind } from 'vscode-languageserver';
import { fingerprint } from '../../engine/fingerprint.ts';

/** What a client that asks for diagnostics is told of open files, and when it has to ask again. */
export class Pulled {
  readonly #told = new Map<string, { readonly version: number; readonly items: Diagnostic[] }>();
  /** What the client was told last, and of which version. */
  readonly #answered = new Map<string, { readonly version: number; readonly resultId: string }>();

  /** @param again the client has an old answer of the version that it shows; a client that changes a file asks by itself */
  constructor(private readonly again: () => void) {}

  /** What is now to be said of a version of a file; without a version, the file is closed. */
  tell(uri: string, version: number | undefined, items: Diagnostic[]): void {
    if (version === undefined) {
      this.#told.delete(uri);
      this.#answered.delete(uri);
      return;
    }
    this.#told.set(uri, { version, items });
    const answered = this.#answered.get(uri);
    if (answered?.version === version && answered.resultId !== nameOf(items)) this.again();
  }

  /** The answer about a file of which something is to be said; `before` is the name of the last one. */
  answer(uri: string, before: string | undefined): DocumentDiagnosticReport {
    const { version, items } = this.#told.get(uri) ?? { version: 0, items: [] };
    const report = reportOf(items, before);
    this.#answered.set(uri, { version, resultId: report.resultId });
    return report;
  }
}

/** What a client is told of a file: all, or that nothing has changed since the answer with the name `before`. */
export function reportOf(items: Diagnostic[], before: string | undefined): DocumentDiagnosticReport & { readonly resultId: string } {
  const resultId = nameOf(items);
  return before === resultId ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId } : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** The name of diagnostics, which they keep as long as they are the same. */
function nameOf(items: readonly Diagnostic[]): string {
  return fingerprint([JSON.stringify(items)]);
}
