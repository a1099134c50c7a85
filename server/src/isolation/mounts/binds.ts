import type { BindView, ServiceView, VolumeUse } from '../../manifest/compose/views.ts';
import { classifyHostPath, cleanHostPath, type HostPathClass } from './host-paths.ts';

/** The bind mounts of a service whose host path has a class. */
export function hostBinds(service: ServiceView, wanted: HostPathClass): BindView[] {
  return service.mounts.filter((bind) => bindClass(service, bind) === wanted);
}

/** Whether a variable decides if the mount is writable. */
export function isUndecided(bind: BindView): boolean {
  return bind.options.includes('$');
}

/** The path of the SSH agent in Docker Desktop. */
const DESKTOP_AGENT = '/run/host-services/ssh-auth.sock';

/** The mounts of the SSH agent of the user who starts the project. */
export function agentMounts(service: ServiceView): VolumeUse[] {
  return service.volumes.filter((use) => {
    if (use.type === 'volume' || use.type === 'anonymous' || use.type === 'tmpfs') return false;
    const text = use.syntax === 'short' ? use.text : (use.spot.get('source').writtenText() ?? '');
    return use.source === DESKTOP_AGENT || (use.source === undefined && /^\$(?:SSH_AUTH_SOCK\b|\{SSH_AUTH_SOCK\b)/.test(text));
  });
}

/** The files with the accounts of the host. They are not secret, but a program that writes them becomes root. */
const ACCOUNTS = /^\/etc\/(?:passwd|group)$/;

function bindClass(service: ServiceView, bind: BindView): HostPathClass {
  const kind = classifyHostPath(bind.source);
  if (kind !== 'other') return kind;
  if (bind.source === DESKTOP_AGENT) return 'credentials';
  if (!bind.readOnly && ACCOUNTS.test(cleanHostPath(bind.source))) return 'control-plane';
  return bind.target !== undefined && engineSocket(service) === bind.target ? 'engine-socket' : 'other';
}

/** The path of an engine socket in the container, as the variables of the service name it. */
function engineSocket(service: ServiceView): string | undefined {
  const host = service.variables.find(({ key }) => key === 'DOCKER_HOST' || key === 'CONTAINER_HOST')?.value.value;
  return /^unix:\/\/(\/.+)$/.exec(host ?? '')?.[1];
}

/** Whether a source is a relative path that stays below the folder of the Compose file. */
export function isProjectPath(source: string): boolean {
  return source.startsWith('.') && !/^\.\.(?:\/|$)/.test(cleanHostPath(source));
}

/** Whether a path is that of a file that programs read and seldom write. */
export function isSettings(path: string): boolean {
  return SETTINGS.test(path);
}

const SETTINGS = /\.(?:conf|cnf|cfg|ini|ya?ml|toml|properties|xml|html?|sql|sh|crt|cer|pem|key|lua|rules|tmpl|template)$|\/(?:Caddyfile|Corefile)$/;

/** Files and folders that tools on the host execute or read as settings: hooks, tasks, workflows. */
const WORKSPACE_PARTS = /(?:^|\/)\.(?:git|github|gitlab|vscode|idea|devcontainer|env|envrc|husky)$/;

/** Whether a source is the folder of the project, a folder around it, or a part of it that tools on the host execute or read as settings. */
export function isWorkspace(source: string): boolean {
  if (!source.startsWith('.')) return false;
  const clean = cleanHostPath(source);
  return /^(?:\.\.\/?)*$/.test(clean) || WORKSPACE_PARTS.test(clean);
}

/** Whether a source is a device without any data, such as `/dev/null`. Such devices are mounted over files to hide them. */
export function isHarmlessDevice(source: string): boolean {
  return /^\/dev\/(?:null|zero|full|u?random)$/.test(cleanHostPath(source));
}
