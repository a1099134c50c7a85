import type { Site } from '../../syntax/site.ts';
import type { Field } from '../field.ts';
import type { Spot } from '../spot.ts';
import { type Dotenv, parseDotenv, parseRawEnv } from './dotenv.ts';
import { SERVICE_MERGE } from './fields.ts';
import { type ProjectFiles, resolvePath } from './files.ts';
import { Merged } from './merge.ts';
import { type ProjectProblem, type ProjectTexts, type Source, scalarsIn, spotIn, type Text } from './texts.ts';
import type { Variable } from './views.ts';

/** What the files of `env_file` give to one service. */
export interface GivenVariables {
  /** Of several with one name, the last counts. */
  readonly variables: readonly Variable[];
  /** All files were read, and Compose can read them too. */
  readonly known: boolean;
  /** What was read. */
  readonly texts: readonly (string | undefined)[];
  readonly problems: readonly ProjectProblem[];
}

/** Of a service without `env_file`. */
export const NOTHING_GIVEN: GivenVariables = { variables: [], known: true, texts: [], problems: [] };

/** In all services of a project together, this many variables of files are read: no machine could start more. */
const MOST_VARIABLES = 100_000;

/** Reads the files of `env_file`. Source: compose-go, `WithServicesEnvironmentResolved`. */
export class EnvFiles {
  readonly #texts: ProjectTexts;
  readonly #files: ProjectFiles | undefined;
  readonly #read = new Map<Text['variables'], Map<string, Dotenv>>();
  #count = 0;

  constructor(texts: ProjectTexts, files: ProjectFiles | undefined) {
    this.#texts = texts;
    this.#files = files;
  }

  /** @param sources what the service is merged from */
  of(sources: readonly Source[]): GivenVariables {
    const [first] = sources;
    const last = sources.at(-1);
    if (!first || !last || !sources.some(({ place }) => place.child('env_file'))) return NOTHING_GIVEN;
    const places = sources.map(({ place }) => place);
    const merged = Merged.of(places, SERVICE_MERGE, first.place.site, scalarsIn(last.text));
    if (!merged) return NOTHING_GIVEN;
    const service = spotIn(merged, last.text);
    const list = service.get('env_file');
    const all = list.each().map((entry) => this.#given(entry, folderAt(entry.site, sources), last.text));
    // only a part of a service is here: another file may start in another folder
    const whole = ['image', 'build'].some((key) => service.get(key).written);
    return {
      variables: all.flatMap(({ variables }) => variables),
      known: !list.open && all.every(({ known }) => known),
      texts: all.flatMap(({ texts }) => texts),
      problems: whole ? all.flatMap(({ problems }) => problems) : [],
    };
  }

  #given(entry: Spot, folder: string, { variables }: Text): GivenVariables {
    const long = entry.type === 'map';
    const path = long ? entry.get('path') : entry;
    const [required, format] = long ? [entry.get('required').boolean(), entry.get('format').text()] : [];
    const name = this.#texts.readable(path);
    const raw = format?.value === 'raw';
    // `~` is a folder of the person who starts the project
    if (name === undefined || name.startsWith('~') || (!raw && format !== undefined && format.state !== 'absent' && format.state !== 'null'))
      return { ...NOTHING_GIVEN, known: false };
    const uri = resolvePath(folder, name);
    const text = this.#files?.text(uri);
    const failed = (code: ProjectProblem['code'], message: string): GivenVariables => ({
      variables: [],
      known: false,
      texts: [text],
      problems: [{ code, site: path.site, message }],
    });
    if (text === undefined) {
      const lost = failed('compose-file-missing', `"${name}" cannot be read: Compose needs it, and the variables that it sets are not known`);
      return required === undefined || required.value === true || required.state === 'absent' ? lost : { ...lost, problems: [] };
    }
    const read = this.#parse(uri, text, raw, variables);
    if (read.broken) return failed('compose-file-missing', `line ${read.broken.line} of "${name}" is not "NAME=value": Compose refuses the file`);
    this.#count += read.variables.size + read.open.size;
    if (this.#count > MOST_VARIABLES)
      return failed('too-large', `"${name}" is too large to be judged: services have more than ${MOST_VARIABLES} variables of files`);
    const of = (key: string, value: string | undefined): Variable => ({ key, value: fieldOf(value, path.site), file: name });
    return {
      variables: [...[...read.variables].map(([key, value]) => of(key, value)), ...[...read.open].map((key) => of(key, undefined))],
      known: true,
      texts: [text],
      problems: [],
    };
  }

  /** Reads a text once for all services that have the same variables around it. */
  #parse(uri: string, text: string, raw: boolean, variables: Text['variables']): Dotenv {
    const known = this.#read.get(variables) ?? new Map<string, Dotenv>();
    this.#read.set(variables, known);
    const key = `${raw} ${uri}`;
    const read = known.get(key) ?? (raw ? parseRawEnv(text) : parseDotenv(text, (name) => variables.get(name)));
    known.set(key, read);
    return read;
  }
}

/** The folder from which a path starts: that of the text in which it is written. */
function folderAt({ file, document }: Site, sources: readonly Source[]): string {
  const source = sources.find(({ place: { site } }) => site.file === file && site.document === document);
  return source?.text.folder ?? '';
}

/** The value is kept out of `text`, which messages show. */
function fieldOf(value: string | undefined, site: Site): Field<string> {
  return { site, state: value === undefined ? 'unknown' : 'known', value, text: undefined };
}
