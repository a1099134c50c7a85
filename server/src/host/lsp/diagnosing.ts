import type { Connection, Diagnostic, DocumentDiagnosticReport, PublishDiagnosticsParams } from 'vscode-languageserver';
import { type ShownFile, wholly } from '../../present/lsp/calmly.ts';
import { NOTHING_TOLD, type ToldFile } from '../../present/lsp/pieces.ts';
import type { After, Soon } from './clock.ts';
import type { Columns } from './columns.ts';
import type { Guarded } from './documents.ts';
import { published } from './published.ts';
import { Pulled, reportOf } from './pulled.ts';
import { WholeWorkspace } from './whole-workspace.ts';

/** So many milliseconds of changes are one reason to ask again. */
const TOGETHER = 20;

/** After so many milliseconds without a change, the workspace is worth another look. */
const QUIET = 1000;

/** What answers about diagnostics need of the server. */
interface Serving {
  readonly guarded: Guarded;
  /** An open file: all that is told of it, and a way to tell what is to be said of it now. */
  readonly opened: (uri: string) => { readonly told: ToldFile; readonly publish: () => void } | undefined;
  /** The files of the workspace, by URI. */
  readonly files: () => Iterable<string>;
  /** Whether the client says what changes on disk. */
  readonly hearsChanges: () => boolean;
  /** Begins with files as they are now: answers what is told of each, or nothing for one that is not judged. */
  readonly begin: (files: ReadonlySet<string>) => (uri: string) => { readonly version: number | null; readonly told: ToldFile } | undefined;
  readonly soon: Soon;
  /** The error that says that a request was cancelled. */
  readonly cancelled: () => Error;
}

/** The ways in which a client hears of diagnostics: they are pushed, or it asks for those of a file or of the workspace. */
export class Diagnosing {
  /** Whether they are pushed. They can be asked for all the same. */
  pushes = true;
  readonly #pulled: Pulled;
  #whole: WholeWorkspace | undefined;
  #settling: () => void = () => undefined;
  #again: (() => void) | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly columns: Columns,
    private readonly later: After,
  ) {
    this.#pulled = new Pulled(() => this.#askAgain());
  }

  /** What a client is to show of a version of an open file; without a version, the file is closed. */
  tell(uri: string, version: number | undefined, shown: ShownFile): void {
    const now = published(uri, version, shown);
    this.#pulled.tell(uri, version, now.diagnostics);
    if (this.pushes) this.push(now);
  }

  /** What a client is to show of a file that is not open. */
  tellUnopened(uri: string, told: ToldFile): void {
    if (this.pushes) this.push(published(uri, undefined, wholly(told)));
  }

  /** Pushes diagnostics. */
  push(params: PublishDiagnosticsParams): void {
    void this.connection.sendDiagnostics(this.columns.out(params.uri, params));
  }

  /** Something has changed that diagnostics of the workspace may depend on. */
  changed(): void {
    this.#settling();
    this.#settling = this.later(QUIET, () => this.#whole?.changed());
  }

  /** Answers the client. */
  serve({ guarded, opened, files, hearsChanges, begin, soon, cancelled }: Serving): void {
    const { diagnostics } = this.connection.languages;
    diagnostics.on(({ textDocument: { uri }, previousResultId }) =>
      guarded<DocumentDiagnosticReport>(
        'diagnostic',
        () => {
          const file = opened(uri);
          // who asks now and then wants to know all; who is told by nothing else is not disturbed while somebody writes
          if (!file || this.pushes) return this.columns.out(uri, reportOf(allOf(uri, file?.told ?? begin(new Set([uri]))(uri)?.told), previousResultId));
          file.publish();
          return this.columns.out(uri, this.#pulled.answer(uri, previousResultId));
        },
        { kind: 'full', items: [] },
      ),
    );
    const whole = new WholeWorkspace({
      files,
      hearsChanges,
      cancelled,
      pause: () => new Promise(soon),
      begin: (all) => {
        const told = begin(all);
        return (uri) => {
          const found = guarded(`diagnostics of ${uri}`, () => told(uri), undefined);
          return found && { version: found.version, items: this.columns.out(uri, allOf(uri, found.told)) };
        };
      },
    });
    this.#whole = whole;
    diagnostics.onWorkspace((params, token, progress, partial) => whole.answer(params, token, progress, partial));
  }

  #askAgain(): void {
    if (this.pushes || this.#again) return;
    this.#again = this.later(TOGETHER, () => {
      this.#again = undefined;
      // a client that does not answer asks when it likes
      this.connection.languages.diagnostics.refresh().catch(() => undefined);
    });
  }
}

function allOf(uri: string, told: ToldFile = NOTHING_TOLD): Diagnostic[] {
  return published(uri, undefined, wholly(told)).diagnostics;
}
