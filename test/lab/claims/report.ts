import { cell, writeSection } from '../page.ts';
import { CLAIMS } from './all.ts';
import type { Claim, Scene } from './claim.ts';

const HEAD = `The laboratory checks sentences of the rule pages in real containers, started as Docker (a service) or containerd (a pod) would start them from the manifest. The runtime is runc; gVisor is runsc with its defaults. \`yes\`: the container can do it; \`no\`: it cannot. A case fails if the laboratory sees another result.

| rule | sentence | where and result |
| --- | --- | --- |
`;

/** The section of the page about all claims. */
export function evidenceOfClaims(): string {
  return HEAD + CLAIMS.map(row).join('');
}

/** Replaces the section on the page, after a run in which every case passed. */
export function writeClaims(): void {
  writeSection('Claims', evidenceOfClaims());
}

function row({ rule, sentence, scenes }: Claim): string {
  const results = scenes.map((scene) => `${shown(scene)}: ${scene.succeeds ? 'yes' : 'no'}`);
  return `| [${rule}](rules/${rule}.md) | ${cell(sentence)} | ${results.map(cell).join('<br>')} |\n`;
}

/** A scene as text. */
export function shown({ fields, pod, runtime, engine }: Scene): string {
  const parts = [...(pod ?? []), ...fields].map((field) => `\`${field.replaceAll('FOLDER', './data')}\``);
  const where = `${pod ? 'pod' : 'service'}${engine ? ` of ${engine}` : ''}${runtime === 'runsc' ? ' in gVisor' : ''}`;
  return parts.length === 0 ? `${where}, nothing set` : `${where} ${parts.join(', ')}`;
}
