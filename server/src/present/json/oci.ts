import type { PlacedRequest } from '../../engine/oci.ts';

/** One container or service: what an engine would ask of an OCI runtime, `null` where it is no Linux container. */
export function jsonOci(requests: readonly PlacedRequest[]): unknown {
  return requests.map(({ document, of, container, engine, request }) => ({
    document,
    of,
    container,
    engine,
    ...(request ?? { request: null }),
  }));
}
