/** What a mounted path of the host gives away; `other` where no more is known than that it lies on the host. */
export type HostPathClass =
  | 'root'
  | 'engine-socket'
  | 'kubelet'
  | 'control-plane'
  | 'runtime-state'
  | 'credentials'
  | 'proc-sys'
  | 'dev'
  | 'var-log'
  | 'system-binaries'
  | 'other';

/** Sockets whose API is root on the host: container engines, CRI runtimes, BuildKit, the kubelet's plugin sockets. */
const SOCKETS: readonly RegExp[] = [
  /^\/run\/docker\.sock$/,
  /^\/run\/containerd\/containerd\.sock$/,
  /^\/run\/k3s\/containerd\/containerd\.sock$/,
  /^\/run\/crio\/crio\.sock$/,
  /^\/run\/cri-dockerd\.sock$/,
  /^\/run\/dockershim\.sock$/,
  /^\/run\/podman\/podman\.sock$/,
  /^\/run\/user\/[^/]+\/podman\/podman\.sock$/,
  /^\/run\/user\/[^/]+\/docker\.sock$/,
  /^\/run\/buildkit\/buildkitd\.sock$/,
  /^\/var\/lib\/kubelet\/device-plugins\/kubelet\.sock$/,
  /^\/var\/lib\/kubelet\/pod-resources(?:\/kubelet\.sock)?$/,
];

/** Folders directly above those sockets: whoever has the folder has the socket, `readOnly` or not. */
const PARENTS: ReadonlySet<string> = new Set([
  '/run',
  '/var',
  '/run/containerd',
  '/run/k3s',
  '/run/k3s/containerd',
  '/run/crio',
  '/run/podman',
  '/run/buildkit',
  '/var/lib/kubelet/device-plugins',
]);

/**
 * Paths and what lies at or below them, the worst first: a folder that holds several counts as the first. `/var/lib` holds them all.
 * Sources: the kubelet's and etcd's default directories, distribution defaults of k3s, RKE2 and k0s, FHS 3.0.
 */
const AREAS: readonly (readonly [HostPathClass, RegExp])[] = [
  ['kubelet', /^\/var\/lib(?:\/kubelet(?:\/.*)?)?$/],
  ['control-plane', /^\/etc(?:\/(?:kubernetes|rancher|k0s|systemd|ssh|sudoers(?:\.d)?|pam\.d|cron[^/]*)(?:\/.*)?|\/g?shadow|\/ld\.so\.preload)?$/],
  ['control-plane', /^\/(?:var\/lib\/(?:etcd|rancher|k0s)|etc\/cni(?:\/net\.d)?|opt\/cni(?:\/bin)?)(?:\/.*)?$/],
  // the logs of all containers lie in Docker's own folder
  ['var-log', /^\/var\/log(?:\/.*)?$|^\/var\/lib\/docker\/containers(?:\/.*)?$/],
  ['runtime-state', /^\/(?:var\/lib\/(?:docker|containerd|containers|crio)|run\/(?:containerd|k3s|crio))(?:\/.*)?$/],
  ['credentials', /^(?:\/home|\/Users|~|\$HOME|\$\{HOME\})$|^(?:\/home|\/Users)\/[^/]+$|^\/root(?:\/.*)?$/],
  ['credentials', /(?:^|\/)\.(?:ssh|kube|aws|azure|docker|gnupg|config\/gcloud|claude|codex|netrc|npmrc|pypirc|gitconfig|git-credentials)(?:\/.*)?$/],
  ['proc-sys', /^\/(?:proc|sys)(?:\/.*)?$/],
  ['dev', /^\/dev(?!\/(?:shm|log)(?:\/|$))(?:\/.*)?$/],
  ['system-binaries', /^(?:\/usr(?:\/local)?)?\/(?:s?bin|lib(?:32|64|exec)?)(?:\/.*)?$|^\/usr(?:\/local)?$|^\/(?:boot|usr\/src)(?:\/.*)?$/],
];

/** Resolves `.`, `..` and doubled slashes, and `/var/run`, which is a link to `/run`. Relative paths stay relative. */
export function cleanHostPath(path: string): string {
  const absolute = path.startsWith('/');
  const out: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (step !== '..' || !absolute) out.push(step);
  }
  const clean = (absolute ? '/' : '') + out.join('/');
  return clean.replace(/^\/var\/run(?=\/|$)/, '/run');
}

export function classifyHostPath(path: string): HostPathClass {
  if (/^(?:\\\\|\/\/)\.\/?[\\/]?pipe[\\/]docker_engine/i.test(path)) return 'engine-socket';
  const clean = cleanHostPath(path);
  if (clean === '/') return 'root';
  if (PARENTS.has(clean) || SOCKETS.some((socket) => socket.test(clean))) return 'engine-socket';
  // a relative path lies in the project, whatever it is called
  if (/^\.\.?(?:\/|$)/.test(path)) return 'other';
  return AREAS.find(([, area]) => area.test(clean))?.[0] ?? 'other';
}
