import { describe, expect, it } from 'vitest';
import type { CodeAction, CompletionList, Diagnostic, Hover, InlayHint, Position, Range, TextEdit } from 'vscode-languageserver-types';
import { HELIX } from './clients.ts';
import { Session } from './session.ts';

/** One line, so that every place in it stands behind characters of two, three and four bytes. */
const POD =
  '{ apiVersion: v1, kind: Pod, metadata: { name: web, annotations: { say: "é€🚀" } }, spec: { hostPID: true, hostIPC: true, containers: [{ name: web, image: "example.org/web:1" }] } }\n';
const URI = 'file:///pods/pod.yaml';

const ENCODINGS = ['utf-8', 'utf-16', 'utf-32'] as const;
type Encoding = (typeof ENCODINGS)[number];

/** How long a text is for a client. */
function size(text: string, encoding: Encoding): number {
  return encoding === 'utf-8' ? Buffer.byteLength(text) : encoding === 'utf-16' ? text.length : [...text].length;
}

/** A client that counts in its own way: it finds places in its text, and reads what stands at places that it is told. */
class Client {
  private constructor(
    readonly session: Session,
    readonly encoding: Encoding,
  ) {}

  static async start(encoding: Encoding): Promise<Client> {
    return new Client(await Session.start({}, { ...HELIX, general: { positionEncodings: ['utf-7', encoding, 'utf-16'] } }), encoding);
  }

  /** The place before the first occurrence of some words. */
  at(text: string, words: string, behind = false): Position {
    const offset = text.indexOf(words) + (behind ? words.length : 0);
    const lines = text.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: size(lines.at(-1) as string, this.encoding) };
  }

  range(text: string, words: string): Range {
    return { start: this.at(text, words), end: this.at(text, words, true) };
  }

  /** The text in a range. It fails for a place within a character. */
  read(text: string, { start, end }: Range): string {
    return text.slice(this.offset(text, start), this.offset(text, end));
  }

  applied(text: string, edits: readonly TextEdit[]): string {
    return [...edits]
      .sort((a, b) => this.offset(text, b.range.start) - this.offset(text, a.range.start))
      .reduce((now, { range, newText }) => now.slice(0, this.offset(text, range.start)) + newText + now.slice(this.offset(text, range.end)), text);
  }

  private offset(text: string, { line, character }: Position): number {
    const lines = text.split('\n');
    let offset = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
    let left = character;
    for (const one of lines[line] ?? '') {
      if (left <= 0) break;
      left -= size(one, this.encoding);
      offset += one.length;
    }
    if (left !== 0) throw new Error(`${line}:${character} is no place between two characters`);
    return offset;
  }
}

/** What a client sees of a file, in words. */
async function seen(client: Client) {
  const { session } = client;
  const show = (diagnostics: readonly Diagnostic[], text: string) => diagnostics.map(({ code, range }) => `${code}: ${client.read(text, range)}`);
  await session.open(URI, POD);
  const diagnostics = show(await session.diagnostics(URI), POD);

  const position = client.at(POD, 'hostPID: t');
  const hover = await session.hover(URI, position);
  const actions = await session.actions(URI, client.range(POD, 'hostIPC: true'), ['quickfix']);
  const fix = actions.find(({ title }) => title.endsWith('Remove hostIPC')) as CodeAction;
  const harden = await session.resolve(actions.find(({ title }) => title.startsWith('Harden')) as CodeAction);
  const editsOf = ({ edit }: CodeAction) => (edit?.documentChanges ?? []).flatMap((change) => ('edits' in change ? (change.edits as TextEdit[]) : []));
  const value = client.at(POD, 'true, hostIPC', false);
  const { items } = await session.request<CompletionList>('textDocument/completion', { textDocument: { uri: URI }, position: value });
  const hints = await session.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri: URI }, range: client.range(POD, POD.trimEnd()) });

  // what is written counts in the text that the change before made
  const first = POD.replace('say: "é€🚀"', 'say: "🚀🚀"');
  const second = first.replace('hostPID: true, ', '');
  const third = second.replace('"🚀🚀"', '"🚀ß€🚀"');
  const changes = [
    { range: client.range(POD, 'é€🚀'), text: '🚀🚀' },
    { range: client.range(first, 'hostPID: true, '), text: '' },
    { range: { start: client.at(second, '🚀"'), end: client.at(second, '🚀"') }, text: 'ß€' },
  ];
  await session.change(URI, 2, changes);
  const after = await session.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: URI } });
  return {
    diagnostics,
    hover: hover && (hover as Hover).range && client.read(POD, (hover as Hover & { range: Range }).range),
    fixed: client.applied(POD, editsOf(fix)),
    hardened: client.applied(POD, editsOf(harden)),
    completion: items.map(({ label, textEdit }) => `${label}: ${client.read(POD, (textEdit as TextEdit).range)}`),
    hints: hints.map(({ position: at }) => client.read(POD, { start: at, end: client.at(POD, '\n') })),
    changed: show(after.items, third),
  };
}

describe('a client counts as it says', () => {
  it('and sees the same, whatever it counts', async () => {
    const all = [];
    for (const encoding of ENCODINGS) {
      const client = await Client.start(encoding);
      expect(client.session.initialized?.capabilities.positionEncoding).toBe(encoding);
      all.push(await seen(client));
      await client.session.stop();
    }
    const [bytes, units, characters] = all;
    expect(bytes).toEqual(units);
    expect(characters).toEqual(units);
    expect(units?.diagnostics).toEqual(expect.arrayContaining(['host-pid: hostPID: true', 'host-ipc: hostIPC: true']));
    expect(units?.hover).toBe('hostPID: true');
    expect(units?.fixed).toBe(POD.replace(' hostIPC: true,', ''));
    expect(units?.hardened).toContain('say: "é€🚀"');
    expect(units?.completion).toContain('false: true');
    expect(units?.changed.filter((one) => one.startsWith('host-'))).toEqual(['host-ipc: hostIPC: true']);
  });

  it('UTF-16 units where it offers nothing that is known', async () => {
    for (const general of [undefined, {}, { positionEncodings: [] }, { positionEncodings: ['utf-7'] }, { positionEncodings: 'utf-8' }]) {
      const session = await Session.start({}, { ...HELIX, general });
      expect(session.initialized?.capabilities.positionEncoding).toBe('utf-16');
      await session.stop();
    }
  });

  it('a place within a character is its start, and one behind the line its end', async () => {
    const client = await Client.start('utf-8');
    const { session } = client;
    const text = `spec: # 🚀\n${POD}`;
    await session.open(URI, text);
    // in the third byte of the rocket, and far behind the comment: both leave a comment
    const inside = { start: { line: 0, character: 10 }, end: { line: 0, character: 500 } };
    await session.change(URI, 2, [{ range: inside, text: 'ü' }]);
    await session.change(URI, 3, [{ range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, text: '' }]);
    const { items } = await session.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: URI } });
    expect(items.map(({ code, range }) => `${code}: ${client.read(POD, range)}`)).toContain('host-pid: hostPID: true');
    await session.stop();
  });
});
