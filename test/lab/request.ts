import type { OciRequest } from '../../server/src/isolation/oci/request.ts';
import { analyse } from '../kit/laws.ts';

/** The two kinds of manifests. */
export type Dialect = 'kubernetes' | 'compose';

/** The request of the engine to the runtime for the first container or service of a manifest. */
export function requestFor(dialect: Dialect, text: string): OciRequest {
  const [first] = analyse(dialect === 'compose' ? 'compose.yaml' : 'pod.yaml', text).ociRequests();
  if (!first?.request) throw new Error('the manifest has no container');
  return first.request;
}

/** The request of Docker for a service with these fields. */
export function service(...fields: readonly string[]): OciRequest {
  return requestFor('compose', ['services:', '  app:', '    image: app', ...fields.map((field) => `    ${field}`), ''].join('\n'));
}

/** The request of containerd for the container of a pod with these fields. */
export function pod(spec: readonly string[], ...fields: readonly string[]): OciRequest {
  const lines = [
    'spec:',
    ...spec.map((field) => `  ${field}`),
    '  containers:',
    '    - name: app',
    '      image: app',
    ...fields.map((field) => `      ${field}`),
  ];
  return requestFor('kubernetes', ['apiVersion: v1', 'kind: Pod', 'metadata: { name: app }', ...lines, ''].join('\n'));
}

/** The request as containerd 1 and CRI-O make it: only root and NET_BIND_SERVICE may bind ports below 1024. */
export function withoutLowPorts(oci: OciRequest): OciRequest {
  const { 'net.ipv4.ip_unprivileged_port_start': _, ...sysctl } = oci.linux.sysctl;
  return { ...oci, linux: { ...oci.linux, sysctl } };
}
