import type { Diagnostic, Message, PublishDiagnosticsParams } from 'vscode-languageserver';
import type { Shown, ShownFile } from '../../present/lsp/calmly.ts';

/** What diagnostics that are sent together are made of. */
const sectionsOf = new WeakMap<readonly Diagnostic[], readonly (readonly Shown[])[]>();

/** The JSON of diagnostics, without brackets around. Those that did not change are the same arrays as before. */
const encoded = new WeakMap<readonly Shown[], string>();

/** What is sent of a file. */
export function published(uri: string, version: number | undefined, { pieces, problems }: ShownFile): PublishDiagnosticsParams {
  const sections: (readonly Shown[])[] = [];
  const diagnostics: Diagnostic[] = [];
  const add = (section: readonly Shown[]) => {
    if (section.length > 0) sections.push(section);
    for (const { diagnostic } of section) diagnostics.push(diagnostic);
  };
  for (const piece of pieces) add(piece.sections[0]);
  for (const piece of pieces) add(piece.sections[1]);
  for (const piece of pieces) add(piece.sections[2]);
  add(problems);
  sectionsOf.set(diagnostics, sections);
  return version === undefined ? { uri, diagnostics } : { uri, version, diagnostics };
}

/** A message in JSON. With each letter, hundreds of kilobytes of diagnostics are sent that were sent before: only what is new is encoded. */
export function json(message: Message): string {
  const { params } = message as { readonly params?: Partial<PublishDiagnosticsParams> };
  const sections = params?.diagnostics && sectionsOf.get(params.diagnostics);
  if (!sections) return JSON.stringify(message);
  const around = JSON.stringify({ ...message, params: { ...params, diagnostics: [] } });
  const at = around.lastIndexOf('[]') + 1;
  return around.slice(0, at) + sections.map(jsonOf).join() + around.slice(at);
}

function jsonOf(section: readonly Shown[]): string {
  const known = encoded.get(section);
  if (known !== undefined) return known;
  const now = section.map(({ diagnostic }) => JSON.stringify(diagnostic)).join();
  encoded.set(section, now);
  return now;
}
