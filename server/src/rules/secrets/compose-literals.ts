import type { Fix } from '../../fix/ops.ts';
import { type CredentialSign, credentialIn } from '../../isolation/credentials.ts';
import type { ProjectView, ServiceView } from '../../manifest/compose/views.ts';
import type { Entry } from '../../manifest/field.ts';
import { interpolate } from '../../manifest/scalars.ts';
import type { Spot } from '../../manifest/spot.ts';
import { asSecretFile, literalDefault, required } from '../../remedies/secrets.ts';
import { argumentsReport, type SignReport, signReport } from './argument-credentials.ts';

/** Reports of `secret-literal` on a service: environment, build arguments, labels, commands. */
export function* serviceLiterals(service: ServiceView): Iterable<SignReport> {
  const { name, spot, build } = service;
  for (const entry of service.environment) {
    const sign = literalSign(entry);
    if (sign) yield { ...signReport(sign, entry.value.site, { name, key: entry.key }), fixes: environmentFixes(service, entry) };
  }
  for (const entry of [...build.get('args').entries(), ...build.get('labels').entries(), ...spot.get('labels').entries()]) {
    const sign = literalSign(entry);
    if (sign) yield { ...signReport(sign, entry.value.site, { name, key: entry.key }), fixes: defaultFix(entry) };
  }
  for (const command of [spot.get('command'), spot.get('entrypoint'), spot.get('healthcheck', 'test')]) yield* commandLiterals(command, name);
}

/** Reports of `secret-literal` on what a project defines: contents of configs, mount options of volumes. */
export function* projectLiterals(project: ProjectView): Iterable<SignReport> {
  for (const name of project.configs.names) {
    const content = project.configs.get(name).get('content').text();
    for (const line of content.value?.split('\n') ?? []) {
      const [, key = '', value = ''] = /^[\s{-]*["']?([\w.][\w.-]*)["']?\s*[=:]\s*["']?([^\s"',]+)["']?,?\s*$/.exec(line) ?? [];
      const sign = credentialIn(key, value);
      if (!sign) continue;
      yield signReport(sign, content.site, { name, key });
      break;
    }
  }
  for (const name of project.volumes.names) {
    const options = project.volumes.get(name).get('driver_opts', 'o').text();
    const password = /(?:^|,)(?:password|pass)=([^,]+)/.exec(options.value ?? '')?.[1];
    const sign = password === undefined ? undefined : credentialIn('PASSWORD', password);
    if (sign) yield signReport(sign, options.site, { name, key: 'o' });
  }
}

/** A credential that stands in the file itself, be it as the default of a variable. */
function literalSign({ key, value }: Entry): CredentialSign | undefined {
  if (value.text === undefined || value.text === '') return undefined;
  // the default counts even where a variable of `.env` wins over it
  const { value: text, certain } = interpolate(value.text);
  return certain ? credentialIn(key, text) : undefined;
}

function environmentFixes(service: ServiceView, entry: Entry): Fix[] {
  const text = entry.value.text ?? '';
  if (text.includes('$')) return defaultFix(entry);
  return [...asSecretFile(service, entry, undefined), required(entry, entry.key)];
}

/** Takes away the default of a variable. */
function defaultFix(entry: Entry): Fix[] {
  const found = literalDefault(entry.value.text ?? '');
  return found ? [required(entry, found.variable)] : [];
}

function* commandLiterals(command: Spot, name: string): Iterable<SignReport> {
  const items = command.list().items;
  const [first] = items;
  const words = first ? items.flatMap(({ value }) => value ?? '') : command.text().value?.split(/\s+/);
  // a script has too many ways to speak of passwords
  if (!words || words.some((word) => word.includes('\n'))) return;
  const report = argumentsReport(words, command.site, name);
  if (report) yield report;
}
