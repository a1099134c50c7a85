import path from 'node:path';
import type { Use } from '../../../server/src/isolation/images/evidence.ts';
import type { Dialect } from '../request.ts';
import type { LabImage } from './image.ts';

/** One way to use an image, in one dialect. */
export interface Trial {
  readonly image: LabImage;
  readonly dialect: Dialect;
  readonly use: Use;
}

/** The folder of the host that manifests name; each start has one of its own in its place. */
export const PROJECT = '/srv/app';
/** A folder of the host with the data. */
export const HOST_DATA = `${PROJECT}/data`;

/** Where a file of the host is, by the path that it has in the container. */
export function hostFile(target: string): string {
  return `${PROJECT}/${path.posix.basename(target)}`;
}

/** The files that are mounted, and what goes with them, where the use has some. */
export function filesOf({ image, use }: Trial): LabImage['keyed'] {
  return use === 'files' || use === 'config' ? image.keyed : undefined;
}

/** The variables that the manifest sets. */
export function variablesOf(trial: Trial): Readonly<Record<string, string>> {
  const { env, below } = trial.image;
  return { ...env, ...filesOf(trial)?.env, ...(trial.use === 'below' ? below : {}) };
}

/**
 * What somebody would write who knows nothing of isolation.
 * @param asRoot with the user that the image starts as, in words
 */
export function manifestOf(trial: Trial, asRoot = false): string {
  const { dialect, use } = trial;
  const { image, data } = trial.image;
  const given = filesOf(trial);
  const files = Object.keys(given?.files ?? {});
  const folder = given || use === 'plain' ? undefined : data;
  const variables = Object.entries(variablesOf(trial));
  const lines = dialect === 'compose' ? project(image, use, folder, files, variables) : pod(image, use, folder, files, variables);
  const root = dialect === 'compose' ? '    user: root' : '      securityContext: { runAsUser: 0 }';
  return lines
    .flat()
    .flatMap((line) => (asRoot && /^ +image: /.test(line) ? [line, root] : [line]))
    .join('\n');
}

type Variables = readonly (readonly [name: string, value: string])[];
type Lines = readonly (string | readonly string[])[];

function project(image: string, use: Use, folder: string | undefined, files: readonly string[], variables: Variables): Lines {
  const volumes = [
    ...(folder === undefined ? [] : [`${use === 'named' ? 'data' : HOST_DATA}:${folder}`]),
    ...files.map((file) => `${hostFile(file)}:${file}:ro`),
  ];
  return [
    ['services:', '  main:', `    image: ${image}`],
    volumes.length > 0 ? ['    volumes:', ...volumes.map((one) => `      - ${one}`)] : [],
    variables.length > 0 ? ['    environment:', ...variables.map(([name, value]) => `      ${name}: "${value}"`)] : [],
    use === 'named' ? ['volumes:', '  data:'] : [],
    '',
  ];
}

function pod(image: string, use: Use, folder: string | undefined, files: readonly string[], variables: Variables): Lines {
  const source = use === 'scratch' ? 'emptyDir: {}' : 'persistentVolumeClaim: { claimName: data }';
  const mounts = [
    ...(folder === undefined ? [] : [{ name: 'data', at: `mountPath: ${folder}`, source }]),
    ...files.map((file, index) =>
      use === 'config'
        ? { name: `file-${index}`, at: `mountPath: ${file}, subPath: ${path.posix.basename(file)}`, source: `secret: { secretName: file-${index} }` }
        : { name: `file-${index}`, at: `mountPath: ${file}, readOnly: true`, source: `hostPath: { path: ${hostFile(file)} }` },
    ),
  ];
  return [
    ['apiVersion: v1', 'kind: Pod', 'metadata:', '  name: main', 'spec:', '  containers:', '    - name: main', `      image: ${image}`],
    variables.length > 0 ? ['      env:', ...variables.map(([name, value]) => `        - { name: ${name}, value: "${value}" }`)] : [],
    mounts.length > 0 ? ['      volumeMounts:', ...mounts.map(({ name, at }) => `        - { name: ${name}, ${at} }`)] : [],
    mounts.length > 0 ? ['  volumes:', ...mounts.map((one) => `    - { name: ${one.name}, ${one.source} }`)] : [],
    '',
  ];
}
