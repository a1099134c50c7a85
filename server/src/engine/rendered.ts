import type { SourceFile } from '../syntax/source-file.ts';

const SAYS = '# Source: ';

/**
 * The template that made a document, by its name in the chart, as Helm says it in the first line of each; `undefined` for a text that nobody
 * rendered. Source: helm/helm, the output of `helm template`.
 */
export function renderedFrom({ documents, text }: SourceFile, document: number): string | undefined {
  const start = documents[document]?.span.start ?? text.length;
  const head = text.slice(start, start + 1000).split(/\r?\n/);
  const first = head.find((line) => line.trim() !== '' && !line.startsWith('---'));
  return first?.startsWith(SAYS) ? first.slice(SAYS.length).trim() || undefined : undefined;
}
