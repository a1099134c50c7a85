/** A text to run an expression on: `before`, then `pump` many times, then `after`. */
export interface Attack {
  readonly before: string;
  readonly pump: string;
  readonly after: string;
}

/** A part of an expression. */
type Part =
  | { readonly kind: 'text'; readonly samples: readonly string[] }
  | { readonly kind: 'choice'; readonly of: readonly (readonly Part[])[]; readonly looks: boolean }
  | { readonly kind: 'many'; readonly of: Part; readonly least: number };

/** Characters that stand for the classes of an expression. */
const STOCK = [...'a0 -_.:/=$\'"{(<\t\nZ\\,#@é'];

/** Texts are cut here: a sample says what a part can match, not all that it can. */
const MOST = 6;

/**
 * Attacks on an expression, made of what its own parts match: each repeated part is repeated behind what the parts before it match, alone
 * and with the parts behind it, which may be what makes it slow (`\w*docker\w*` on `dockerdocker`).
 */
export function attacksOn({ source, flags }: RegExp): Attack[] {
  const attacks = new Map<string, Attack>();
  const walk = (parts: readonly Part[], befores: readonly string[]): void => {
    let before = befores;
    parts.forEach((part, i) => {
      if (part.kind === 'many') {
        const rest = parts.slice(i + 1);
        const next = rest.findIndex(({ kind }) => kind === 'many');
        const pumps = [
          ...samplesOf([part.of]),
          ...samplesOf(rest.slice(0, next < 0 ? rest.length : next)),
          ...samplesOf([part.of, ...rest.slice(0, 2)]),
          ...(next < 0 ? [] : samplesOf(rest.slice(next, next + 1).flatMap((one) => (one.kind === 'many' ? [one.of] : [])))),
        ];
        for (const pump of new Set(pumps.filter((one) => one !== '')))
          for (const first of before.slice(0, 2)) attacks.set(`${first}\0${pump}`, { before: first, pump, after: '\u0001y' });
        walk([part.of], before);
      } else if (part.kind === 'choice') for (const option of part.of) walk(option, before);
      before = joined(before, part);
    });
  };
  walk(new Reader(source, flags).parts(), ['']);
  return [...attacks.values()];
}

function samplesOf(parts: readonly Part[]): readonly string[] {
  return parts.reduce<readonly string[]>(joined, ['']);
}

/** Samples of a text and the part behind it. */
function joined(befores: readonly string[], part: Part): readonly string[] {
  const own = part.kind === 'text' ? part.samples : part.kind === 'many' ? repeated(part) : part.looks ? [''] : inTurn(part.of.map(samplesOf));
  const all = own.flatMap((one) => befores.map((before) => before + one));
  return all.length <= MOST ? all : [...all.slice(0, MOST - 1), all.at(-1) as string];
}

/** The first of each list, the second of each, and so on. */
function inTurn(lists: readonly (readonly string[])[]): readonly string[] {
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

function repeated({ of, least }: Extract<Part, { kind: 'many' }>): readonly string[] {
  const once = samplesOf([of]);
  return least === 0 ? ['', ...once] : once.map((one) => one.repeat(Math.min(least, 8)));
}

/** Reads the source of an expression; all that it needs to know is what can be repeated. */
class Reader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  parts(): Part[] {
    return [this.choice(false)];
  }

  private choice(looks: boolean): Part {
    const of: Part[][] = [[]];
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.source[this.at] === '|') {
        this.at++;
        of.push([]);
      } else of.at(-1)?.push(this.quantified());
    }
    return { kind: 'choice', of, looks };
  }

  private quantified(): Part {
    const part = this.atom();
    const [whole, sign, least = '0', comma, most] = /^(?:([*+?])|\{(\d+)(,)?(\d+)?\})\??/.exec(this.source.slice(this.at)) ?? [];
    if (whole === undefined) return part;
    this.at += whole.length;
    if (sign === '?') return { kind: 'choice', of: [[part], []], looks: false };
    if (sign === undefined && (comma === undefined || most !== undefined))
      return { kind: 'choice', of: [Array(Math.min(Number(least), 8)).fill(part)], looks: false };
    return { kind: 'many', of: part, least: sign === '+' ? 1 : Number(least) };
  }

  private atom(): Part {
    const rest = this.source.slice(this.at);
    const open = /^\((?:\?(?:(:|<?[=!])|<\w+>))?/.exec(rest);
    if (open) {
      this.at += open[0].length;
      const inner = this.choice(open[1] !== undefined && open[1] !== ':');
      this.at++;
      return inner;
    }
    const token = /^(?:\[(?:\\.|[^\]\\])*\]|\\(?:u\{\w+\}|u\w{4}|x\w\w|[pP]\{[^}]*\}|.)|.)/su.exec(rest)?.[0] as string;
    this.at += token.length;
    if (/^(?:[\^$]|\\[bB\d])$/.test(token)) return { kind: 'text', samples: [''] };
    const one = new RegExp(`^${token}$`, this.flags.replace(/[gym]/g, ''));
    if (/^[\w\s/:"'-]$/.test(token)) return { kind: 'text', samples: [token] };
    // the signs of the expression itself are what ends its parts
    const signs = [...new Set(this.source)].filter((c) => /[^\w\\[\](){}|*+?^$]/.test(c) && one.test(c)).slice(0, 2);
    const samples = [...signs, ...STOCK.filter((c) => one.test(c)).slice(0, 3)];
    if (samples.length > 0) return { kind: 'text', samples };
    for (let code = 0; code < 0x3000; code++) if (one.test(String.fromCodePoint(code))) return { kind: 'text', samples: [String.fromCodePoint(code)] };
    return { kind: 'text', samples: [''] };
  }
}
