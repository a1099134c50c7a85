import type { Diagnostic } from 'vscode-languageserver';
import { type ConfigAccess, Configurations } from '../../config/configurations.ts';
import { CONFIG_NAME } from '../../config/file.ts';
import { configDiagnostics } from '../../present/lsp/config.ts';
import type { Told } from '../../present/lsp/diagnostics.ts';
import { fileName } from '../../text/uri.ts';

/** The configuration files of an editor: what counts for each document, and what is wrong in them. */
export class EditorConfigurations {
  readonly #configurations: Configurations;
  #settings: unknown = {};
  /** What was published of files that are not open. */
  readonly #published = new Map<string, string>();

  /** @param publish is told what is wrong in a configuration that is not open */
  constructor(
    access: ConfigAccess,
    private readonly isOpen: (uri: string) => boolean,
    private readonly publish: (uri: string, diagnostics: Diagnostic[]) => void,
  ) {
    this.#configurations = new Configurations(access);
  }

  /** What the editor sets, which counts before the files; and its folders. */
  give(settings: unknown, folders: readonly string[]): void {
    this.#settings = settings;
    this.#configurations.give(
      settings,
      folders.map((folder) => folder.replace(/\/$/, '')),
    );
  }

  /** The folders of the workspace are now others. */
  moveTo(folders: readonly string[]): void {
    this.give(this.#settings, folders);
  }

  /** A configuration may have changed, come or gone. */
  refresh(): void {
    this.#configurations.refresh();
  }

  /** What counts for a document. */
  of(uri: string) {
    return this.#configurations.of(uri);
  }

  /** Whether a file is a configuration: by its name, or as one extends it. */
  isConfig(uri: string): boolean {
    return fileName(uri) === CONFIG_NAME || this.#configurations.isConfig(uri);
  }

  /** Whether a file decides about others: as a configuration, or as one names it. */
  decides(uri: string): boolean {
    return this.isConfig(uri) || this.#configurations.asked.has(uri);
  }

  /** The files that decide, also missing ones. */
  get asked(): ReadonlySet<string> {
    return this.#configurations.asked;
  }

  /**
   * What is wrong in a configuration that is open.
   * @param schemaElsewhere another server reports what the schema of the usual name says
   */
  wrongIn(uri: string, schemaElsewhere: boolean): Told[] {
    this.#configurations.look(uri);
    const leaves = schemaElsewhere && fileName(uri) === CONFIG_NAME && this.of(uri).settings.diagnostics.syntax !== 'on';
    return configDiagnostics(this.#configurations.wrong.filter(({ file, bySchema }) => file === uri && !(leaves && bySchema)));
  }

  /** Publishes what is wrong in the configurations that are not open, as far as that has changed. */
  tell(): void {
    const wrong = this.#configurations.wrong.filter(({ file }) => !this.isOpen(file));
    const files = new Set([...this.#published.keys(), ...wrong.map(({ file }) => file)]);
    for (const uri of files) {
      const diagnostics = configDiagnostics(wrong.filter(({ file }) => file === uri)).map(({ diagnostic }) => diagnostic);
      const now = JSON.stringify(diagnostics);
      if (this.isOpen(uri) || (this.#published.get(uri) ?? '[]') === now) continue;
      if (diagnostics.length > 0) this.#published.set(uri, now);
      else this.#published.delete(uri);
      this.publish(uri, diagnostics);
    }
  }
}
