/** The period of a CPU quota in microseconds, if none is given. Sources: kubelet `pkg/kubelet/cm` (QuotaPeriod); moby `daemon/daemon_unix.go`. */
export const CPU_PERIOD = 100_000;

const BINARY = ['', 'k', 'm', 'g', 't', 'p', 'e'];

/**
 * An amount of memory as Docker writes it (`512m`, `1gb`, `2 GiB`), in bytes; `undefined` for any other text. Units are powers of 1024.
 * Source: docker/go-units `RAMInBytes`.
 */
export function ramBytes(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s?([kKmMgGtTpP])?[iI]?[bB]?$/.exec(text.trim()) ?? [];
  return number === '' ? undefined : Math.floor(Number(number) * 1024 ** BINARY.indexOf(unit.toLowerCase()));
}
