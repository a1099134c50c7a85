import { expect } from 'vitest';
import { ramBytes } from '../../server/src/isolation/oci/amounts.ts';
import type { OciRequest } from '../../server/src/isolation/oci/request.ts';
import { quantity } from '../../server/src/manifest/kubernetes/quantity.ts';
import { analyse } from '../kit/laws.ts';

/** The request for the first container or service of a file. */
export function request(uri: string, text: string): OciRequest {
  const [first] = analyse(uri, text).ociRequests();
  if (!first) throw new Error(`no container in ${uri}`);
  return first.request as OciRequest;
}

export function amountsOf(text: string): { readonly quantity: number | undefined; readonly ram: number | undefined } {
  return { quantity: quantity(text), ram: ramBytes(text) };
}

/** A pod with one container, from the fields of the container and those of its spec, in flow style. */
export const pod = (container: string, spec = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { ${spec === '' ? '' : `${spec}, `}containers: [{ name: app, image: web:1${container === '' ? '' : `, ${container}`} }] }\n`;

/** A project with one service, from its fields in flow style, and other top-level keys. */
export const service = (fields: string, rest = ''): string => `services:\n  app: { image: web:1${fields === '' ? '' : `, ${fields}`} }\n${rest}`;

/** The default capability sets of a process. */
export const DEFAULT_SETS = {
  bounding: expect.arrayContaining(['CAP_NET_RAW', 'CAP_CHOWN']),
  effective: expect.arrayContaining(['CAP_CHOWN']),
  inheritable: [],
  ambient: [],
};
