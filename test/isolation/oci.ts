import { quantity, ramBytes } from '../../server/src/isolation/oci/amounts.ts';
import type { OciRequest } from '../../server/src/isolation/oci/request.ts';
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
