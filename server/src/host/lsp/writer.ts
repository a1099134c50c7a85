import type { Writable } from 'node:stream';
import { AbstractMessageWriter, type Message, type MessageWriter } from 'vscode-languageserver/node';
import { json } from './published.ts';

/** Writes each message at once, with its header. (The library of the protocol waits between the two, and encodes all that is in it.) */
export class JsonWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: Writable;
  #errors = 0;

  constructor(stream: Writable) {
    super();
    this.#stream = stream;
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  /** The library takes a writer in the place of a stream, but only its types for readers say so. */
  get asStream(): NodeJS.WritableStream {
    return this as unknown as NodeJS.WritableStream;
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      const body = json(message);
      this.#stream.write(Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`), (error) => {
        if (!error) return resolve();
        this.fireError(error, message, ++this.#errors);
        reject(error);
      });
    });
  }

  end(): void {
    this.#stream.end();
  }
}
