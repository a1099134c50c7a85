import type { ComposeReach } from '../../workspace/reach/compose.ts';
import { connectionsText } from '../../workspace/reach/connections.ts';
import type { Edge, Party, Reach } from '../../workspace/reach/reach.ts';
import { harmless } from '../harmless.ts';
import { partyText } from './text.ts';

/** A row or a column of the picture: a party, or the name of the group that follows. */
interface Line {
  readonly key: string;
  readonly name: string;
  /** What it is, for the end of a row. */
  readonly kind?: string;
  readonly isGroup?: true;
  readonly isOutside?: true;
  /** Where it begins, in pixels. */
  readonly at: number;
}

const ROW = 22;
const GAP = 10;
const LETTER = 7.3;
/** So many letters of a name are shown; all of them when the pointer rests on it. */
const LETTERS = 36;
/** With so many columns, cells have room for words. */
const WIDE = 10;
const OUTSIDE = 'outside';

/**
 * As a picture: a row for each source, a column for each destination, both by namespace, and in each cell what is allowed. A table stays legible
 * where everybody may reach everybody, which no drawing of arrows does.
 */
export function reachSvg(reach: Reach, compose: ComposeReach, edges: readonly Edge[]): string {
  const workloads: Party[] = [...reach.workloads.map((workload) => ({ workload })), ...compose.services.map((service) => ({ service }))];
  const sources = [...edges.map(({ from }) => from).filter(isOutside), ...workloads];
  const targets = [...workloads, ...edges.map(({ to }) => to).filter(isOutside)];
  const cells = new Map(edges.map(({ from, to, connections }) => [`${partyText(from)}\n${partyText(to)}`, connectionsText(connections)]));
  const texts = [...new Set(cells.values())].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const legend = texts.filter((text) => text !== ALL);
  const isWide = new Set(targets.map(partyText)).size <= WIDE && Math.max(0, ...texts.map(({ length }) => length)) <= 18;
  const column = isWide ? Math.max(60, ...texts.map((text) => shown(text, legend, true).length * LETTER + 12)) : 26;
  const rows = linesOf(sources, ROW);
  const columns = linesOf(targets, column);
  const left = widest(rows) + 16;
  const top = widest(columns.map(({ name, isGroup }) => ({ name, ...(isGroup ? { isGroup } : {}) }))) + 44;
  const lettering = { left, top, column };
  const size = { width: left + endOf(columns, column) + 16, height: top + endOf(rows, ROW) };
  const key = isWide ? [] : legend;
  return svg(size, [
    ...rows.map((row) => rowText(row, lettering)),
    ...columns.map((one) => columnText(one, lettering)),
    ...rows.flatMap((row) => columns.map((one) => cell(row, one, cells, (text) => shown(text, legend, isWide), lettering))),
    ...key.map((text, i) => `<text class="some" x="16" y="${size.height + 30 + i * 18}">${i + 1}  ${escaped(text)}</text>`),
  ]);
}

const ALL = 'All Connections';

function isOutside(party: Party): boolean {
  return !('workload' in party || 'service' in party);
}

/** What a cell says: all of it where there is room, else a number that is explained below. */
function shown(text: string, legend: readonly string[], isWide: boolean): string {
  if (text === ALL) return 'all';
  return isWide ? text : String(legend.indexOf(text) + 1);
}

/** The parties by namespace, each once, what is outside of the cluster where it comes first. */
function linesOf(parties: readonly Party[], size: number): Line[] {
  const groups = new Map<string, Map<string, Party>>();
  const [first] = parties;
  const ordered = [...parties].sort((a, b) => {
    const [one, other] = [isOutside(a), isOutside(b)];
    if (one !== other) return one === (first !== undefined && isOutside(first)) ? -1 : 1;
    return partyText(a) < partyText(b) ? -1 : 1;
  });
  for (const party of ordered) {
    const group = 'workload' in party ? party.workload.namespace : 'service' in party ? party.service.project : OUTSIDE;
    const members = groups.get(group) ?? new Map<string, Party>();
    groups.set(group, members.set(partyText(party), party));
  }
  let at = 0;
  return [...groups].flatMap(([group, members]) => {
    const head: Line = { key: '', name: harmless(group), isGroup: true, at };
    at += ROW;
    const lines = [...members].map(([key, party]): Line => {
      const line = { key, ...nameOf(party), ...(isOutside(party) ? { isOutside: true as const } : {}), at };
      at += size;
      return line;
    });
    at += GAP;
    return [head, ...lines];
  });
}

function nameOf(party: Party): { readonly name: string; readonly kind?: string } {
  if ('workload' in party) return { name: harmless(party.workload.name), kind: harmless(party.workload.kind) };
  if ('service' in party) return { name: harmless(party.service.name), kind: 'Service' };
  if ('controller' in party) return { name: 'Ingress controllers' };
  const text = partyText(party).replace(/\[\w+\]$/, '');
  return { name: text === '0.0.0.0-255.255.255.255' ? 'every address' : text };
}

function endOf(lines: readonly Line[], size: number): number {
  const last = lines.at(-1);
  return last ? last.at + size : 0;
}

function widest(lines: readonly { readonly name: string; readonly kind?: string; readonly isGroup?: true }[]): number {
  return Math.max(0, ...lines.map(({ name, kind, isGroup }) => (cut(name).length + (kind ? kind.length + 1 : 0) + (isGroup ? 0 : 2)) * LETTER));
}

/** The middle of a long name goes: its end tells it from others. */
function cut(name: string): string {
  return name.length <= LETTERS ? name : `${name.slice(0, LETTERS / 2 - 1)}…${name.slice(-LETTERS / 2)}`;
}

interface Lettering {
  readonly left: number;
  readonly top: number;
  readonly column: number;
}

function rowText({ key, name, kind, isGroup, at }: Line, { top }: Lettering): string {
  const y = top + at + 15;
  if (isGroup) return `<text class="group" x="16" y="${y}">${escaped(cut(name))}${titled(name)}</text>`;
  const muted = kind ? `<tspan class="muted"> ${escaped(kind)}</tspan>` : '';
  return `<text x="30" y="${y}">${escaped(cut(name))}${muted}${titled(key)}</text>`;
}

function columnText({ key, name, isGroup, at }: Line, { left, top, column }: Lettering): string {
  const x = left + at + (isGroup ? 15 : column / 2 + 4);
  return `<text${isGroup ? ' class="group"' : ''} transform="translate(${x} ${top - 8}) rotate(-90)">${escaped(cut(name))}${titled(isGroup ? name : key)}</text>`;
}

function cell(row: Line, column: Line, cells: ReadonlyMap<string, string>, label: (text: string) => string, { left, top, column: width }: Lettering): string {
  if (row.isGroup || column.isGroup || (row.isOutside && column.isOutside)) return '';
  const [x, y] = [left + column.at, top + row.at];
  const box = (look: string) => `<rect class="${look}" x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${ROW - 2}" rx="3"/>`;
  if (row.key === column.key) return box('self');
  const text = cells.get(`${row.key}\n${column.key}`);
  if (text === undefined) return box('none');
  const words = `<text class="cell" x="${x + width / 2}" y="${y + 15}">${escaped(label(text))}</text>`;
  return `<g>${titled(`${row.key} => ${column.key} : ${text}`)}${box(text === ALL ? 'all' : 'open')}${words}</g>`;
}

function titled(text: string): string {
  return `<title>${escaped(text)}</title>`;
}

const STYLE = `svg{color:#1f2328;font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.back{fill:#fff}text{fill:currentColor}.group{font-weight:bold}.muted{opacity:.6}.cell{text-anchor:middle}
rect.all{fill:currentColor;fill-opacity:.3}rect.open{fill:currentColor;fill-opacity:.12}
rect.none{fill:none;stroke:currentColor;stroke-opacity:.15}rect.self{fill:currentColor;fill-opacity:.03}
@media(prefers-color-scheme:dark){svg{color:#e6edf3}.back{fill:#181b20}}`;

function svg({ width, height }: { readonly width: number; readonly height: number }, parts: readonly string[]): string {
  const legend = parts.filter((part) => part.startsWith('<text class="some"'));
  const longest = Math.max(0, ...legend.map((part) => part.replace(/<[^<>]*>/g, '').length));
  const [w, h] = [Math.ceil(Math.max(width, longest * LETTER + 32, 480)), Math.ceil(height + 24 + legend.length * 18)];
  const head = `<text class="group" x="16" y="24">Who may connect to whom</text><text class="muted" x="16" y="42">from each row to each column</text>`;
  const body = [head, ...parts].filter((part) => part !== '').join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">
<title>Who may connect to whom</title>
<style>${STYLE}</style>
<rect class="back" width="${w}" height="${h}"/>
${body}
</svg>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
