import type { Identity } from '../../workspace/identity/report.ts';
import { harmlessJson } from '../harmless.ts';
import { gradeText, type PlaceText } from './text.ts';

/** Each workload with its account and chain, as one JSON text. */
export function identityJson(all: readonly Identity[], placeText: PlaceText, unknown: readonly string[]): string {
  const workloads = all.map(({ runner, namespace, account, shown, token, bindings, consequence }) => ({
    workload: { kind: runner.kind, namespace, name: runner.name, at: placeText(runner.at) },
    account: { ...account, shown },
    token: token ?? 'unknown',
    bindings,
    grade: consequence.grade,
    scope: consequence.scope,
    means: gradeText(consequence),
    chain: consequence.steps.map(({ subject, role, ...step }) => ({
      ...step,
      subject: { kind: subject.kind, name: subject.name, at: placeText(subject.at) },
      role: { ...role, at: placeText(role.at) },
    })),
  }));
  return `${harmlessJson(JSON.stringify({ version: 1, workloads, unknown }, null, 2))}\n`;
}
