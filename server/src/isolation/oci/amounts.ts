/** The period of a CPU quota in microseconds, if none is given. Sources: kubelet `pkg/kubelet/cm` (QuotaPeriod); moby `daemon/daemon_unix.go`. */
export const CPU_PERIOD = 100_000;

const BINARY = ['', 'k', 'm', 'g', 't', 'p', 'e'];

/**
 * A quantity of Kubernetes (`64Mi`, `1.5G`, `250m`, `1e3`) as a number; `undefined` for any other text.
 * Source: apimachinery `pkg/api/resource`.
 */
export function quantity(text: string): number | undefined {
  const [, number = '', suffix = ''] = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text.trim()) ?? [];
  if (number === '') return undefined;
  if (suffix.endsWith('i')) return Number(number) * 1024 ** BINARY.indexOf(suffix[0]?.toLowerCase() ?? '');
  const small = ['n', 'u', 'm'].indexOf(suffix);
  return Number(number) * (small < 0 ? 1000 ** BINARY.indexOf(suffix.toLowerCase()) : 10 ** (-9 + 3 * small));
}

/**
 * An amount of memory as Docker writes it (`512m`, `1gb`, `2 GiB`), in bytes; `undefined` for any other text. Units are powers of 1024.
 * Source: docker/go-units `RAMInBytes`.
 */
export function ramBytes(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s?([kKmMgGtTpP])?[iI]?[bB]?$/.exec(text.trim()) ?? [];
  return number === '' ? undefined : Math.floor(Number(number) * 1024 ** BINARY.indexOf(unit.toLowerCase()));
}
