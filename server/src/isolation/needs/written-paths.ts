import { isWithin } from '../images/use.ts';
import { isSettings } from '../mounts/binds.ts';

/** The paths that a command names for its program to write. */
export interface WrittenPaths {
  /** Folders for logs, sockets and other files that may be lost with the container. */
  readonly scratch: readonly string[];
  /** Others, whose content may be wanted. */
  readonly kept: readonly string[];
}

/** Folders whose files may be lost. Source: FHS 3.0, 3.15, 3.18, 5.5, 5.10, 5.13, 5.15. */
const PASSING = /^\/(?:tmp|run|var\/(?:run|tmp|log|cache|spool|lock))\//;

/** Names of options that say where a program writes, by their last word. */
const WRITES =
  /(?:^|[-_.])(?:(?:db|log|pid|data|storage)[-_]?(?:path|dir|file|folder)?|(?:socket|cache|tmp|temp|out|output|dump|state|spool|journal|wal)(?:[-_.]?(?:path|dir|file|folder))?)$/i;

/** An option with its value, in one word or in two. */
const JOINED = /^--?([\w.-]+)=(\/.+)$/;
const OPTION = /^--?([\w.-]+)$/;

/** What a command with these words writes, by its options and, in a shell, by where it sends its output. Paths of settings are read. */
export function writtenPaths(words: readonly string[]): WrittenPaths {
  const named = words.flatMap((word, i): [option: string, path: string][] => {
    const [, joined, value] = JOINED.exec(word) ?? [];
    if (joined !== undefined && value !== undefined) return [[joined, value]];
    const [, option] = OPTION.exec(words[i - 1] ?? '') ?? [];
    if (option !== undefined && word.startsWith('/')) return [[option, word]];
    return [...word.matchAll(/>\s*(\/[\w./-]+)/g)].map(([, path = '']) => ['output', path]);
  });
  const written = named.filter(([, path]) => /^(?:\/[\w.@+-]+)+\/?$/.test(path) && !isSettings(path));
  const scratch = written.flatMap(([, path]) => (PASSING.test(path) ? [folderOf(path)] : []));
  const kept = written.flatMap(([option, path]) => (!PASSING.test(path) && WRITES.test(option) && !READ.test(path) ? [path] : []));
  return { scratch: outermost(scratch), kept: outermost(kept) };
}

/** Programs and settings, and the streams and kernel files of every container. */
const READ = /^\/(?:etc|usr|s?bin|lib(?:64)?|boot|dev|proc|sys)(?:\/|$)/;

/** The folder of a file, which has an extension or is a log, or the path itself. */
function folderOf(path: string): string {
  const plain = path.replace(/\/$/, '');
  const parent = plain.slice(0, plain.lastIndexOf('/'));
  return /\.\w+$/.test(plain) || /^\/(?:tmp|var\/tmp)$/.test(parent) ? parent : plain;
}

function outermost(paths: readonly string[]): string[] {
  const once = [...new Set(paths)];
  return once.filter((path) => !once.some((other) => other !== path && isWithin(path, other)));
}
