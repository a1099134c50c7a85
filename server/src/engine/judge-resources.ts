import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Subjects } from '../rules/rule.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import { fieldsTooNew } from './admissible.ts';
import type { TargetPlace } from './document-check.ts';
import type { Finding, Problem, Target } from './finding.ts';
import { type CheckInput, type Owner, placeOf, run, targetMinor } from './report.ts';
import { keysIn, speakersOf } from './speaking.ts';
import { wrongGroup, wrongShapes } from './wrong-shapes.ts';

/** What the rules find in the objects of a document. */
export interface JudgedResources {
  /** Several pods of one object may inherit the same field: then it is found for each. */
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly targets: readonly TargetPlace[];
}

/** Asks the rules about the objects of a document, their pods and containers. */
export function* judgeResources(resources: readonly ResourceView[], placed: PlacedDocument, input: CheckInput): Sliced<JudgedResources> {
  const { document } = placed;
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const targets: TargetPlace[] = [];
  const seen = new Map<string, number>();
  const rules = speakersOf(document.root ? keysIn(document.root).names : undefined);
  const ask = <S extends keyof Subjects>(name: S, subject: Subjects[S], owner: Owner) => {
    const result = run(name, subject, owner, placed, input, seen, rules[name]);
    findings.push(...result.findings);
    problems.push(...result.problems);
  };
  for (const resource of resources) {
    yield;
    if (!input.judging) problems.push(...wrongGroup(resource, document), ...wrongShapes(resource, document));
    const { pods, ref } = resource;
    const whole: Target = { kind: 'pod', called: { kind: ref.kind, name: ref.name }, site: pods[0]?.extent ?? resource.site };
    ask('kubernetes.resource', resource, { resource: ref, container: undefined, target: whole });
    for (const pod of pods) {
      const made = { ...ref, podLabels: pod.labels };
      const podTarget: Target = { kind: 'pod', called: pod.called, site: pod.extent };
      if (!input.judging) targets.push(...[placeOf(document, podTarget)].filter((t) => t !== undefined));
      ask('kubernetes.pod', pod, { resource: made, pod, container: undefined, target: podTarget });
      if (!input.judging) problems.push(...fieldsTooNew(pod, targetMinor(input.settings), document));
      for (const container of pod.containers) {
        yield;
        const target: Target = { kind: 'container', called: container.called, site: container.site, pod: pod.extent };
        if (!input.judging) targets.push(...[placeOf(document, target, podTarget)].filter((t) => t !== undefined));
        ask('kubernetes.container', container, { resource: made, pod, container: container.label, target });
      }
    }
  }
  return { findings, problems, targets };
}

/** Each finding once: several pods of one resource may inherit the same field. */
export function onceEach(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Target>();
  return findings.filter(({ rule, path, span, target }) => {
    const key = `${rule.id} ${span.start} ${span.end} ${JSON.stringify(path)}`;
    const first = seen.get(key);
    if (first) return first === target;
    seen.set(key, target);
    return true;
  });
}
