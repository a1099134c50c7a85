import type { ServiceView, VolumeUse } from '../../manifest/compose/views.ts';
import { isUnset } from '../../manifest/field.ts';
import type { ContainerView, VariableView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { oncePer, oncePerService } from '../once.ts';
import type { ImageFacts } from './facts.ts';
import { factsOfImage } from './team.ts';

/** How a container or service uses a known image. */
export interface ImageUse {
  readonly facts: ImageFacts;
  /** The image starts its own program, at most with other options: so the facts of the image are true for it. */
  readonly asShipped: boolean;
  /** The file shows its probes and hooks. Without them nobody knows that no privilege is needed, but what the image does is still true. */
  readonly probesKnown: boolean;
  /** A shell, a script or another program starts in its place: it may prepare files as root. */
  readonly replaced: boolean;
  readonly mounts: readonly ImageMount[];
  /** The file shows all mounts. */
  readonly mountsKnown: boolean;
  /** The words of its command and arguments, as far as the file shows them. */
  readonly words: readonly string[];
  /** The absolute paths in its arguments: it may write there. */
  readonly argumentPaths: readonly string[];
  /** The absolute paths in its variables: it may write there. */
  readonly variablePaths: readonly string[];
  /** The file shows all variables that may hold a path. */
  readonly variablesKnown: boolean;
  /** It has variables with files of secrets (`NAME_FILE`), which entrypoints read before they change the user. */
  readonly readsSecretFiles: boolean;
  /** The value of {@link ImageFacts.dataVariable}; `undefined` if it is not set. */
  readonly dataFolder: string | undefined;
}

/** A path of the container at which something is mounted. */
export interface ImageMount {
  readonly path: string;
  /**
   * - `claim`: a volume whose group `fsGroup` sets.
   * - `named`: a volume of Docker, which gets the owner of the folder in the image.
   * - `tmpfs`: a tmpfs of Docker. It belongs to root and has the mode of the folder below it.
   * - `files`: configuration and secrets.
   */
  readonly kind: 'scratch' | 'tmpfs' | 'claim' | 'named' | 'files' | 'host' | 'other';
  readonly readOnly: boolean;
}

/** Whether a path is `folder` or below it; `/var/run` is the same as `/run`. */
export function isWithin(path: string, folder: string): boolean {
  const [inner, outer] = [clean(path), clean(folder)];
  return inner === outer || outer === '/' || inner.startsWith(`${outer}/`);
}

/** Whether two paths are the same; `/var/run` is the same as `/run`. */
export function isSamePath(a: string, b: string): boolean {
  return clean(a) === clean(b);
}

function clean(path: string): string {
  const plain = `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
  return plain.replace(/^\/var\/run(?=\/|$)/, '/run');
}

/** Whether the facts of its image say what all of its programs need. */
export function isCovered(use: ImageUse | undefined): boolean {
  return use?.asShipped === true && !use.facts.base;
}

/** How a container uses its image; `undefined` if the image is unknown. */
export const containerImage = oncePer((container: ContainerView): ImageUse | undefined => {
  const { image, environment, spot, pod } = container;
  const facts = factsOfImage(image.value, pod.team);
  if (!facts) return undefined;
  const args = texts(spot.get('args'));
  const handlers = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => spot.get(probe, 'exec', 'command')),
    ...['postStart', 'preStop'].map((hook) => spot.get('lifecycle', hook, 'exec', 'command')),
  ];
  const probed = handlers.map(texts);
  const shipped = container.list !== 'ephemeralContainers' && isUnset(spot.get('command'));
  const variables = environment.map(variable);
  const mounts = spot.get('volumeMounts');
  const read = mounts.items().map((item) => mountInPod(container, item));
  return {
    facts,
    replaced: isOther(facts, isUnset(spot.get('command')) ? args : texts(spot.get('command'))),
    asShipped: shipped && startsItself(facts, args) && probed.every(isHarmless),
    probesKnown: probed.every((words) => words !== undefined),
    mounts: read.flatMap((mount) => (mount ? [mount] : [])),
    mountsKnown: pod.basis === 'written' && !pod.partial && isReadable(mounts) && isReadable(pod.spots.spec.get('volumes')) && read.every(Boolean),
    words: ['command', 'args'].flatMap((key) => texts(spot.get(key)) ?? []),
    ...pathsOf(facts, args, variables),
    variablesKnown: isReadable(spot.get('env')) && isUnset(spot.get('envFrom')) && variables.every(({ known }) => known),
  };
});

/** How a service uses its image; `undefined` if the image is unknown, or if the service builds an image with that name. */
export const serviceImage = oncePerService((service: ServiceView): ImageUse | undefined => {
  const { image, spot, build, project } = service;
  const facts = isUnset(build) ? factsOfImage(image.value, project.team) : undefined;
  if (!facts) return undefined;
  const args = texts(spot.get('command'));
  const hooks = ['post_start', 'pre_stop', 'pre_start'].every((hook) => isUnset(spot.get(hook)));
  const probe = texts(spot.get('healthcheck', 'test'));
  const variables = service.variables.map(({ key, value }) => ({ name: key, text: value.value, known: value.value !== undefined || cannotBePath(key) }));
  const read = service.volumes.map((use) => mountInProject(service, use));
  // a Swarm ignores the key
  const tmpfs = project.swarm ? [] : service.tmpfs.map(({ target }): ImageMount => ({ path: target, kind: 'tmpfs', readOnly: false }));
  const granted = (['secrets', 'configs'] as const).flatMap((key) =>
    service[key].map(({ name, target }): ImageMount => {
      // a file of the host keeps its owner and its mode there
      const kind = project[key].get(name).get('file').written ? 'host' : 'files';
      return { path: target, kind, readOnly: true };
    }),
  );
  return {
    facts,
    replaced: isOther(facts, isUnset(spot.get('entrypoint')) ? args : texts(spot.get('entrypoint'))),
    asShipped: isUnset(spot.get('entrypoint')) && hooks && startsItself(facts, args) && isHarmless(probe),
    probesKnown: probe !== undefined,
    mounts: [...read.flatMap((mount) => (mount ? [mount] : [])), ...tmpfs, ...granted],
    mountsKnown:
      !service.partial &&
      !project.partial &&
      ['volumes', 'tmpfs'].every((key) => !spot.get(key).open) &&
      isUnset(spot.get('volumes_from')) &&
      read.every(Boolean),
    words: ['entrypoint', 'command'].flatMap((key) => texts(spot.get(key)) ?? []),
    ...pathsOf(facts, args, variables),
    variablesKnown: service.variablesKnown && variables.every(({ known }) => known),
  };
});

/** Whether the file shows all entries of a list. */
export function isReadable(list: Spot): boolean {
  return isUnset(list) || (list.type === 'seq' && !list.open);
}

/** The words of a command in either form; `undefined` if a template or variable hides some. */
function texts(spot: Spot): readonly string[] | undefined {
  if (isUnset(spot)) return [];
  if (spot.type === 'scalar') return spot.text().value?.trim().split(/\s+/);
  const { state, items } = spot.list();
  const words = items.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return state === 'known' && words.length === items.length ? words : undefined;
}

function startsItself(facts: ImageFacts, args: readonly string[] | undefined): boolean {
  const [first] = args ?? [];
  if (facts.base || !args) return false;
  return first === undefined || /^-|\.conf$/.test(first) || facts.programs.includes(first);
}

/** Whether a command starts another program than that of the image, by its entrypoint or directly. Most images bear the name of theirs. */
function isOther({ name, base, programs }: ImageFacts, words: readonly string[] | undefined): boolean {
  const [first] = words ?? [];
  if (base || first === undefined || /^-|\.conf$|entrypoint/.test(first)) return false;
  const program = first.slice(first.lastIndexOf('/') + 1);
  return !programs.includes(first) && !programs.includes(program) && program.replaceAll('_', '-') !== name.split(' ')[0];
}

/** Whether a probe or hook neither writes files nor changes the user, as far as it is known: with fewer privileges, one that does may stop working. */
function isHarmless(command: readonly string[] | undefined): boolean {
  return (
    command === undefined ||
    !/>|\b(?:su|sudo|gosu|su-exec|runuser|setpriv|ch(?:own|mod|grp)|touch|tee|mkdir|cp|mv|ln|sed|apk|apt|apt-get|yum)\b/.test(command.join(' '))
  );
}

interface Variable {
  readonly name: string | undefined;
  readonly text: string | undefined;
  /** The file shows its value, or the value cannot be a path. */
  readonly known: boolean;
}

function variable({ key: name, value: { value: text }, spot }: VariableView): Variable {
  const from = spot.get('valueFrom');
  const field = from.get('fieldRef').written || from.get('resourceFieldRef').written;
  return { name, text, known: name !== undefined && (text !== undefined || isUnset(from) || field || cannotBePath(name)) };
}

/** Whether the value of a variable cannot be a path, by its name. */
function cannotBePath(name: string): boolean {
  return /(?:PASS|PASSWORD|SECRET|TOKEN|KEY|USER|USERNAME|DB|DATABASE|HOST|PORT)$/i.test(name);
}

function pathsOf(facts: ImageFacts, args: readonly string[] | undefined, variables: readonly Variable[]) {
  return {
    argumentPaths: (args ?? []).flatMap(pathsIn),
    variablePaths: variables.flatMap(({ text }) => pathsIn(text ?? '')),
    readsSecretFiles: variables.some(({ name }) => /_FILE$/.test(name ?? '')),
    dataFolder: variables.find(({ name }) => name !== undefined && name === facts.dataVariable)?.text,
  };
}

function pathsIn(text: string): string[] {
  return [...text.matchAll(/(?:^|[=,:;\s'"])(\/(?!\/)[^\s,:;'"]*)/g)].map(([, path = '']) => path);
}

/** The kind of each volume type of a pod. */
const VOLUME_KINDS: ReadonlyMap<string, ImageMount['kind']> = new Map([
  ['emptyDir', 'scratch'],
  ['persistentVolumeClaim', 'claim'],
  ['ephemeral', 'claim'],
  ['configMap', 'files'],
  ['secret', 'files'],
  ['projected', 'files'],
  ['downwardAPI', 'files'],
  ['hostPath', 'host'],
]);

function mountInPod({ pod }: ContainerView, item: Spot): ImageMount | undefined {
  const path = item.get('mountPath').text().value;
  const name = item.get('name').text().value;
  if (path === undefined || name === undefined) return undefined;
  const volume = pod.spots.spec
    .get('volumes')
    .items()
    .find((candidate) => candidate.get('name').text().value === name);
  // the volume of a StatefulSet may be a claim template, which the pod does not show
  const kind = volume ? (volume.keys().flatMap((key) => VOLUME_KINDS.get(key) ?? [])[0] ?? 'other') : pod.ref.kind === 'StatefulSet' ? 'claim' : 'other';
  return { path, kind, readOnly: item.get('readOnly').boolean().value === true };
}

function mountInProject({ project }: ServiceView, use: VolumeUse): ImageMount | undefined {
  const { target, source, type, readOnly } = use;
  if (target === undefined) return undefined;
  const kind = type === 'tmpfs' ? 'tmpfs' : type === 'bind' ? 'host' : type === 'anonymous' ? 'named' : 'other';
  if (type !== 'volume' || source === undefined) return { path: target, kind, readOnly };
  const definition = project.volumes.get(source);
  const plain = ['driver', 'driver_opts', 'external'].every((key) => isUnset(definition.get(key)));
  return { path: target, kind: plain && !use.options.includes('nocopy') ? 'named' : 'other', readOnly };
}
