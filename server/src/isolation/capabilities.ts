/** The set that Docker and containerd grant a container that asks for nothing (moby `profiles`, containerd `pkg/oci`). CRI-O grants nine of them. */
export const DEFAULT_CAPABILITIES: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** `cap_sys_admin` → `SYS_ADMIN`. Compose accepts any case and the prefix; Kubernetes wants this form. */
export function canonicalCapability(name: string): string {
  return name.trim().toUpperCase().replace(/^CAP_/, '');
}

/** What is left of the default set after drops and adds; `ALL` alone when every capability is held. */
export function resultingCapabilities(add: readonly string[], drop: readonly string[]): readonly string[] {
  if (add.includes('ALL')) return ['ALL'];
  const base = drop.includes('ALL') ? [] : DEFAULT_CAPABILITIES.filter((name) => !drop.includes(name));
  return [...new Set([...base, ...add])];
}
