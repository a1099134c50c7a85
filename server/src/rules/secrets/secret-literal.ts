import { credentialIn, isCredentialKey, tokenFormat } from '../../isolation/credentials.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { argumentReport, SIGNS, signReport } from './argument-credentials.ts';
import { projectLiterals, serviceLiterals } from './compose-literals.ts';

const MESSAGES = {
  ...SIGNS,
  config: 'ConfigMap {name} has {key} in plain text: whoever may read the namespace has it',
  secret: 'Secret {name} is in the file, {key} included: it is encoded, not encrypted',
} as const;

export const secretLiteral = defineRule({
  id: 'secret-literal',
  since: '0.1.0',
  severity: severity('high', { RG: 'critical' }),
  dimensions: ['SECRETS'],
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Credential in plain text',
    risk: 'Whoever reads the repository, a backup of it, or the object in the cluster has the credential. Passwords of examples often stay when the manifest goes into production.',
    not: 'Values that are references, paths or templates are not reported, nor are encrypted documents (SealedSecret, SOPS). Kubernetes Secrets are a remark: they are the right kind, in the wrong place.',
    fix: 'In Compose, for images that read files, reads the value from a secret file that you create, or else from a variable that has to be set. In Kubernetes no fix is offered: put the value into a Secret that is not in the repository, or let an operator fetch it, and refer to it. Then change the credential: this one is known.',
    check: { kubernetes: 'kubectl exec NAME -- env | cut -d= -f1', compose: 'docker compose exec SERVICE env | cut -d= -f1' },
  },
  standards: ['CIS Kubernetes 1.12: 5.4.1', 'OWASP Kubernetes Top Ten 2025: K03', 'OWASP NHI Top 10 2025: NHI2, NHI7', 'MITRE ATT&CK: T1552.001'],
  references: ['OWASP-K8S'],
  check: {
    *'kubernetes.container'({ label, spot }) {
      // also a value that a later one replaces is in the file
      for (const item of spot.get('env').items()) {
        const value = item.get('value').text();
        const key = item.get('name').text().value;
        if (key === undefined || value.value === undefined) continue;
        const sign = credentialIn(key, value.value);
        if (!sign) continue;
        yield signReport(sign, value.site, { name: label, key });
      }
      for (const list of ['command', 'args'])
        for (const [index, argument] of spot.get(list).list().items.entries()) {
          const report = argumentReport(argument, label, `${list}[${index}]`);
          if (report) yield report;
        }
    },
    *'kubernetes.resource'(resource) {
      const report = committed(resource) ?? configured(resource);
      if (report) yield report;
    },
    'compose.service': serviceLiterals,
    'compose.project': projectLiterals,
  },
});

/** A Secret whose values are in the file, not encrypted and not left to a template. */
function committed({ ref, spot }: ResourceView): Report<typeof MESSAGES> | undefined {
  if (ref.kind !== 'Secret' || (ref.apiVersion !== undefined && ref.apiVersion !== 'v1') || spot.get('sops').written) return undefined;
  if (spot.get('type').text().value === 'kubernetes.io/service-account-token') return undefined;
  for (const part of ['stringData', 'data']) {
    const map = spot.get(part);
    for (const key of map.keys()) {
      const value = plain(map.get(key), part === 'data');
      if (value === undefined || value.value === '') continue;
      const sign = isCredentialKey(key) ? credentialIn('PASSWORD', value.value) : undefined;
      if (tokenFormat(value.value) === undefined && (!sign || sign.kind === 'placeholder')) continue;
      return { at: map.get(key).site, message: 'secret', data: { name: quotedName(ref), key }, atMost: 'info' };
    }
  }
  return undefined;
}

/** A ConfigMap with a credential: the value of a key, or a line of a file such as `db.password=…`. */
function configured({ ref, spot }: ResourceView): Report<typeof MESSAGES> | undefined {
  if (ref.kind !== 'ConfigMap' || (ref.apiVersion !== undefined && ref.apiVersion !== 'v1')) return undefined;
  const data = spot.get('data');
  for (const key of data.keys()) {
    const { value = '', site } = data.get(key).text();
    const settings = value.includes('\n') ? value.split('\n').map((line) => SETTING.exec(line)) : [[value, key, value] as const];
    for (const setting of settings) {
      const [, name = '', text = ''] = setting ?? [];
      const sign = credentialIn(name, text);
      if (sign && sign.kind !== 'placeholder')
        return {
          at: site,
          message: 'config',
          data: { name: quotedName(ref), key: name === key ? key : `${name} of ${key}` },
        };
    }
  }
  return undefined;
}

/** A line of a configuration file: `key=value`, or `key: value` without and with quotes. */
const SETTING = /^\s*"?([\w.-]{1,80})"?\s*[=:]\s*["']?([^\s"',;{[(|>][^\s"',;]*)["',;]*\s*$/;

function plain(spot: Spot, encoded: boolean): { value: string } | undefined {
  const { value } = spot.text();
  if (value === undefined) return undefined;
  if (!encoded) return { value };
  try {
    return { value: atob(value.replace(/\s/g, '')) };
  } catch {
    return undefined;
  }
}

/** Node and browsers have it; the engine's types name neither. */
declare function atob(base64: string): string;
