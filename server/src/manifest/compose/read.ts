import type { SyntaxDocument } from '../../syntax/source-file.ts';
import { composeScalars } from '../scalars.ts';
import { Spot } from '../spot.ts';
import { readService } from './service.ts';
import type { Definitions, ProjectView, ServiceView } from './views.ts';

/** Root keys of pipeline formats that also have a map of `services` with images; they are not Compose. */
const OTHER_FORMATS = ['steps', 'pipeline', 'jobs', 'stages', 'pipelines', 'apiVersion', 'kind'];

/** Whether a document is a Compose file by its content: a map of services of which one has an image, a build or extends another. */
export function isComposeContent(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, composeScalars());
  const services = root.get('services');
  if (services.type !== 'map' || OTHER_FORMATS.some((key) => root.get(key).written)) return false;
  return services.keys().some((name) => ['image', 'build', 'extends'].some((key) => services.get(name, key).written));
}

/** Whether a document can be a Compose file at all; asked where the file's name or language says that it is one. */
export function hasServices(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, composeScalars());
  return (root.get('services').written || root.get('include').written) && !root.get('apiVersion').written;
}

/** A service that is read when it is asked for, with what tells whether it is still the same. */
export interface ServiceEntry {
  readonly name: string;
  readonly identity: Spot['identity'];
  read(): ServiceView;
}

/** The project of a document. Its `services` are read when a rule asks for all of them; `onWide` is told. */
export function readProject(
  index: number,
  document: SyntaxDocument,
  onWide: () => void = () => undefined,
): { project: ProjectView; entries: readonly ServiceEntry[] } {
  const root = Spot.root(index, document, composeScalars());
  const all = root.get('services');
  const read = new Map<string, ServiceView>();
  const entries: ServiceEntry[] = [];
  const definitions = (kind: string): Definitions => ({ names: root.get(kind).keys(), get: (name) => root.get(kind, name) });
  const project: ProjectView = {
    site: root.site,
    name: root.get('name').text().value,
    volumes: definitions('volumes'),
    networks: definitions('networks'),
    secrets: definitions('secrets'),
    configs: definitions('configs'),
    includes: root.get('include').items(),
    partial: false,
    get services() {
      onWide();
      return entries.map((entry) => entry.read());
    },
  };
  for (const name of all.keys()) {
    const spot = all.get(name);
    if (spot.type !== 'map') continue;
    entries.push({
      name,
      identity: spot.identity,
      read: () => {
        const own = spot.get('extends');
        const view = read.get(name) ?? readService(project, name, spot, { included: false, partial: own.written, extends: own });
        read.set(name, view);
        return view;
      },
    });
  }
  return { project, entries };
}
