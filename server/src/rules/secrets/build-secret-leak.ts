import type { Fix } from '../../fix/ops.ts';
import { classifyHostPath } from '../../isolation/mounts/host-paths.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import type { Entry } from '../../manifest/field.ts';
import { variableSecret } from '../../remedies/secrets.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const buildSecretLeak = defineRule({
  id: 'build-secret-leak',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['SECRETS'],
  when: { compose: ['build'] },
  fix: 'sometimes',
  messages: {
    argument: 'the build of "{name}" gets {key} as an argument, which stays in the history of the image',
    agent: 'the build of "{name}" may use your SSH agent: each step that asks signs with your keys',
    context: 'the build of "{name}" reads {path}, where credentials of a person lie',
  },
  docs: {
    title: 'Credentials passed into image builds',
    risk: 'Build arguments stay in the history of the image and in its provenance: whoever has the image has them. With the SSH agent, or a home directory as an additional context, each step of the Dockerfile reaches the credentials of whoever builds.',
    not: 'The agent is only there for `RUN` steps that ask for it, so that it is reported one step lower. Arguments that are literals are reported as `secret-literal`.',
    fix: 'Gives the value as a build secret.',
    verify: 'The Dockerfile has to read it with `RUN --mount=type=secret`, instead of `ARG`: change both together.',
    check: { compose: 'docker history --no-trunc IMAGE' },
  },
  standards: ['CIS Docker 1.6.0: 4.10', 'OWASP Kubernetes Top Ten 2025: K03', 'OWASP NHI Top 10 2025: NHI2', 'MITRE ATT&CK: T1552.001'],
  references: ['COMPOSE-BUILD'],
  check: {
    *'compose.service'(service) {
      const { build, name } = service;
      for (const entry of build.get('args').entries()) {
        const secret = variableSecret(entry);
        if (secret) yield { at: entry.value.site, message: 'argument', data: { name, key: entry.key }, fixes: asBuildSecret(service, entry, secret.variable) };
      }
      for (const { key, value } of build.get('ssh').entries())
        if (key === 'default' && value.state !== 'unknown') yield { at: value.site, message: 'agent', data: { name }, lower: 1 };
      for (const { value } of build.get('additional_contexts').entries())
        if (value.text !== undefined && isHome(value.text)) yield { at: value.site, message: 'context', data: { name, path: value.text } };
    },
  },
});

/** A home directory, or credentials in one. */
function isHome(text: string): boolean {
  const path = text.replace(/^\$(?:HOME\b|\{HOME\})/, '~');
  return /^[/~]/.test(path) && !path.includes('$') && classifyHostPath(path) === 'credentials';
}

function asBuildSecret({ build, project, name: service }: ServiceView, { key, value }: Entry, variable: string | undefined): Fix[] {
  // an entry that comes from another service by `extends` is changed there
  if (variable === undefined || value.site.path[1] !== service) return [];
  const name = variable.toLowerCase();
  const definition = project.secrets.get(name);
  const same = definition.get('environment').text().value === variable;
  const secrets = build.get('secrets');
  if ((definition.state !== 'absent' && !same) || secrets.open) return [];
  return [
    {
      title: `Give ${key} as a build secret, which the Dockerfile has to read`,
      safety: 'manual',
      ops: [
        { op: 'remove', at: value.site, prune: true },
        { op: 'ensure', at: secrets.site, value: name },
        ...(same ? [] : [{ op: 'set' as const, at: definition.site, value: { environment: variable } }]),
      ],
    },
  ];
}
