import type { SyntaxDocument } from '../../syntax/source-file.ts';
import { composeScalars } from '../scalars.ts';
import { Spot } from '../spot.ts';

/** Root keys of pipeline formats that also have a map of `services` with images; they are not Compose. */
const OTHER_FORMATS = ['steps', 'pipeline', 'jobs', 'stages', 'pipelines', 'apiVersion', 'kind'];

/** The language id of Compose files in editors. */
export const COMPOSE_LANGUAGE = 'dockercompose';

/** Whether a file is a Compose file by its name: `compose*.y?ml` and `docker-compose*.y?ml`. */
export function isComposeName(uri: string): boolean {
  const name = uri.slice(uri.lastIndexOf('/') + 1).toLowerCase();
  return /^(?:docker-)?compose[^/]*\.ya?ml$/.test(name);
}

/** Whether a document is a Compose file by its content: it has a map of services, and one of them has `image`, `build` or `extends`. */
export function isComposeContent(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, composeScalars());
  const services = root.get('services');
  if (services.type !== 'map' || OTHER_FORMATS.some((key) => root.get(key).written)) return false;
  return services.keys().some((name) => ['image', 'build', 'extends'].some((key) => services.get(name, key).written));
}

/** Whether a document can be a Compose file at all. Called if the name or the language of the file says that it is one. */
export function hasServices(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, composeScalars());
  // an override may hold nothing but definitions
  return ['services', 'include', 'volumes', 'networks', 'secrets', 'configs'].some((key) => root.get(key).written) && !root.get('apiVersion').written;
}
