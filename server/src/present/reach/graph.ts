import { connectionsText } from '../../workspace/reach/connections.ts';
import type { Edge, Party } from '../../workspace/reach/reach.ts';
import { partyText } from './text.ts';

interface Graph {
  /** The name of each party, with what it is called in the text of the graph. */
  readonly nodes: ReadonlyMap<string, string>;
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label: string }[];
}

/** Connections that go both ways are two edges, as they may differ. */
function graphOf(edges: readonly Edge[]): Graph {
  const names = [...new Set(edges.flatMap(({ from, to }) => [partyText(from), partyText(to)]))].sort();
  const nodes = new Map(names.map((name, i) => [name, `n${i}`]));
  const id = (party: Party) => nodes.get(partyText(party)) as string;
  const drawn = edges.map(({ from, to, connections }) => ({ from: id(from), to: id(to), label: connectionsText(connections) }));
  const order = ({ from, to }: { readonly from: string; readonly to: string }) => `${from.padStart(8)} ${to.padStart(8)}`;
  return { nodes, edges: drawn.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
}

/** As a graph of Graphviz. */
export function reachDot(edges: readonly Edge[]): string {
  const { nodes, edges: drawn } = graphOf(edges);
  const quoted = (text: string) => `"${text.replace(/[\\"]/g, (character) => `\\${character}`)}"`;
  const lines = [
    ...[...nodes].map(([name, id]) => `  ${id} [label=${quoted(name)}];\n`),
    ...drawn.map(({ from, to, label }) => `  ${from} -> ${to} [label=${quoted(label)}];\n`),
  ];
  return `digraph reach {\n  rankdir=LR;\n  node [shape=box];\n${lines.join('')}}\n`;
}

/** As a flow chart of Mermaid. */
export function reachMermaid(edges: readonly Edge[]): string {
  const { nodes, edges: drawn } = graphOf(edges);
  // in quotes, Mermaid reads entities with "#" alone
  const quoted = (text: string) => `"${text.replace(/[#"&<>]/g, (character) => `#${character.charCodeAt(0)};`)}"`;
  const lines = [
    ...[...nodes].map(([name, id]) => `  ${id}[${quoted(name)}]\n`),
    ...drawn.map(({ from, to, label }) => `  ${from} -->|${quoted(label)}| ${to}\n`),
  ];
  return `flowchart LR\n${lines.join('')}`;
}
