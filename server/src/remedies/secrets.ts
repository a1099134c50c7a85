import type { Fix, PathOp } from '../fix/ops.ts';
import { isCredentialName } from '../isolation/credentials.ts';
import { imageFacts } from '../isolation/images/reference.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import type { Entry } from '../manifest/field.ts';
import { interpolate } from '../manifest/scalars.ts';
import type { Site } from '../syntax/site.ts';

/** A value, such as one of `environment`, that takes a credential or a part of it from a variable of the shell or of `.env`. */
export interface VariableSecret {
  /** The variable, if it is the whole value. */
  readonly variable: string | undefined;
}

/** `${VAR}`, `$VAR` and their forms with a message or an empty default. */
const WHOLE_VARIABLE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?\?[^{}]*|:?-)?\})$/;

/** User and password in a URL, the password from a variable. */
const URL_WITH_VARIABLE = /^[a-z][a-z0-9+.-]*:\/\/(?:(?!:\$\{?[A-Za-z_])[^\s/@])*:\$\{?[A-Za-z_][^\s/]*@/i;

/** How an entry takes its credential from a variable; `undefined` if it has no credential, or has it as text in the file. */
export function variableSecret({ key, value }: Entry): VariableSecret | undefined {
  if (value.state === 'null') return isCredentialName(key) ? { variable: key } : undefined;
  const text = value.text?.replaceAll('$$', '') ?? '';
  if (!text.includes('$')) return undefined;
  if (URL_WITH_VARIABLE.test(text) && !interpolate(text).certain) return { variable: undefined };
  // a default is text in the file; `:+` only tests whether there is a value
  if (!isCredentialName(key) || literalDefault(text) !== undefined || /^\$\{\w+:?\+/.test(text)) return undefined;
  const [, plain, braced] = WHOLE_VARIABLE.exec(text) ?? [];
  return { variable: plain ?? braced };
}

/** The literal default of `${VAR:-default}`, with the variable; `undefined` if there is none, or it is made of variables. */
export function literalDefault(text: string): { readonly variable: string; readonly value: string } | undefined {
  const [, variable, value] = /^\$\{([A-Za-z_]\w*):?-([^${}]+)\}$/.exec(text) ?? [];
  return variable === undefined || value === undefined ? undefined : { variable, value };
}

/** Variables that images can also read from a file, by `NAME_FILE`. Source: the entrypoints of the images (`file_env`, `docker_process_init_files`). */
const FILE_VARIABLES =
  /^(?:POSTGRES_PASSWORD|(?:MYSQL|MARIADB)_(?:ROOT_)?PASSWORD|MONGO_INITDB_ROOT_PASSWORD|WORDPRESS_(?:DB_PASSWORD|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT)))$/;

/**
 * Gives a variable's value as a file, `NAME_FILE`, where the image reads it from there. With `variable` as the source nothing new is
 * needed; without, the author has to create the file. Nothing where the image is not known to read files.
 */
export function asSecretFile(service: ServiceView, entry: Entry, variable: string | undefined): Fix[] {
  const { key } = entry;
  const { image, project, readOnly } = service;
  if (image.value === undefined || imageFacts(image.value)?.fileVariables !== 'supported' || !FILE_VARIABLES.test(key)) return [];
  const name = (variable ?? key).toLowerCase();
  const path = `/run/secrets/${name}`;
  const grant = service.secrets.find((other) => other.name === name);
  const secrets = service.spot.get('secrets');
  if (secrets.open || (grant && grant.target !== path) || service.variables.some((other) => other.key === `${key}_FILE`)) return [];
  // Compose refuses secrets that are no files in a read-only service
  const fromVariable = variable !== undefined && readOnly.value !== true && readOnly.state !== 'unknown';
  const file = `./secrets/${name}.txt`;
  const definition = project.secrets.get(name);
  const same = definition.get(fromVariable ? 'environment' : 'file').text().value === (fromVariable ? variable : file);
  if (definition.state !== 'absent' && !same) return [];
  const [grants, defines] = besides(service, entry, [secrets.site, definition.site]) ?? [];
  if (!grants || !defines) return [];
  const title = fromVariable ? `Give it as the file ${path}` : `Read it from ${file}, which you have to create`;
  const safety = fromVariable ? 'review' : 'manual';
  if (isUsedByCheck(service, key)) return [{ title, safety, blocked: `the health check uses ${key}: change it first` }];
  return [
    {
      title,
      safety,
      ops: [
        ...toFile(entry, path),
        ...(grant ? [] : [{ op: 'append' as const, at: grants, value: name }]),
        ...(same ? [] : [{ op: 'set' as const, at: defines, value: fromVariable ? { environment: variable } : { file } }]),
      ],
    },
  ];
}

function toFile({ key, value, syntax }: Entry, path: string): [PathOp, ...PathOp[]] {
  const fileKey = `${key}_FILE`;
  if (syntax === 'list') return [{ op: 'set', at: value.site, value: `${fileKey}=${path}` }];
  return [
    { op: 'set', at: { ...value.site, path: [...value.site.path.slice(0, -1), fileKey] }, value: path },
    { op: 'remove', at: value.site },
  ];
}

/**
 * The places in the file of the entry: a fix changes one file, and Compose adds up what the files of a project say. Nothing where
 * the entry comes from another service by `extends`: others may take it from there, and top-level secrets do not come along.
 */
function besides({ extends: parent, name }: ServiceView, { value }: Entry, sites: readonly Site[]): readonly Site[] | undefined {
  const { file, document, path } = value.site;
  if (path[0] !== 'services' || path[1] !== name) return undefined;
  if (sites.every((site) => site.file === file && site.document === document)) return sites;
  if (parent.written) return undefined;
  return sites.map((site) => ({ ...value.site, path: site.path, part: site.part }));
}

/** Whether the health check uses the variable, which the fix removes. */
function isUsedByCheck(service: ServiceView, key: string): boolean {
  const test = service.spot.get('healthcheck', 'test');
  return [test.text(), ...test.list().items].some(({ text }) => text?.includes(key));
}

/** Replaces a value in the file by a variable that must be set. */
export function required({ key, value, syntax }: Entry, variable: string): Fix {
  const text = `\${${variable}:?}`;
  return {
    title: `Require the variable ${variable}, which you have to set elsewhere`,
    safety: 'manual',
    ops: [{ op: 'set', at: value.site, value: syntax === 'list' ? `${key}=${text}` : text }],
  };
}
