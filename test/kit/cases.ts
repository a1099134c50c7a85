import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import type { Safety } from '../../server/src/fix/ops.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';

/** A file, or a few, that somebody really had, and the right answer. Its folder below test/cases has the files beside `case.ts`. */
export interface Case {
  /** Where somebody had it. */
  readonly source: string;
  /** The right answer, in a sentence. */
  readonly right: string;
  /** Fails where another answer is given. */
  readonly check: (project: Project) => void;
}

/** The files of a case, as a run over its folder sees them. */
export class Project {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  snapshot(file: string): Snapshot {
    const text = this.#read(file);
    if (text === undefined) throw new Error(`there is no ${file}`);
    return this.after(file, text);
  }

  /** A file with another text, beside the others. */
  after(file: string, text: string): Snapshot {
    return new Engine(readSettings({}).settings, { text: (name) => this.#read(name) }).analyse({ uri: file, text });
  }

  #read(name: string): string | undefined {
    const file = path.join(this.#folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  /** The rules that find something, each once. */
  found(file: string): string[] {
    return [...new Set(this.snapshot(file).findings.map(({ rule }) => rule.id))];
  }

  /** What a rule offers, as `review: title`; of one container or service, where its name is given. */
  offers(file: string, rule: string, name = ''): string[] {
    const snapshot = this.snapshot(file);
    const findings = snapshot.findings.filter((finding) => finding.rule.id === rule && finding.message.includes(name === '' ? '' : `"${name}"`));
    return findings.flatMap((finding) => snapshot.fixesOf(finding).map((fix) => `${'blocked' in fix ? 'blocked' : fix.safety}: ${fullTitle(fix)}`));
  }

  /** The text after the first fix of what a rule finds in one container or service, or why it cannot be made. */
  applied(file: string, rule: string, name: string): string {
    const snapshot = this.snapshot(file);
    const finding = snapshot.findings.find((one) => one.rule.id === rule && one.message.includes(`"${name}"`));
    const fix = finding && snapshot.fixesOf(finding)[0];
    if (!finding || !fix) return 'nothing to fix';
    const compiled = snapshot.compileFix(finding, fix);
    return compiled.ok ? applyEdits(snapshot.file.text, compiled.edits) : compiled.why;
  }

  /** The text after "fix all" of these grades. */
  fixed(file: string, ...safeties: Safety[]): string {
    const snapshot = this.snapshot(file);
    return applyEdits(snapshot.file.text, snapshot.fixAll(safeties).edits);
  }
}
