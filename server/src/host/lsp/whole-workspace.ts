import type {
  CancellationToken,
  Diagnostic,
  ResultProgressReporter,
  WorkDoneProgressReporter,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDiagnosticReportPartialResult,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { reportOf } from './pulled.ts';

/** So many files are told of together. */
const BATCH = 50;

/** What the diagnostics of a workspace are made of. */
export interface Workspace {
  /** All files to judge, by URI. */
  files(): Iterable<string>;
  /** Begins with the files as they are now: answers the diagnostics of each, or nothing for one that is not judged. */
  begin(files: ReadonlySet<string>): (uri: string) => { readonly version: number | null; readonly items: Diagnostic[] } | undefined;
  /** Lets messages that have arrived in between be answered. */
  pause(): Promise<void>;
  /** Whether the client says what changes on disk. */
  hearsChanges(): boolean;
  /** The error that says that a request was cancelled. */
  cancelled(): Error;
}

/** Answers what a client asks about the whole workspace: file by file, so that nothing waits for it. */
export class WholeWorkspace {
  /** Counts what may change an answer. */
  #state = 0;
  #answered = -1;
  readonly #waiting = new Set<() => void>();

  constructor(private readonly workspace: Workspace) {}

  /** Something has changed. */
  changed(): void {
    this.#state++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** @throws `cancelled` when the client no longer wants it */
  async answer(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
    progress: WorkDoneProgressReporter,
    partial: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const before = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    // a client asks again and again: it waits for an answer that may be another one
    if (before.size > 0 && this.#answered === this.#state && this.workspace.hearsChanges()) await this.#change(token);
    this.#answered = this.#state;
    const files = new Set(this.workspace.files());
    const gone = [...before.keys()].filter((uri) => !files.has(uri));
    const judge = this.workspace.begin(files);
    const all: WorkspaceDocumentDiagnosticReport[] = gone.map((uri) => ({ kind: 'full', uri, version: null, items: [] }));
    let done = 0;
    progress.begin('Bulkhead: checking the workspace', 0, undefined, true);
    try {
      for (const uri of files) {
        if (token.isCancellationRequested) throw this.workspace.cancelled();
        const found = judge(uri);
        if (found) all.push({ ...reportOf(found.items, before.get(uri)), uri, version: found.version });
        done++;
        if (partial && all.length >= BATCH) partial.report({ items: all.splice(0) });
        if (done % BATCH === 0) progress.report(Math.floor((done * 100) / files.size), `${done} of ${files.size} files`);
        await this.workspace.pause();
      }
    } finally {
      progress.done();
    }
    if (!partial) return { items: all };
    if (all.length > 0) partial.report({ items: all });
    return { items: [] };
  }

  #change(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        heard.dispose();
        resolve();
      };
      const heard = token.onCancellationRequested(wake);
      this.#waiting.add(wake);
    });
  }
}
