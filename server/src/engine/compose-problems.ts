import { brokenInterpolation, composeScalars, type Lookup } from '../manifest/scalars.ts';
import { Spot } from '../manifest/spot.ts';
import { locate } from '../syntax/navigate.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node, ScalarNode } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';
import type { Problem } from './finding.ts';

const ROOT_MAPS = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'];
const LISTS = [
  'ports',
  'volumes',
  'cap_add',
  'cap_drop',
  'security_opt',
  'devices',
  'expose',
  'group_add',
  'secrets',
  'configs',
  'volumes_from',
  'device_cgroup_rules',
];
const MAPS = ['deploy', 'healthcheck', 'logging', 'ulimits', 'blkio_config', 'credential_spec'];

/**
 * Problems for top-level values of a type that Compose refuses, and for services without a value. A key without a value is still being
 * typed and gives no problem.
 * @param describes whether another file gives a service a value
 */
export function rootShapes(document: SyntaxDocument, index: number, describes: (service: string) => boolean): Problem[] {
  const root = Spot.root(index, document, composeScalars());
  const problems: Problem[] = [];
  for (const key of ROOT_MAPS) problems.push(...shapeOf(root.get(key), 'map', document, index));
  problems.push(...shapeOf(root.get('include'), 'seq', document, index));
  for (const name of root.get('services').keys()) {
    const service = root.get('services', name);
    if (service.state === 'null' && service.identity.node?.tag === undefined && !describes(name))
      problems.push(...problemAt(service, 'no-value', `the service "${name}" has no value: Compose wants a map`, document, index));
    problems.push(...shapeOf(service, 'map', document, index));
  }
  return problems;
}

/** Problems for values of a service that have a type which Compose refuses. */
export function serviceShapes(service: Spot, document: SyntaxDocument, index: number): Problem[] {
  return [
    ...LISTS.flatMap((key) => shapeOf(service.get(key), 'seq', document, index)),
    ...MAPS.flatMap((key) => shapeOf(service.get(key), 'map', document, index)),
  ];
}

function shapeOf(spot: Spot, wanted: 'map' | 'seq', document: SyntaxDocument, index: number): Problem[] {
  if (spot.type === undefined || spot.type === wanted) return [];
  return problemAt(spot, 'wrong-shape', `"${spot.path.at(-1)}" is ${KIND[spot.type]}, where Compose wants ${KIND[wanted]}`, document, index);
}

function problemAt(spot: Spot, code: string, message: string, document: SyntaxDocument, index: number): Problem[] {
  const span = locate(document, spot.site);
  return span ? [{ code, message, span, document: index }] : [];
}

const KIND = { map: 'a map', seq: 'a list', scalar: 'a single value' } as const;

/** Texts of a service that Compose refuses to interpolate, or that are not read here. Aliases are not followed: the anchored text is checked at its own place. */
export function brokenTexts(service: Spot, lookup: Lookup): { readonly span: Span; readonly message: string }[] {
  const found: { span: Span; message: string }[] = [];
  const scalar = (node: ScalarNode, base: number) => {
    const broken = node.text.includes('$') ? brokenInterpolation(node.text, lookup) : undefined;
    if (!broken) return;
    const text = node.text.slice(broken.at, broken.at + broken.length).split('\n')[0] ?? '';
    const message =
      broken.why === 'deep'
        ? 'its variables are nested too deeply to be read: its value is unknown, and is not judged'
        : `Compose cannot interpolate "${text}"; a dollar that is meant is written "$$"`;
    found.push({ span: { start: base + node.span.start, end: base + node.span.end }, message });
  };
  const walk = (node: Node | null, base: number) => {
    if (node?.type === 'scalar') scalar(node, base);
    else if (node?.type === 'map')
      for (const { key, value, shift } of node.pairs) {
        if (key.text === '<<' && key.style === 'plain' && value?.type === 'scalar' && value.text !== '')
          found.push({
            span: { start: base + shift + value.span.start, end: base + shift + value.span.end },
            message: 'a merge key takes a map, or a list of maps',
          });
        walk(value, base + shift);
      }
    else if (node?.type === 'seq') for (const item of node.items) walk(item.node, base + item.shift);
  };
  const { node, base } = service.identity;
  walk(node, base);
  return found;
}
