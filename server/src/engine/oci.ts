import { ociOfService } from '../isolation/oci/compose.ts';
import { ociOfContainer } from '../isolation/oci/kubernetes.ts';
import type { OciRequest } from '../isolation/oci/request.ts';
import type { Reading } from './reading.ts';

/** What an engine would ask of the runtime for one container or service. */
export interface PlacedRequest {
  readonly document: number;
  /** The kind and name of the object, or the service. */
  readonly of: string;
  readonly container: string;
  readonly engine: 'containerd' | 'docker';
  /** `undefined` for a container of a Windows pod. */
  readonly request: OciRequest | undefined;
}

/** The requests for every container and service of a file, in the order of the file. Of a template, only the first branches are read. */
export function ociRequests({ file, checks }: Reading): PlacedRequest[] {
  return checks.flatMap(({ dialect, project, resources = [] }, index): PlacedRequest[] => {
    const placed = file.documents[index];
    if (!placed || !dialect) return [];
    if (dialect === 'compose')
      return (project?.entries ?? []).flatMap((entry) => {
        const service = entry.read();
        return service
          ? [{ document: placed.index, of: `Service/${entry.name}`, container: entry.name, engine: 'docker', request: ociOfService(service) }]
          : [];
      });
    return resources.flatMap(({ ref, pods }) =>
      pods.flatMap((pod) =>
        pod.containers.map((container) => ({
          document: placed.index,
          of: `${ref.kind}/${pod.label}`,
          container: container.label,
          engine: 'containerd' as const,
          request: ociOfContainer(container),
        })),
      ),
    );
  });
}
