import { describe, expect, it } from 'vitest';
import { amountsOf, pod, request, service } from './oci.ts';

describe('parts that are not requested', () => {
  it('no network settings if the network is shared', () => {
    expect(request('pod.yaml', pod('', 'hostNetwork: true')).linux.sysctl).toEqual({});
    expect(request('compose.yaml', service('network_mode: host')).linux.sysctl).toEqual({});
  });

  it('no limit', () => {
    expect(request('compose.yaml', service('')).linux.resources).toEqual({
      memory: {},
      cpu: {},
      pids: {},
      devices: [{ allow: false, rule: 'a', access: 'rwm' }],
    });
    expect(request('compose.yaml', service('pids_limit: -1, mem_limit: "0"')).linux.resources).toMatchObject({ memory: {}, pids: {} });
    expect(request('compose.yaml', service('pids_limit: -1')).linux.resources.pids).toEqual({});
  });

  it('no shared memory with ipc: none', () => {
    expect(request('compose.yaml', service('ipc: none')).mounts.filter(({ destination }) => destination === '/dev/shm')).toEqual([]);
  });
});

describe('amounts', () => {
  it.each([
    ['64Mi', 67108864],
    ['1.5G', 1.5e9],
    ['250m', 0.25],
    ['1e3', 1000],
    ['2', 2],
    ['1Ei', 2 ** 60],
    ['12 Mi', undefined],
    ['', undefined],
  ])('%j of Kubernetes', (text, value) => expect(amountsOf(text).quantity).toBe(value));

  it.each([
    ['512m', 536870912],
    ['1gb', 1073741824],
    ['2 GiB', 2147483648],
    ['100', 100],
    ['x', undefined],
  ])('%j of Docker', (text, value) => expect(amountsOf(text).ram).toBe(value));
});
