import { Transform, type TransformCallback } from 'node:stream';

/** Longer headers are no headers. */
const MAX_HEADER = 8192;

/** Longer messages are none: four times the largest file that the command line reads. */
const MAX_MESSAGE = 256 * 1024 * 1024;

/**
 * Passes messages on as they are, and fails at the first header that says no length or a wrong one: nobody can tell any more where the next
 * message begins. (The library of the protocol would read no further, and say nothing.) Source: LSP 3.17, "Header Part".
 */
export class Frames extends Transform {
  /** What has arrived of a header. */
  #header = '';
  /** The bytes of the message that are still to come. */
  #rest = 0;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#rest > 0) {
        const taken = Math.min(this.#rest, chunk.length - at);
        this.#rest -= taken;
        at += taken;
        continue;
      }
      const before = this.#header.length;
      this.#header += chunk.toString('latin1', at, at + MAX_HEADER - before);
      const end = this.#header.indexOf('\r\n\r\n');
      if (end < 0 && this.#header.length < MAX_HEADER) break;
      const length = /^content-length:[ \t]*(\d+)[ \t]*$/im.exec(this.#header.slice(0, Math.max(0, end)))?.[1];
      if (length === undefined) return done(new Error('a message without a valid Content-Length'));
      if (Number(length) > MAX_MESSAGE) return done(new Error(`a message of ${length} bytes`));
      at += end + 4 - before;
      this.#rest = Number(length);
      this.#header = '';
    }
    done(null, chunk);
  }
}
