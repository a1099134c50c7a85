import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const GRADES = /^\w+/;

export default {
  source: 'kubernetes/ingress-nginx#7050, #6256, #4179; kubernetes/kubernetes#132157; KEP-4265',
  right: 'what somebody wrote against the safer value is a decision: only a fix that is proven overrules it',
  check(project) {
    const grades = (file: string, rule: string, name: string) => project.offers(file, rule, name).map((offer) => GRADES.exec(offer)?.[0]);
    for (const rule of ['writable-root-filesystem', 'run-as-root', 'allow-privilege-escalation']) {
      expect(grades('pods.yaml', rule, 'controller')).toEqual(['manual']);
      expect(grades('compose.yaml', rule, 'app')).toEqual(['manual']);
    }
    for (const rule of ['run-as-root', 'proc-mount-unmasked']) expect(grades('pods.yaml', rule, 'build')).toEqual(['manual']);
    expect(grades('pods.yaml', 'allow-privilege-escalation', 'redis')).toEqual(['safe']);
  },
} satisfies Case;
