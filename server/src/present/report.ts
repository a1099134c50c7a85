import type { Finding } from '../engine/finding.ts';
import type { PodVerdict } from '../engine/pod-security.ts';
import type { Snapshot } from '../engine/snapshot.ts';
import type { Severity } from '../rules/rule.ts';
import { harmlessJson } from './harmless.ts';

/** One file as a host read it. */
export interface CheckedFile {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  readonly snapshot: Snapshot;
  /** Those that are reported: all of the snapshot, but those that a baseline knows. */
  readonly findings: readonly Finding[];
  /** Report the defects of the file: the user named the file, or it is a manifest. */
  readonly showProblems: boolean;
  /** Set if the user asks for the verdicts of Pod Security admission. */
  readonly podSecurity?: readonly PodVerdict[] | undefined;
}

/** A file that was asked for and could not be read, and why. */
export interface UnreadFile {
  readonly file: string;
  readonly why: string;
}

/** The report of a run of `check`, file by file: `begin`, `add` for each file, `end`. Each gives text to print, which may be empty. */
export interface Report {
  begin(unread: readonly UnreadFile[]): string;
  add(file: CheckedFile): string;
  end(): string;
}

/** How GitHub, GitLab and SARIF call severities: of five grades they have three. */
export const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** The path of a file as a URI relative to the working directory. */
export function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** The entries of a JSON list that is written one by one: each with the comma before it. */
export class Entries {
  #isEmpty = true;

  /** @param indent what stands before each entry and, two spaces less, before the end of the list */
  constructor(private readonly indent: string) {}

  add(entry: object): string {
    const separator = this.#isEmpty ? '' : ',';
    this.#isEmpty = false;
    return `${separator}\n${this.indent}${harmlessJson(JSON.stringify(entry))}`;
  }

  /** The end of the list. */
  end(): string {
    return this.#isEmpty ? ']' : `\n${this.indent.slice(2)}]`;
  }
}
