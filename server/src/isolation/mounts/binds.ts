import type { BindView, ServiceView, VolumeUse } from '../../manifest/compose/views.ts';
import { classifyHostPath, cleanHostPath, type HostPathClass } from './host-paths.ts';

/** Bind mounts of a service whose host path is of this class. */
export function hostBinds(service: ServiceView, wanted: HostPathClass): BindView[] {
  return service.mounts.filter((bind) => bindClass(service, bind) === wanted);
}

/** A variable decides whether it is writable. */
export function isUndecided(bind: BindView): boolean {
  return bind.options.includes('$');
}

/** The path at which Docker Desktop offers the SSH agent of its user. */
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

/** Files that tools on the host execute or obey: hooks, tasks, workflows, settings. */
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
