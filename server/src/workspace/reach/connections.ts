/** The protocols that NetworkPolicies name, in the order of texts. Source: networking.k8s.io/v1, NetworkPolicyPort. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;
/** A protocol of the transport layer. */
export type Protocol = (typeof PROTOCOLS)[number];

/** Ports from the first to the last, 1 to 65535. */
export type Ports = readonly [first: number, last: number];

/** The connections that something allows: for each protocol, ports in order that neither touch nor overlap. Sets that allow the same are equal as JSON. */
export type Connections = Readonly<Record<Protocol, readonly Ports[]>>;

const EVERY_PORT: readonly Ports[] = [[1, 65535]];

/** Every connection. */
export const ALL: Connections = { SCTP: EVERY_PORT, TCP: EVERY_PORT, UDP: EVERY_PORT };
/** No connection. */
export const NONE: Connections = { SCTP: [], TCP: [], UDP: [] };

/** The connections of one protocol, by default at every port. */
export function only(protocol: Protocol, ports: readonly Ports[] = EVERY_PORT): Connections {
  return { ...NONE, [protocol]: joined(ports) };
}

/** Whether a set allows nothing. */
export function isNone(set: Connections): boolean {
  return set === NONE || PROTOCOLS.every((protocol) => set[protocol].length === 0);
}

/** Whether a set allows every port of every protocol. */
export function isAll(set: Connections): boolean {
  return set === ALL || PROTOCOLS.every((protocol) => isEvery(set[protocol]));
}

/** What one of the sets allows. */
export function union(a: Connections, b: Connections): Connections {
  if (a === b || isAll(a) || isNone(b)) return a;
  if (isAll(b) || isNone(a)) return b;
  return each((protocol) => joined([...a[protocol], ...b[protocol]]));
}

/** What both sets allow. */
export function intersection(a: Connections, b: Connections): Connections {
  if (a === b || isAll(b) || isNone(a)) return a;
  if (isAll(a) || isNone(b)) return b;
  return each((protocol) => a[protocol].flatMap((one) => b[protocol].flatMap((other) => overlap(one, other))));
}

/** What the first set allows and the second does not. */
export function difference(a: Connections, b: Connections): Connections {
  if (isNone(a) || isNone(b)) return a;
  return each((protocol) => b[protocol].reduce<readonly Ports[]>((left, cut) => left.flatMap((one) => without(one, cut)), a[protocol]));
}

/** Whether the first set allows nothing that the second does not. */
export function isWithin(inner: Connections, outer: Connections): boolean {
  return isNone(difference(inner, outer));
}

/** As in `TCP 80,443,UDP 53`. */
export function connectionsText(set: Connections): string {
  if (isAll(set)) return 'All Connections';
  if (isNone(set)) return 'No Connections';
  return PROTOCOLS.flatMap((protocol) => (set[protocol].length > 0 ? [`${protocol} ${set[protocol].map(portsText).join(',')}`] : [])).join(',');
}

function portsText([first, last]: Ports): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function each(of: (protocol: Protocol) => readonly Ports[]): Connections {
  return { SCTP: of('SCTP'), TCP: of('TCP'), UDP: of('UDP') };
}

function isEvery([first, ...others]: readonly Ports[]): boolean {
  return first !== undefined && others.length === 0 && first[0] === 1 && first[1] === 65535;
}

function joined(ports: readonly Ports[]): readonly Ports[] {
  const found: Ports[] = [];
  for (const [first, last] of [...ports].filter(([from, to]) => from <= to).sort((a, b) => a[0] - b[0])) {
    const before = found.at(-1);
    if (before && first <= before[1] + 1) found[found.length - 1] = [before[0], Math.max(before[1], last)];
    else found.push([first, last]);
  }
  return found;
}

function overlap(a: Ports, b: Ports): Ports[] {
  const [first, last] = [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  return first <= last ? [[first, last]] : [];
}

function without(one: Ports, cut: Ports): Ports[] {
  if (cut[1] < one[0] || one[1] < cut[0]) return [one];
  const rest: Ports[] = [
    [one[0], cut[0] - 1],
    [cut[1] + 1, one[1]],
  ];
  return rest.filter(([first, last]) => first <= last);
}
