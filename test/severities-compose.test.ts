import { describe, expect, it } from 'vitest';
import { analyse } from './kit/laws.ts';

// Tests the severity of findings; fixtures test places and texts.

function severities(rule: string, lines: readonly string[], settings: unknown = {}): string[] {
  const text = ['services:', '  web:', '    image: example/web:1', ...lines.map((line) => `    ${line}`), ''].join('\n');
  return analyse('compose.yaml', text, settings)
    .findings.filter((finding) => finding.rule.id === rule)
    .map((finding) => finding.severity);
}

const UNTRUSTED = { threatModel: 'untrusted-code' };

describe.each([
  ['host-cgroup-namespace', ['cgroup: host'], 'info', 'info'],
  ['host-cgroup-namespace', ['cgroup: host', 'security_opt: [writable-cgroups=true]'], 'low', 'medium'],
  ['device-cgroup-rules', ['device_cgroup_rules: ["b 8:* rwm"]'], 'critical', 'critical'],
  ['device-cgroup-rules', ['device_cgroup_rules: ["b 8:* rwm"]', 'cap_drop: [MKNOD]'], 'low', 'high'],
  ['device-cgroup-rules', ['device_cgroup_rules: ["b 8:* rwm"]', 'user: "1000:1000"'], 'low', 'high'],
  ['device-cgroup-rules', ['device_cgroup_rules: ["c 189:* rw"]'], 'low', 'high'],
  ['device-cgroup-rules', ['device_cgroup_rules: ["c 189:* rw"]', 'cap_drop: [ALL]'], 'info', 'medium'],
  ['host-devices', ['devices: [/dev/sda:/dev/sda:r]'], 'critical', 'critical'],
  ['host-devices', ['devices: [/dev/kmsg]'], 'critical', 'critical'],
  ['host-devices', ['devices: ["/dev/kmsg:/dev/kmsg:r"]'], 'low', 'high'],
  ['host-devices', ['devices: [/dev/kvm]'], 'low', 'high'],
  ['host-devices', ['devices: [/dev/dri]'], 'low', 'low'],
  ['host-devices', ['devices: [nvidia.com/gpu=all]'], 'low', 'low'],
  ['host-devices', ['devices: [/dev/fuse]'], 'low', 'low'],
  ['host-devices', ['devices: [/dev/fuse]', 'cap_add: [SYS_ADMIN]'], 'low', 'high'],
  ['group-add-host-group', ['group_add: [docker]'], 'low', 'medium'],
  ['group-add-host-group', ['group_add: [video]'], 'info', 'info'],
  ['oom-protection', ['oom_kill_disable: true'], 'low', 'medium'],
  ['oom-protection', ['oom_kill_disable: true', 'mem_limit: 512m'], 'info', 'low'],
  ['oom-protection', ['oom_kill_disable: true', 'mem_limit: 0'], 'low', 'medium'],
  ['privileged-container', ['privileged: true', 'runtime: io.containerd.kata-qemu.v2'], 'low', 'medium'],
] as const)('%s with %j', (rule, lines, trusted, untrusted) => {
  it(`is ${trusted}, with untrusted code ${untrusted}`, () => {
    expect(severities(rule, lines)).toEqual([trusted]);
    expect(severities(rule, lines, UNTRUSTED)).toEqual([untrusted]);
  });
});
