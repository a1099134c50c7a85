import { isUnset, partOf } from '../../manifest/field.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const serviceLinksEnabled = defineRule({
  id: 'service-links-enabled',
  since: '0.1.0',
  severity: severity('info', { TI: 'off', MT: 'low', CI: 'off' }),
  dimensions: ['REACH'],
  fix: 'always',
  missing: { label: 'service links off', leaves: 'every Service by name and address, in variables' },
  messages: {
    missing: '"{name}" gets names, addresses and ports of every Service in its environment',
    explicit: '"{name}" asks for names, addresses and ports of every Service in its environment',
  },
  docs: {
    title: 'Service variables injected into every container',
    risk: 'An intruder reads from the environment which Services the namespace has, and where. The variables may also collide with settings of the program, such as REDIS_PORT.',
    not: 'DNS tells the same to whoever asks patiently.',
    fix: 'Sets `enableServiceLinks: false`.',
    verify: 'Check that the program reads no variable that ends in `_SERVICE_HOST` or `_SERVICE_PORT`; those of the API server stay.',
    check: { kubernetes: 'kubectl exec NAME -- env | cut -d= -f1' },
  },
  standards: ['MITRE ATT&CK: T1613'],
  references: ['K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      const field = pod.spots.spec.get('enableServiceLinks').boolean();
      const report = { at: field.site, data: { name: pod.label }, fixes: [setting('Set enableServiceLinks to false', field.site, false)] };
      if (field.value === true) yield { ...report, message: 'explicit' };
      else if (isUnset(field)) yield { ...report, message: 'missing', anchor: partOf(pod.site, 'key') };
    },
  },
});
