import type { PathOp } from '../../fix/ops.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { below } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Endpoint } from './clients.ts';

/** The operations that tell a service the address of its engine, or the reason why that is not possible. */
export function endpointOps(service: ServiceView, endpoint: Endpoint, address: string): PathOp[] | string {
  if (endpoint.by === 'variable') return [variable(service, endpoint.name, address)];
  if (endpoint.by === 'host-option') return hostOption(service, address);
  return traefik(service, address);
}

function variable({ site, spot, environment }: ServiceView, name: string, value: string): PathOp {
  const written = environment.findLast(({ key }) => key === name);
  if (written) return { op: 'set', at: written.value.site, value: written.syntax === 'list' ? `${name}=${value}` : value };
  const all = spot.get('environment');
  if (all.type === 'seq') return { op: 'ensure', at: all.site, value: `${name}=${value}` };
  return { op: 'set', at: below(all.type === 'map' ? all.site : below(site, 'environment'), name), value };
}

/** The words of a command, each with its place. In a command that is one text, all words have the same place. */
function wordsOf(command: Spot): { readonly text: string; readonly item: Spot }[] {
  if (command.type === 'scalar') return (command.writtenText() ?? '').split(/\s+/).map((text) => ({ text, item: command }));
  return command.items().map((item) => ({ text: item.writtenText() ?? '', item }));
}

/** Replaces an option of the command, or adds it at its end. */
function option(command: Spot, found: { readonly text: string; readonly item: Spot } | undefined, text: string): PathOp[] | string {
  if (command.type === 'seq') return [found ? { op: 'set', at: found.item.site, value: text } : { op: 'ensure', at: command.site, value: text }];
  const whole = command.writtenText() ?? '';
  if (whole.includes('\n') || /["']/.test(whole)) return 'its command is one long text: write it as a list first';
  return [{ op: 'set', at: command.site, value: found ? whole.replace(found.text, text) : `${whole} ${text}`.trim() }];
}

/** `-H ADDRESS`, `-H=ADDRESS`, `--host ADDRESS`, `--host=ADDRESS`; without a command, the option becomes the command. */
function hostOption({ site, spot }: ServiceView, address: string): PathOp[] | string {
  const command = spot.get('command');
  if (!command.written) return [{ op: 'set', at: below(site, 'command'), value: ['-H', address] }];
  const words = wordsOf(command);
  const at = words.findIndex(({ text }) => /^(?:-H|--host)(?:$|=)/.test(text));
  const [name, value] = words[at]?.text.split('=') ?? [];
  if (at >= 0 && value === undefined) return option(command, words[at + 1], address);
  return option(command, words[at], `${name ?? '--host'}=${address}`);
}

/**
 * Options and variables exclude each other in Traefik, and a file excludes both. Version 1 has no `providers.` before the option.
 * Source: doc.traefik.io, static configuration.
 */
function traefik(service: ServiceView, address: string): PathOp[] | string {
  const command = service.spot.get('command');
  const words = wordsOf(command);
  const settings = [...words.map(({ text }) => text), ...service.variables.map(({ key }) => key)];
  if (settings.some((text) => /swarm/i.test(text))) return 'with Swarm, Traefik asks for more than a proxy should pass on unseen';
  const provider = words.map(({ text }) => /^--((?:providers\.)?docker)(?:$|[.=])/i.exec(text)?.[1]).find((name) => name !== undefined);
  if (provider !== undefined) {
    const written = words.find(({ text }) => /\.endpoint=/i.test(text) && text.toLowerCase().startsWith(`--${provider.toLowerCase()}.`));
    return option(command, written, `--${provider}.endpoint=${address}`);
  }
  const name = 'TRAEFIK_PROVIDERS_DOCKER_ENDPOINT';
  if (service.variables.some(({ key }) => key.startsWith('TRAEFIK_PROVIDERS_DOCKER'))) return [variable(service, name, address)];
  return 'Traefik reads its settings from a file here: set providers.docker.endpoint in it';
}
