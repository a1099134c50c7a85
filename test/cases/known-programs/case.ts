import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source:
    'kubernetes/ingress-nginx, deploy/static; coredns/coredns, Dockerfile; docker-library/rabbitmq, Dockerfile; erlang.org, Distributed Erlang, "Security" (the cookie); fluent/fluent-bit, its DaemonSet',
  right: 'a program that is known keeps what is known of it: by its path, by another registry, beside files of root',
  check(project) {
    const first = (file: string, rule: string, name: string) => project.offers(file, rule, name)[0];
    const readOnly = (name: string) => first('pods.yaml', 'writable-root-filesystem', name);
    for (const name of ['in-args', 'in-command'])
      expect(readOnly(name), name).toMatch(/^manual: .*once \/etc\/nginx and \/etc\/ingress-controller are on volumes$/);
    expect(readOnly('path')).toMatch(/^manual: .*once \/prometheus is on a volume$/);
    expect(readOnly('exporter')).toMatch(/^review: Make the root filesystem read-only$/);
    expect(readOnly('other')).toMatch(/^review: .*, if it writes to nothing else but volumes$/);
    expect(first('pods.yaml', 'capabilities-not-dropped', 'web')).toMatch(/^review: .*\bNET_BIND_SERVICE\b/);

    for (const [file, names] of [
      ['pods.yaml', ['hub', 'mirror']],
      ['compose.yaml', ['dns', 'mirror']],
    ] as const)
      for (const name of names) expect(first(file, 'capabilities-not-dropped', name), name).toBe('review: Drop all capabilities but NET_BIND_SERVICE');

    expect(first('pods.yaml', 'run-as-root', 'rabbitmq')).toMatch(/^manual: Run as user 999 of the image, though fsGroup opens its cookie/);
    const [, , queue, logs] = project.fixed('pods.yaml', 'safe', 'review').split('\n---\n');
    expect(queue).not.toMatch(/fsGroup|runAsUser/);
    expect(logs?.match(/runAsUser/g)).toHaveLength(1);
    expect(first('compose.yaml', 'run-as-root', 'queue')).toBe('safe: Run as user 999 of the image');

    for (const name of ['fluent-bit', 'vector', 'promtail'])
      expect(first('pods.yaml', 'run-as-root', name), name).toMatch(/^manual: .*though it uses \/var\/log of the node$/);
    expect(first('pods.yaml', 'run-as-root', 'without')).toMatch(/^review: /);
    expect(first('compose.yaml', 'run-as-root', 'fluent-bit')).toMatch(/^manual: .*though \/var\/log belongs to root$/);
  },
} satisfies Case;
