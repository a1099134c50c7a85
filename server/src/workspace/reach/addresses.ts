/** Addresses of one family from the first to the last, as numbers. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** A block of addresses without its exceptions, as an `ipBlock` names it. */
export interface AddressBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** All addresses of IPv4. */
export const EVERY_IPV4: AddressRange = { family: 4, first: 0n, last: 2n ** 32n - 1n };
const EVERY_IPV6: AddressRange = { family: 6, first: 0n, last: 2n ** 128n - 1n };

/** Reads a range such as `10.0.0.0/8` or `fd00::/8`; `undefined` for anything else. */
export function rangeOf(cidr: string): AddressRange | undefined {
  const [, address = '', bits = ''] = /^([\d.]+|[\da-fA-F:.]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const family = address.includes(':') ? 6 : 4;
  const start = family === 4 ? ipv4(address) : ipv6(address);
  const width = family === 4 ? 32 : 128;
  if (start === undefined || Number(bits) > width) return undefined;
  const size = 2n ** BigInt(width - Number(bits));
  const first = (start / size) * size;
  return { family, first, last: first + size - 1n };
}

/** Whether an address block has all of a range; the range is one of {@link partition}, so that it is never in half of it. */
export function hasRange({ cidr, except }: AddressBlock, range: AddressRange): boolean {
  const isIn = (text: string) => {
    const outer = rangeOf(text);
    return outer !== undefined && outer.family === range.family && outer.first <= range.first && range.last <= outer.last;
  };
  return isIn(cidr) && !except.some(isIn);
}

/**
 * All addresses, cut where one of the blocks begins or ends, so that every block has all or nothing of each range. Addresses of IPv6 are only
 * there where a block names some.
 */
export function partition(blocks: readonly AddressBlock[]): AddressRange[] {
  const named = blocks.flatMap(({ cidr, except }) => [cidr, ...except].flatMap((text) => rangeOf(text) ?? []));
  const families = named.some(({ family }) => family === 6) ? [EVERY_IPV4, EVERY_IPV6] : [EVERY_IPV4];
  return families.flatMap(({ family, first, last }) => {
    const own = named.filter((range) => range.family === family);
    const starts = [...new Set([first, ...own.flatMap((range) => [range.first, range.last + 1n])])].filter((start) => start <= last).sort(byNumber);
    const cut = starts.map((start, i): AddressRange => ({ family, first: start, last: (starts[i + 1] ?? last + 1n) - 1n }));
    return cut.reduce<AddressRange[]>((found, range) => {
      const before = found.at(-1);
      if (before && blocks.every((block) => hasRange(block, before) === hasRange(block, range))) found[found.length - 1] = { ...before, last: range.last };
      else found.push(range);
      return found;
    }, []);
  });
}

/** As in `10.0.0.0-10.255.255.255`. */
export function rangeText({ family, first, last }: AddressRange): string {
  const text = family === 4 ? ipv4Text : ipv6Text;
  return `${text(first)}-${text(last)}`;
}

function byNumber(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ipv4(text: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part < 256) ? parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) : undefined;
}

function ipv6(text: string): bigint | undefined {
  const [, head, tail] = /^([\da-f:]*:)(\d+\.\d+\.\d+\.\d+)$/i.exec(text) ?? [];
  const last = tail === undefined ? undefined : ipv4(tail);
  if (tail !== undefined && last === undefined) return undefined;
  const plain = last === undefined ? text : `${head}${(last >> 16n).toString(16)}:${(last & 0xffffn).toString(16)}`;
  const halves = plain.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [left = [], right] = halves;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (halves.length > 2 || (right === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...left, ...(right === undefined ? [] : Array<string>(missing).fill('0')), ...(right ?? [])];
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) ? groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) : undefined;
}

function ipv4Text(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

/** The shortest form. Source: RFC 5952, section 4. */
function ipv6Text(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':');
  const [zeros] = [...groups.matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)].sort(([one], [other]) => other.length - one.length);
  if (!zeros) return groups;
  return `${groups.slice(0, zeros.index).replace(/:$/, '')}::${groups.slice(zeros.index + zeros[0].length).replace(/^:/, '')}`;
}
