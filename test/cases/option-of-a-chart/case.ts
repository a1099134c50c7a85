import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const AGENT = { name: 'agent', option: ', under a condition of the template' };

export default {
  source: 'prometheus-community/helm-charts and open-telemetry/opentelemetry-helm-charts: lines that stand alone in an if',
  right: 'a value under a condition of its own is an option of the chart: the finding says so, and no run takes it away',
  check(project) {
    const file = 'daemonset.yaml';
    const offers = (rule: string, name: string) => project.offers(file, rule, name)[0];
    expect(offers('host-network', 'agent')).toBe('manual: Remove hostNetwork, though the template decides about it');
    expect(offers('privileged-container', 'agent')).toBe('manual: Remove privileged, though the template decides about it');
    expect(offers('run-as-root', 'agent')).toContain('manual: ');
    // the template decides about the whole container, or repeats it: that is no choice of the value
    expect(offers('privileged-container', 'helper')).toBe('review: Remove privileged');
    expect(offers('host-pid', 'agent')).toBe('review: Remove hostPID');

    const { findings } = project.snapshot(file);
    const said = findings.filter(({ message }) => message.endsWith(AGENT.option)).map(({ rule, severity }) => `${rule.id} ${severity}`);
    expect(said).toEqual(['host-network high', 'privileged-container high', 'run-as-root medium']);
    const lines = findings.flatMap(({ related }) =>
      related.map(({ span, message }) => `${project.snapshot(file).file.text.slice(span.start, span.end)} ${message}`),
    );
    expect(lines).toContain('{{- if .Values.privileged }} this decides whether it is there');
    expect(lines).toContain('{{- else }} this decides whether it is there');

    const after = project.fixed(file, 'safe', 'review');
    expect(after).toContain('hostNetwork: true\n      {{- end }}');
    expect(after).toMatch(/privileged: true\n\s+\{\{- else \}\}\n\s+runAsUser: 0\n/);
  },
} satisfies Case;
