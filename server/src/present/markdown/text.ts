import { REFERENCES, type ReferenceKey } from '../../isolation/references.ts';
import type { RuleDocs, SeverityTable, ThreatModel } from '../../rules/rule.ts';
import { THREAT_MODELS } from '../../rules/rule.ts';
import { visible } from '../harmless.ts';

/** `[title](address)` for each source that has an address on the web. */
export function sourceLinks(keys: readonly ReferenceKey[]): string[] {
  return keys.flatMap((key) => {
    const { title, url }: { title: string; url: string } = REFERENCES[key];
    return url.startsWith('https://') ? [`[${plain(title)}](${url})`] : [];
  });
}

/** All that a rule says of its fix. */
export function fixText({ fix, verify, verifyIn: { kubernetes, compose } = {}, remark }: RuleDocs): string {
  const own = [kubernetes && `Kubernetes: ${kubernetes}`, compose && `Compose: ${compose}`];
  return [fix, verify, ...own, remark].filter((text) => text !== undefined).join(' ');
}

/** A text as a code span of one line, whatever it contains. */
export function code(given: string): string {
  const text = visible(given);
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map((m) => m[0].length)) + 1);
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Text of a file or a title, on one line: no character of it is Markdown, none of it becomes a link or a theme icon. */
export function plain(text: string): string {
  return (
    visible(text)
      .replace(/[\\`*_[\]<>|~]/g, '\\$&')
      // the sign before may be an underscore, which is no word any more once it is escaped
      .replace(/(?<![a-z0-9])(https?|ftp|mailto|xmpp|command|vscode)(?=:)/gi, '$1\\')
      .replace(/(?<![a-z0-9])www(?=\.)/gi, '$&\\')
      .replaceAll('@', '\\@')
      .replaceAll('$(', '$\\(')
  );
}

/** A table with aligned columns, readable without being rendered. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(header), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** The severity of each threat model, by the name that the settings use. */
export function severities(of: SeverityTable): [model: ThreatModel, severity: string][] {
  return (Object.keys(THREAT_MODELS) as ThreatModel[]).map((model) => [model, of[THREAT_MODELS[model]]]);
}

/** An address as the target of a link: parentheses in it would end it. */
export function link(address: string): string {
  return visible(address).replace(/[()<>\s\\]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
