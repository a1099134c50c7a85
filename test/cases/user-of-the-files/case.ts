import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'zegl/kube-score#470; n8n-io/n8n-hosting, kubernetes/n8n-deployment.yaml',
  right: 'whom the file gives the volumes of a container decides before any default',
  check(project) {
    const offers = (name: string) => project.offers('pods.yaml', 'run-as-root', name);
    expect(offers('web')).toEqual(['review: Run as user 1000, never as root, if the image works as that user']);
    expect(offers('metrics')).toEqual(['review: Run as user 10001, never as root, if the image works as any user']);
    expect(offers('app')).toEqual(['review: Run as user 2000, never as root, if the image works as that user']);
    expect(project.fixed('pods.yaml', 'safe', 'review')).toMatch(/runAsUser: 1000\n\s+runAsGroup: 1001\n/);
  },
} satisfies Case;
