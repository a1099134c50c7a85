import type { PortView, ServiceView } from '../manifest/compose/views.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import type { Site } from '../syntax/site.ts';
import { includesPort, isLoopback, isPublished, onLoopback } from './exposure.ts';
import { isImage } from './images/names.ts';

/** An address of an engine API in a manifest, with its place. */
export interface EngineAddress {
  readonly site: Site;
  readonly address: string;
}

/** The argument in the command of a container with which an engine listens on more than the loopback, without TLS. */
export function listenerOf({ spot }: ContainerView): EngineAddress | undefined {
  return listenerIn([spot.get('command'), spot.get('args')]);
}

/** The same for a command as a text or a list, and its arguments. */
export function listenerIn(commands: readonly Spot[]): EngineAddress | undefined {
  const fields = commands.flatMap((spot) => spot.words().items);
  const line = fields.map(({ value }) => value ?? '').join(' ');
  if (!/(?:^|\s)(?:-H|--host)[\s=]*["']?tcp:\/\//.test(line) || /--tls(?:verify)?\b/.test(line)) return undefined;
  for (const { value, site } of fields) {
    const address = /tcp:\/\/(?:0\.0\.0\.0|\[::\]|):2375(?!\d)/.exec(value ?? '')?.[0];
    if (address !== undefined) return { site, address };
  }
  return undefined;
}

/** An environment variable. Its name or value is `undefined` if a template or another object decides it. */
export interface Variable {
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly site: Site;
}

/** The variables of a container or service. */
export function variablesOf(subject: ContainerView | ServiceView): Variable[] {
  const variables = 'variables' in subject ? subject.variables : subject.environment;
  return variables.map(({ key, value }) => ({ key, value: value.value, site: value.site }));
}

/**
 * The engine that the variables of a client name. `undefined` for its own engine, for a filtering proxy, and for one of `neighbours`, because
 * that engine itself is judged.
 */
export function engineOf(variables: readonly Variable[], neighbours: readonly string[]): EngineAddress | undefined {
  if (variables.some(({ key, value }) => key === 'DOCKER_TLS_VERIFY' && value !== '')) return undefined;
  for (const { key, value, site } of variables) {
    const [, host] = /^tcp:\/\/([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):2375\/?$/.exec((key === 'DOCKER_HOST' && value) || '') ?? [];
    if (host === undefined || isLoopback(host) || /^localhost$|proxy/i.test(host) || neighbours.includes(host)) continue;
    return { site, address: `${host}:2375` };
  }
  return undefined;
}

/** A published port of the Docker API. A socket proxy that allows only reading does not count. */
export function publishesEngine(service: ServiceView, port: PortView): boolean {
  if (!includesPort(port.target, 2375) || !isPublished(service) || onLoopback(port)) return false;
  if (!isImage('socketProxy', service.image.value)) return true;
  return variablesOf(service).some(({ key, value }) => key === 'POST' && (value === '1' || value === 'true'));
}
