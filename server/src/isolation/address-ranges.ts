/** The address at which most clouds give out the credentials of the machine, from inside it. Source: the metadata services of AWS, Azure and Google Cloud. */
export const METADATA_ADDRESS = '169.254.169.254';

/** A range of IPv4 addresses, as numbers; both ends are in it. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reads a range such as `10.0.0.0/8`; `undefined` for anything else, also for IPv6. */
export function parseCidr(text: string): Range | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const first = Math.floor((((a * 256 + b) * 256 + c) * 256 + d) / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether all of `inner` lies in `outer`. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether a range has every address of IPv4, or of IPv6. */
export function isEveryAddress(cidr: string): boolean {
  return cidr === '0.0.0.0/0' || cidr === '::/0';
}
