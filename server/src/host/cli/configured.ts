import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { dateOf } from '../../../../schemas/reason.ts';
import { Configurations, type Configured } from '../../config/configurations.ts';
import type { Settings } from '../../config/settings.ts';
import { harmless } from '../../present/harmless.ts';
import { fileReader, isThere } from '../file-reader.ts';
import { type Inputs, relative } from './files.ts';
import { type Io, UsageError } from './io.ts';
import { givenOf, type InputOptions, inputsOf, type SettingOptions } from './options.ts';

/** The manifests of a run, and what counts for each. */
export interface Prepared extends Inputs {
  /** The settings of a file, by its name. */
  readonly settings: (file: string) => Settings;
  /** The files of the Compose project that a configuration makes a file a part of, by their names. */
  readonly projectOf: (file: string) => readonly string[] | undefined;
}

/** The configurations of a run. What they read is read once. */
export class RunConfigurations {
  readonly #configurations: Configurations;
  readonly #io: Io;

  /** @throws UsageError for a configuration that is named and not there */
  constructor(options: SettingOptions, io: Io) {
    this.#io = io;
    const { config } = options;
    const only = typeof config === 'string' ? slashed(path.resolve(io.cwd, config)) : config === false ? null : undefined;
    if (typeof config === 'string' && (config === '' || !existsSync(path.resolve(io.cwd, config))))
      throw new UsageError(`there is no configuration "${config}"`);
    const today = dateOf(new Date());
    const { read } = fileReader((name) => name);
    const once = <T>(ask: (name: string) => T) => {
      const known = new Map<string, T>();
      return (name: string) => {
        if (!known.has(name)) known.set(name, ask(name));
        return known.get(name) as T;
      };
    };
    this.#configurations = new Configurations({ text: once(read), exists: once(isThere), today: () => today }, [slashed(io.cwd)], only);
    this.#configurations.give(givenOf(options));
  }

  /** What counts for a file, named relative to the working directory. */
  of(file: string): Configured {
    return this.#configurations.of(slashed(path.resolve(this.#io.cwd, file)));
  }

  /** Whether a file was read, or searched, as a configuration. */
  isConfig(file: string): boolean {
    return this.#configurations.isConfig(slashed(path.resolve(this.#io.cwd, file)));
  }

  /** A configuration as people call it: relative to the working directory. */
  name(file: string): string {
    return relative(file, this.#io.cwd);
  }

  /** The line at which a configuration says something. */
  lineOf(file: string, at: readonly PropertyKey[]): number | undefined {
    return this.#configurations.lineOf(file, at);
  }

  /** Whether a configuration cannot be used. */
  get isBroken(): boolean {
    return this.#configurations.wrong.some(({ mild }) => !mild);
  }

  /** What is wrong in the configurations, each in one line. */
  get wrong(): string[] {
    return this.#configurations.wrong.map(({ file, message, range: { start } }) =>
      harmless(`${this.name(file)}:${start.line + 1}:${start.character + 1}: ${this.#isOurs(file) ? message : 'this is no configuration that can be used'}`),
    );
  }

  /**
   * Whether a file is in the repository, or else below the working directory. What messages quote of other files, a job would show to whoever
   * may write `extends`.
   */
  #isOurs(file: string): boolean {
    const above = (folder: string): string =>
      existsSync(path.join(folder, '.git')) ? folder : path.dirname(folder) === folder ? this.#io.cwd : above(path.dirname(folder));
    try {
      const way = path.relative(realpathSync(above(this.#io.cwd)), realpathSync(file));
      return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
    } catch {
      // it is not there, which is what the message says
      return true;
    }
  }
}

/** Reads the manifests of a run. Those that a configuration ignores are left out, so are configurations, and those whose configuration is broken are not judged. */
export async function prepared(paths: readonly string[], options: InputOptions, io: Io): Promise<Prepared> {
  const configurations = new RunConfigurations(options, io);
  const { inputs, unreadable } = await inputsOf(paths, options, io);
  const wanted = inputs.filter(({ file, named }) => named || !configurations.of(file).ignored);
  // a configuration in a folder is no manifest
  const kept = wanted.filter(({ file, named }) => named || !configurations.isConfig(file));
  const broken = kept.filter(({ file }) => configurations.of(file).broken);
  for (const wrong of configurations.wrong) io.err(`bulkhead: ${wrong}\n`);
  return {
    inputs: kept.filter((input) => !broken.includes(input)),
    unreadable: [...unreadable, ...broken.map(({ file }) => ({ file, why: 'its configuration is wrong', unjudged: true as const }))],
    settings: (file) => configurations.of(file).settings,
    projectOf: (file) => configurations.of(file).project?.map((name) => configurations.name(name)),
  };
}

function slashed(name: string): string {
  return name.split(path.sep).join('/');
}
