/** The sensitive part of the host to which a mount gives access; `other` if there is none. */
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

/** Sockets with an API that gives root on the host: container engines, CRI runtimes, BuildKit, plugin sockets of the kubelet. */
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
  // any folder: Docker Desktop, Colima, Rancher Desktop, rootless and snap installations have their own
  /\/(?:docker|podman|containerd)\.sock$/,
];

/** Folders directly above those sockets. A mount of the folder gives access to the socket, even with `readOnly`. */
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
 * The areas of the host, the worst first: the first match counts. So `/var/lib`, which contains several areas, is the area of the kubelet.
 * Sources: the default directories of the kubelet, etcd, k3s, RKE2 and k0s; FHS 3.0.
 */
const AREAS: readonly (readonly [HostPathClass, RegExp])[] = [
  ['kubelet', /^\/var\/lib(?:\/kubelet(?:\/.*)?)?$/],
  ['control-plane', /^\/etc(?:\/(?:kubernetes|rancher|k0s|systemd|ssh|sudoers(?:\.d)?|pam\.d|cron[^/]*)(?:\/.*)?|\/g?shadow|\/ld\.so\.preload)?$/],
  ['control-plane', /^\/(?:var\/lib\/(?:etcd|rancher|k0s)|etc\/cni(?:\/net\.d)?|opt\/cni(?:\/bin)?)(?:\/.*)?$/],
  // the logs of all containers are in the folder of Docker
  ['var-log', /^\/var\/log(?:\/.*)?$|^\/var\/lib\/docker\/containers(?:\/.*)?$/],
  ['runtime-state', /^\/(?:var\/lib\/(?:docker|containerd|containers|crio)|run\/(?:containerd|k3s|crio))(?:\/.*)?$/],
  ['credentials', /^(?:\/home|\/[Uu]sers|~|\$HOME|\$\{HOME\})$|^(?:\/home|\/[Uu]sers)\/[^/]+$|^\/root(?:\/.*)?$/],
  [
    'credentials',
    /(?:^|\/)\.(?:ssh|kube|aws|azure|docker|gnupg|config\/(?:gcloud|gh)|claude|codex|gemini|vault-token|password-store|netrc|npmrc|pypirc|gitconfig|git-credentials)(?:\/.*)?$/,
  ],
  ['proc-sys', /^\/(?:proc|sys)(?:\/.*)?$/],
  ['dev', /^\/dev(?!\/(?:shm|log|null|zero|full|u?random)(?:\/|$))(?:\/.*)?$/],
  ['system-binaries', /^(?:\/usr(?:\/local)?)?\/(?:s?bin|lib(?:32|64|exec)?)(?:\/.*)?$|^\/usr(?:\/local)?$|^\/(?:boot|usr\/src)(?:\/.*)?$/],
];

/** The areas of a Windows host, as paths below the root of the system drive. */
const WINDOWS_AREAS: readonly (readonly [HostPathClass, RegExp])[] = [
  ['runtime-state', /^\/ProgramData(?:\/docker(?:\/.*)?)?$/i],
  ['system-binaries', /^\/(?:Windows|Program Files(?: \(x86\))?)(?:\/.*)?$/i],
];

/**
 * Folders of a node to which installers bring programs that it then runs: plugins of the network and of volumes, programs of its own beside
 * those of the system, units, jobs, static pods. Sources: kubelet `--volume-plugin-dir` (also those of GKE, RKE and Flatcar) and
 * `--pod-manifest-path`; containernetworking/cni; FHS 3.0, 4.9; systemd.unit(5); cron(8).
 */
const INSTALLED = [
  /^\/opt\/(?:cni(?:\/bin)?|bin)$/,
  /^\/etc\/cni(?:\/net\.d)?$/,
  /(?:^\/usr\/libexec\/kubernetes|\/kubelet-plugins|\/flexvolume|\/volumeplugins)(?:\/|$)/,
  /^\/usr\/local\/(?:s?bin|lib|libexec)$/,
  /^\/(?:etc|run|(?:usr(?:\/local)?\/)?lib)\/systemd\/system(?:\/.*\.d)?$/,
  /^\/etc\/cron[^/]*$/,
  /^\/etc\/kubernetes\/manifests$/,
];

/** Whether a folder of the host is there for programs that others install: who mounts it writable mostly means to. */
export function takesPrograms(path: string): boolean {
  const clean = cleanHostPath(path);
  return INSTALLED.some((folder) => folder.test(clean));
}

/** Whether a path of the host has kernel modules, or what they are built from. */
export function isKernelSource(path: string): boolean {
  return /^\/(?:usr\/)?(?:lib\/modules|src)(?:\/|$)/.test(cleanHostPath(path));
}

/** Resolves `.`, `..` and double slashes, and replaces `/var/run` by `/run`, to which it is a link. Relative paths stay relative. */
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

/**
 * The sensitive part of the host that contains a path: a Linux path, or a Windows path on drive C. A relative path is `other`, unless it ends
 * like an engine socket.
 */
export function classifyHostPath(path: string): HostPathClass {
  if (/^(?:\\\\|\/\/)\.\/?[\\/]?pipe[\\/]docker_engine/i.test(path)) return 'engine-socket';
  const windows = windowsPath(path);
  const clean = cleanHostPath(windows ?? path);
  if (clean === '/') return 'root';
  if (PARENTS.has(clean) || SOCKETS.some((socket) => socket.test(clean))) return 'engine-socket';
  // a relative path is in the project, whatever its name
  if (/^\.\.?(?:\/|$)/.test(path)) return 'other';
  const areas = windows === undefined ? AREAS : [...WINDOWS_AREAS, ...AREAS];
  return areas.find(([, area]) => area.test(clean))?.[0] ?? 'other';
}

/** The path below the root of drive C, for `C:\Users\me`, `C:/Users/me`, and `/c/Users/me` as in Docker Desktop and WSL; else `undefined`. */
function windowsPath(path: string): string | undefined {
  const [, rest] = /^[Cc]:(?=[\\/]|$)(.*)$/s.exec(path) ?? /^(?:\/mnt|\/host_mnt)?\/[Cc](\/[Uu]sers(?:\/.*)?)$/s.exec(path) ?? [];
  return rest === undefined ? undefined : rest.replaceAll('\\', '/') || '/';
}
