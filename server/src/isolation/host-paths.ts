/** What a mounted path of the host gives away. */
export type HostPathClass = 'root' | 'engine-socket' | 'other';

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
const PARENTS: ReadonlySet<string> = new Set(['/run', '/var', '/run/containerd', '/run/k3s', '/run/k3s/containerd', '/run/crio', '/run/podman', '/run/buildkit', '/var/lib/kubelet/device-plugins']);

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
  return PARENTS.has(clean) || SOCKETS.some((socket) => socket.test(clean)) ? 'engine-socket' : 'other';
}
