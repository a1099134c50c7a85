/** The capabilities that Docker gives by default. Source: moby, `profiles/seccomp` and `oci/caps/defaults.go`. */
const DEFAULT = 'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'.split(' ');
const ALL = [...DEFAULT, 'NET_ADMIN', 'SYS_PTRACE', 'SYS_ADMIN'];

/** What a merged service allows, each in a word: a service with fewer of them is better isolated. It knows no rule. */
export function weaknessesOf(service: Readonly<Record<string, unknown>>): Set<string> {
  const list = (key: string) => (Array.isArray(service[key]) ? (service[key] as unknown[]) : []);
  const found = new Set<string>();
  const words = (key: string) => list(key).map(String);
  const privileged = service['privileged'] === true;
  if (privileged) found.add('privileged');
  for (const capability of capabilities(words('cap_add'), words('cap_drop'), privileged)) found.add(`capability ${capability}`);
  const user = String(service['user'] ?? 'root').split(':');
  if (['root', '0', ''].includes(user[0] ?? '')) found.add('root');
  const options = words('security_opt');
  if (!options.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option))) found.add('new privileges');
  for (const option of options) if (/unconfined|disable/.test(option)) found.add(option);
  for (const key of ['pid', 'ipc', 'uts', 'userns_mode', 'network_mode', 'cgroup']) if (service[key] === 'host') found.add(`${key} host`);
  if (service['ipc'] === 'shareable') found.add('ipc shareable');
  if (service['read_only'] !== true) found.add('writable root');
  for (const entry of list('volumes')) {
    const { source, target, readOnly } = mountOf(entry);
    if (!/^[./~]/.test(source)) continue;
    found.add(`mount ${source} at ${target}`);
    if (!readOnly) found.add(`mount ${source} at ${target}, writable`);
  }
  for (const entry of list('ports')) {
    const text =
      typeof entry === 'string' ? entry : [...['host_ip', 'published', 'target'].flatMap((key) => (entry as Record<string, string>)[key] ?? [])].join(':');
    const parts = text.split(':');
    found.add(`port ${parts.slice(-2).join(':')}`);
    if (parts.length < 3) found.add(`port ${parts.slice(-2).join(':')} for all`);
  }
  for (const entry of list('devices')) found.add(`device ${String(entry).split(':')[0]}`);
  for (const group of words('group_add')) found.add(`group ${group}`);
  const environment = (service['environment'] ?? {}) as Record<string, unknown>;
  for (const key of Object.keys(environment)) if (/PASSWORD$|KEY$|TOKEN$/.test(key)) found.add(`variable ${key}`);
  return found;
}

function capabilities(added: readonly string[], dropped: readonly string[], privileged: boolean): string[] {
  if (privileged) return ALL;
  // to add ALL wins over dropping it: moby, `TweakCapabilities`. What is added by name, and dropped, comes back without ALL: the author wants it
  if (added.includes('ALL')) return ALL.filter((name) => added.includes(name) || !dropped.includes(name));
  const start = dropped.includes('ALL') ? [] : DEFAULT.filter((name) => !dropped.includes(name));
  return [...new Set([...start, ...added])];
}

function mountOf(entry: unknown): { readonly source: string; readonly target: string; readonly readOnly: boolean } {
  if (typeof entry === 'string') {
    const [source = '', target = '', options = ''] = entry.split(':');
    return { source, target, readOnly: options.split(',').includes('ro') };
  }
  const { source = '', target = '', read_only: readOnly } = entry as Record<string, unknown>;
  return { source: String(source), target: String(target), readOnly: readOnly === true };
}
