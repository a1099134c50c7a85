/** A terminal beside the output, for a line that is drawn over. */
export interface Terminal {
  /** Its width in characters. */
  readonly columns: number;
  readonly write: (text: string) => void;
  /** Milliseconds, of a clock that never goes back. */
  readonly now: () => number;
}

/** What takes less, in milliseconds, needs no bar. */
const PATIENCE = 1000;
/** Milliseconds between two drawings. */
const PAUSE = 100;
const WIDEST = 40;
const ERASED = '\r\u001b[K';

/** A bar that shows on a terminal how far a command is. Without a terminal nothing is shown. */
export class Progress {
  readonly #what: string;
  readonly #total: number;
  readonly #terminal: Terminal | undefined;
  readonly #start: number;
  #begun = 0;
  #drawn: number | undefined;

  constructor(what: string, total: number, terminal: Terminal | undefined) {
    this.#what = what;
    this.#total = total;
    this.#terminal = terminal;
    this.#start = terminal?.now() ?? 0;
  }

  /** The next step begins. */
  next(): void {
    this.#begun += 1;
    if (!this.#terminal) return;
    const now = this.#terminal.now();
    if (now - this.#start < PATIENCE || (this.#drawn !== undefined && now - this.#drawn < PAUSE)) return;
    this.#terminal.write(`${ERASED}${this.#line(this.#terminal.columns - 1)}`);
    this.#drawn = now;
  }

  /** Takes the bar away: before whole lines are written, which may go to the same terminal, and at the end. */
  clear(): void {
    if (this.#drawn === undefined) return;
    this.#terminal?.write(ERASED);
    this.#drawn = undefined;
  }

  /** As much as a line has room for: one that wraps could not be erased. */
  #line(width: number): string {
    const done = Math.min(this.#begun - 1, this.#total);
    const count = `${done}/${this.#total}`;
    const room = Math.min(WIDEST, width - this.#what.length - count.length - 4);
    if (room < 5) return count.length <= width ? count : '';
    const full = Math.floor((room * done) / Math.max(1, this.#total));
    return `${this.#what} [${'#'.repeat(full)}${' '.repeat(room - full)}] ${count}`;
  }
}
