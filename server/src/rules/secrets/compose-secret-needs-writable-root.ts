import type { Fix } from '../../fix/ops.ts';
import type { Definitions, GrantView, ServiceView } from '../../manifest/compose/views.ts';
import { below } from '../../manifest/field.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = { refused: 'Compose refuses {kind} "{secret}" from `{source}`: "{name}" is read-only' } as const;

export const composeSecretNeedsWritableRoot = defineRule({
  id: 'compose-secret-needs-writable-root',
  since: '0.1.0',
  severity: severity('medium'),
  dimensions: ['MNT', 'SECRETS'],
  when: { compose: ['secrets', 'configs'] },
  refuses: true,
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Read-only service with a secret from a variable',
    risk: 'Compose copies secrets and configs from `environment` or `content` into the root filesystem of the container. With `read_only: true` it stops with "cannot create secret … in read-only service". Often the protection is then given up.',
    not: 'It is not an open door: the service does not start. Secrets and configs from files are mounted, and work.',
    fix: 'Reads it from a file in the project, which you have to create and to keep out of the repository.',
    check: { compose: 'docker compose up --no-start SERVICE' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K03'],
  references: ['COMPOSE-SECRETS'],
  check: {
    *'compose.service'(service) {
      if (service.readOnly.value !== true) return;
      const { secrets, configs } = service.project;
      for (const grant of service.secrets) yield* refused(service, grant, secrets, 'secret');
      for (const grant of service.configs) yield* refused(service, grant, configs, 'config');
    },
  },
});

function* refused(service: ServiceView, grant: GrantView, definitions: Definitions, kind: 'secret' | 'config'): Iterable<Report<typeof MESSAGES>> {
  const definition = definitions.get(grant.name);
  const source = ['environment', 'content'].find((key) => definition.get(key).state === 'present');
  if (source === undefined) return;
  const file = `./${kind}s/${grant.name}${kind === 'secret' ? '.txt' : ''}`;
  const fix: Fix = {
    title: `Read it from ${file}, which you have to create`,
    safety: 'manual',
    ops: [
      { op: 'remove', at: definition.get(source).site },
      { op: 'set', at: below(definition.site, 'file'), value: file },
    ],
  };
  yield {
    at: grant.site,
    message: 'refused',
    data: { kind, secret: grant.name, source, name: service.name },
    related: [{ at: definition.get(source).site, message: 'its source' }],
    fixes: definition.get('file').written ? [] : [fix],
  };
}
