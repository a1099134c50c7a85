import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../kit/cli.ts';
import { CLAIMS } from './all.ts';
import type { Claim, Scene } from './claim.ts';

export const EVIDENCE_PAGE = path.join(ROOT, 'docs/EVIDENCE.md');

const HEAD = `## Claims

What the rule pages say of attackers, shown in containers that are started as the manifest would start them: \`yes\` where it can be done, \`no\` where it can't. A service is what Docker asks of runc, a pod what containerd asks; gVisor is runsc with its defaults. A case fails where something else is seen.

| rule | sentence | where and result |
| --- | --- | --- |
`;

/** The section of the page, as all cases of the claims hold it to be. */
export function evidenceOfClaims(): string {
  return HEAD + CLAIMS.map(row).join('');
}

/** Puts the section in place of the one before, once a run has seen all of it. */
export function writeClaims(): void {
  const before = existsSync(EVIDENCE_PAGE) ? readFileSync(EVIDENCE_PAGE, 'utf8') : '# Evidence\n\nWritten by `npm run lab -- --update`.\n\n';
  writeFileSync(EVIDENCE_PAGE, `${before.replace(/## Claims\n[\s\S]*?(?=\n## |$)/, '').trimEnd()}\n\n${evidenceOfClaims()}`);
}

function row({ rule, sentence, scenes }: Claim): string {
  const results = scenes.map((scene) => `${shown(scene)}: ${scene.succeeds ? 'yes' : 'no'}`);
  return `| [${rule}](rules/${rule}.md) | ${cell(sentence)} | ${results.map(cell).join('<br>')} |\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** A scene in words. */
export function shown({ fields, pod, runtime, engine }: Scene): string {
  const parts = [...(pod ?? []), ...fields].map((field) => `\`${field.replaceAll('FOLDER', './data')}\``);
  const where = `${pod ? 'pod' : 'service'}${engine ? ` of ${engine}` : ''}${runtime === 'runsc' ? ' in gVisor' : ''}`;
  return parts.length === 0 ? `${where}, nothing set` : `${where} ${parts.join(', ')}`;
}
