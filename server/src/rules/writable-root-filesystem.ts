import type { Fix } from '../fix/ops.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { isUnset, partOf } from '../manifest/field.ts';
import { composeExample, podExample } from './example-base.ts';
import { setting } from './fixes.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

export const writableRootFilesystem = defineRule({
  id: 'writable-root-filesystem',
  since: '0.1.0',
  severity: severity('low', 'medium', 'medium', 'medium', 'low', 'medium'),
  dimensions: ['MNT'],
  fix: 'always',
  missing: { label: 'read-only root filesystem', leaves: 'an intruder changes programs and leaves tools behind' },
  messages: {
    missing: '"{name}" can write its root filesystem: an intruder changes its programs',
    explicit: '"{name}" sets {text}, so an intruder changes its programs',
  },
  docs: {
    title: 'Container root filesystem is writable',
    risk: 'An attacker leaves tools behind, changes the code of the application or fills the disk of the host. A read-only root stops that step and makes changes stand out.',
    not: 'It does not stop attacks that stay in memory, nor programs that are started from a writable volume.',
    fix: 'Makes the root filesystem read-only. Check where the program writes and mount an emptyDir or tmpfs there: usually /tmp, /run and caches. An emptyDir hides what the image has at that path. In Compose, secrets and configs from `environment` or `content` do not work in a read-only service, and tmpfs does not run programs.',
    check: {
      kubernetes: "kubectl exec NAME -- grep ' / ' /proc/self/mountinfo",
      compose: "docker compose exec SERVICE grep ' / ' /proc/self/mountinfo",
    },
  },
  standards: ['CIS Kubernetes 1.12: 5.6.3', 'CIS Docker 1.6.0: 5.13', 'OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1525'],
  references: ['SECCTX', 'COMPOSE-SECRETS', 'MOBY-TMPFS'],
  examples: [
    { dialect: 'kubernetes', bad: podExample({ readOnlyRoot: 'false' }), good: podExample({}) },
    { dialect: 'compose', bad: composeExample({ readOnlyRoot: 'false' }), good: composeExample({}) },
  ],
  check: {
    *'kubernetes.container'(container) {
      const field = container.readOnlyRootFilesystem;
      if (container.pod.windows) return;
      const data = { name: container.label, text: 'readOnlyRootFilesystem: false' };
      const fixes = [setting('Make the root filesystem read-only', field.site, true)];
      if (field.value === false) yield { at: field.site, message: 'explicit', data, fixes };
      else if (isUnset(field)) yield { at: field.site, anchor: container.anchor, message: 'missing', data, fixes };
    },
    *'compose.service'(service) {
      const field = service.readOnly;
      const data = { name: service.name, text: 'read_only: false' };
      const fixes = [composeFix(service)];
      if (field.value === false) yield { at: field.site, message: 'explicit', data, fixes };
      else if (isUnset(field)) yield { at: field.site, anchor: partOf(service.site, 'key'), message: 'missing', data, fixes };
    },
  },
});

function composeFix(service: ServiceView): Fix {
  const title = 'Make the root filesystem read-only';
  if (service.useApiSocket.value === true)
    return { title, safety: 'review', blocked: 'remove use_api_socket first: Compose refuses it in a read-only service' };
  return setting(title, service.readOnly.site, true);
}
