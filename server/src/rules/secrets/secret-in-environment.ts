import { credentialIn, isCredentialName } from '../../isolation/credentials.ts';
import type { ServiceView, Variable } from '../../manifest/compose/views.ts';
import { partOf } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { asSecretFile, variableSecret } from '../../remedies/secrets.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const secretInEnvironment = defineRule({
  id: 'secret-in-environment',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', AI: 'high' }),
  dimensions: ['SECRETS'],
  when: { kubernetes: ['secretKeyRef', 'secretRef', 'fileKeyRef'] },
  fix: 'sometimes',
  messages: {
    one: '"{name}" has a Secret in its environment ({variable}): child processes and dumps have it too',
    several: '"{name}" has {count} Secrets in its environment: child processes and dumps have them too',
    compose: '"{name}" has a credential in its environment ({variable}): child processes and dumps have it too',
    envFile: '"{name}" gets {variable}, a credential, from {file}: child processes and dumps have it too',
    envFileSeveral: '"{name}" gets {count} credentials from {file}: child processes and dumps have them too',
    file: '"{name}" reads its environment from a file in a volume ({variable})',
  },
  docs: {
    title: 'Secret exposed as environment variable',
    risk: 'Child processes inherit it, crash reports print it, and processes of the same user read it in /proc, across containers where they share a PID namespace. It stays the same when the Secret is changed.',
    not: 'A file is readable for the same user as well: what is gained is exposure, rotation and mode bits. Many programs know only variables. In Compose it is told by the name of the variable, and for files of `env_file` also by the value, which is never shown.',
    fix: 'In Compose, for images that read files, gives the value as a secret file and its path in the variable that ends in `_FILE`.',
    verify: 'Check that nothing else, such as a health check, uses the old variable.',
    remark:
      'In Kubernetes no fix is offered: mount the Secret as a volume with mode 0440. Many official images (postgres, mysql, mariadb, mongo, wordpress) then take the path in a variable that ends in `_FILE`.',
    check: { kubernetes: 'kubectl exec NAME -- env | cut -d= -f1', compose: 'docker compose exec SERVICE env | cut -d= -f1' },
  },
  standards: [
    'CIS Kubernetes 1.12: 5.4.1',
    'OWASP Kubernetes Top Ten 2025: K03',
    'OWASP NHI Top 10 2025: NHI2',
    'NIST SP 800-53: IA-5',
    'MITRE ATT&CK: T1552.001, T1552.007',
  ],
  references: ['K8S-API', 'COMPOSE-SPEC', 'DOCKER-OFFICIAL-DOCS'],
  check: {
    *'kubernetes.container'({ label, environment, spot }) {
      const from = spot.get('envFrom').items();
      const secrets = [
        ...environment.map((variable) => ({ spot: variable.spot.get('valueFrom', 'secretKeyRef'), variable: variable.key })),
        ...from.map((item) => ({ spot: item.get('secretRef'), variable: item.get('secretRef', 'name').text().value })),
      ].filter(written);
      const [first, ...others] = secrets;
      if (first) {
        const data = { name: label, variable: first.variable ?? 'unnamed', count: secrets.length };
        const related = others.map((other) => ({ at: partOf(other.spot.site, 'key'), message: `${other.variable ?? 'another'} too` }));
        yield { at: partOf(first.spot.site, 'key'), message: others.length > 0 ? 'several' : 'one', data, related };
      }
      const file = environment.map((variable) => ({ spot: variable.spot.get('valueFrom', 'fileKeyRef'), variable: variable.key })).find(written);
      if (file) yield { at: partOf(file.spot.site, 'key'), message: 'file', data: { name: label, variable: file.variable ?? 'unnamed' }, atMost: 'info' };
    },
    *'compose.service'(service) {
      for (const entry of service.environment) {
        const secret = variableSecret(entry);
        if (!secret) continue;
        const fixes = secret.variable === undefined ? [] : asSecretFile(service, entry, secret.variable);
        yield { at: entry.value.site, message: 'compose', data: { name: service.name, variable: entry.key }, fixes };
      }
      for (const { file, site, names } of credentialFiles(service)) {
        const data = { name: service.name, file, variable: names[0], count: names.length };
        yield { at: site, message: names.length > 1 ? 'envFileSeveral' : 'envFile', data };
      }
    },
  },
});

interface CredentialFile {
  readonly file: string;
  readonly site: Site;
  readonly names: [string, ...string[]];
}

/** The files of `env_file` that give credentials to a service. */
function credentialFiles({ variables }: ServiceView): Iterable<CredentialFile> {
  const found = new Map<string, CredentialFile>();
  for (const variable of variables) {
    const { key, file, value } = variable;
    if (file === undefined || !isCredential(variable)) continue;
    const id = JSON.stringify(value.site);
    const known = found.get(id);
    if (known) known.names.push(key);
    else found.set(id, { file, site: value.site, names: [key] });
  }
  return found.values();
}

function isCredential({ key, value }: Variable): boolean {
  return value.value === undefined ? isCredentialName(key) : credentialIn(key, value.value) !== undefined;
}

function written({ spot }: { readonly spot: Spot }): boolean {
  return spot.type === 'map';
}
