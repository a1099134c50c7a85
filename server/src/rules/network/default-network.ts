import { isPublished, onLoopback } from '../../isolation/exposure.ts';
import { isImage } from '../../isolation/images/names.ts';
import type { PortView, Question, ServiceView } from '../../manifest/compose/views.ts';
import type { Field } from '../../manifest/field.ts';
import type { Site } from '../../syntax/site.ts';

interface Network {
  /** The number of services. */
  readonly size: number;
  /** The services that publish a port and show all that they use. */
  readonly fronts: readonly { readonly name: string; readonly at: Site; readonly text: string }[];
  /** For each store, the services that say that they use it. */
  readonly users: ReadonlyMap<string, readonly string[]>;
}

/** The network `default`; `undefined` if a service cannot be read. */
export const DEFAULT_NETWORK: Question<Network | undefined> = {
  answer(services) {
    if (services.some(({ partial }) => partial)) return undefined;
    const together = services.filter(onDefaultNetwork);
    const users = new Map<string, string[]>(together.filter(isStore).map(({ name }) => [name, []]));
    const fronts = together.flatMap((front) => {
      const port = openPort(front);
      return !port || isStore(front) || hidesItsNeeds(front) ? [] : [{ name: front.name, at: port.at, text: port.text }];
    });
    for (const service of together) for (const other of usedBy(service)) if (other !== service.name) users.get(other)?.push(service.name);
    return { size: together.length, fronts, users };
  },
};

/** A port that others than the host reach. */
export function openPort(service: ServiceView): PortView | undefined {
  return isPublished(service) ? service.ports.find((port) => !onLoopback(port)) : undefined;
}

/** With an entrypoint of its own the image runs something else, such as a setup. */
export function isStore({ image, spot }: ServiceView): boolean {
  return isImage('store', image.value) && !spot.get('entrypoint').written;
}

/** Whether a service names no network, so that it is on the `default` one. */
export function onDefaultNetwork({ networks, networkMode }: ServiceView): boolean {
  return networks === undefined && networkMode.state === 'absent';
}

/** What a service says that it uses, services among it: it waits for them, links to them, or has their names in environment or command. */
function usedBy(service: ServiceView): ReadonlySet<string> {
  const { spot } = service;
  const waits = spot.get('depends_on').entries();
  const links = spot.get('links').list().items;
  const said = texts(service).flatMap(({ value }) => value?.match(/[\w.-]+/g) ?? []);
  return new Set([...waits.map(({ key }) => key), ...links.flatMap(({ value }) => value?.split(':')[0] ?? []), ...said.flatMap(namesIn)]);
}

/** The names that a word holds: of `db.shop.internal` also `db`, `db.shop` and the like. Of a longer word only its parts. */
function namesIn(word: string): string[] {
  const parts = word.split('.');
  if (parts.length > 8) return parts;
  return parts.flatMap((_, from) => parts.slice(from).map((_part, i) => parts.slice(from, from + i + 1).join('.')));
}

/** Whether a service may use others without showing it: by variables in a file that cannot be read, or by an unknown value. */
function hidesItsNeeds(service: ServiceView): boolean {
  return !service.variablesKnown || texts(service).some(({ state }) => state !== 'known');
}

function texts({ spot, variables }: ServiceView): readonly Field<string>[] {
  return [...variables.map(({ value }) => value), ...['command', 'entrypoint'].flatMap((key) => spot.get(key).words().items)];
}
