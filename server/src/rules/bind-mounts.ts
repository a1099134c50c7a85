import type { Fix, PathOp } from '../fix/ops.ts';
import { classifyHostPath, cleanHostPath, type HostPathClass } from '../isolation/host-paths.ts';
import { splitColons } from '../manifest/compose/mounts.ts';
import type { BindView, ServiceView, VolumeUse } from '../manifest/compose/views.ts';
import { below } from '../manifest/field.ts';

/** Bind mounts of a service whose host path is of this class. */
export function hostBinds(service: ServiceView, wanted: HostPathClass): BindView[] {
  return service.mounts.filter((bind) => bindClass(service, bind) === wanted);
}

/** A variable decides whether it is writable. */
export function isUndecided(bind: BindView): boolean {
  return bind.options.includes('$');
}

/** Where Docker Desktop shows the SSH agent of its user. */
const DESKTOP_AGENT = '/run/host-services/ssh-auth.sock';

/** Mounts of the SSH agent of whoever starts the project. */
export function agentMounts(service: ServiceView): VolumeUse[] {
  return service.volumes.filter((use) => {
    if (use.type === 'volume' || use.type === 'anonymous' || use.type === 'tmpfs') return false;
    const text = use.syntax === 'short' ? use.text : (use.spot.get('source').writtenText() ?? '');
    return use.source === DESKTOP_AGENT || (use.source === undefined && /^\$(?:SSH_AUTH_SOCK\b|\{SSH_AUTH_SOCK\b)/.test(text));
  });
}

/** The accounts of the host: not secret, but whoever writes them becomes root. */
const ACCOUNTS = /^\/etc\/(?:passwd|group)$/;

function bindClass(service: ServiceView, bind: BindView): HostPathClass {
  const kind = classifyHostPath(bind.source);
  if (kind !== 'other') return kind;
  if (bind.source === DESKTOP_AGENT) return 'credentials';
  if (!bind.readOnly && ACCOUNTS.test(cleanHostPath(bind.source))) return 'control-plane';
  return bind.target !== undefined && engineSocket(service) === bind.target ? 'engine-socket' : 'other';
}

/** The path at which the service's own settings say that the socket of an engine is. */
function engineSocket(service: ServiceView): string | undefined {
  const host = service.environment.find(({ key }) => key === 'DOCKER_HOST' || key === 'CONTAINER_HOST')?.value.value;
  return /^unix:\/\/(\/.+)$/.exec(host ?? '')?.[1];
}

/** A relative path that stays below the directory of the Compose file. */
export function isProjectPath(source: string): boolean {
  return source.startsWith('.') && !/^\.\.(?:\/|$)/.test(cleanHostPath(source));
}

/** What tools on the host take orders from: hooks, tasks, workflows, settings. */
const WORKSPACE_PARTS = /(?:^|\/)\.(?:git|github|gitlab|vscode|idea|devcontainer|env|envrc|husky)$/;

/** The project's own folder, one that holds it, or a part of it from which tools on the host take orders. */
export function isWorkspace(source: string): boolean {
  if (!source.startsWith('.')) return false;
  const clean = cleanHostPath(source);
  return /^(?:\.\.\/?)*$/.test(clean) || WORKSPACE_PARTS.test(clean);
}

/** Devices that give nothing away; they are mounted over files to hide them. */
export function isHarmlessDevice(source: string): boolean {
  return /^\/dev\/(?:null|zero|full|u?random)$/.test(cleanHostPath(source));
}

/** Makes a bind mount read-only, where it is used; nothing where it is. */
export function readOnlyBind(bind: BindView, safety: Fix['safety']): Fix[] {
  return bind.readOnly ? [] : [{ title: 'Mount it read-only', safety, ops: [readOnlyUse(bind.use)] }];
}

/** Makes one entry of `volumes` read-only. */
export function readOnlyUse(use: VolumeUse): PathOp {
  if (use.syntax === 'long') return { op: 'set', at: below(use.site, 'read_only'), value: true };
  return { op: 'set', at: use.site, value: rewritten(use, undefined, [...use.options.filter((option) => option !== 'rw'), 'ro']) };
}

/** The short form with another source or other options; variables stay as they are written. */
export function rewritten({ text }: { readonly text: string }, source: string | undefined, options: readonly string[]): string {
  const [path = '', target = ''] = splitColons(text);
  return [source ?? path, target, ...(options.length > 0 ? [options.join(',')] : [])].join(':');
}
