import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const OPENED = 'its storage takes fsGroup and no file there must be for its owner alone';

export default {
  source: 'kubernetes-csi/csi-driver-nfs#894; postgres/postgres, be-secure-common.c; go-gitea/gitea, sshd_config of the image; kubernetes, volume_linux.go',
  right: 'fsGroup opens all files of all volumes of the pod to a group, and some storage refuses it: it is never safe, and left to the author where it breaks',
  check(project) {
    const user = (name: string) => project.offers('pods.yaml', 'run-as-root', name);
    expect(user('quiet')).toEqual([`review: Run as user 999 of the image, if ${OPENED}`]);
    expect(user('encrypted')).toEqual(['manual: Run as user 999 of the image, though fsGroup opens the key of its certificate to a group, which it refuses']);
    expect(user('redis')).toEqual(['manual: Run as user 999 of the image, though fsGroup changes the files of "gitea", too']);
    expect(user('unknown')).toEqual([
      'manual: Run as user 10001, never as root, if the image works as any user, though fsGroup changes the files of "gitea", too',
    ]);
    expect(user('rabbit')).toEqual(['manual: Run as user 999 of the image, though fsGroup opens its cookie to a group, which it refuses']);
    // what one container alone claims, and what is empty at each start, is nobody else's
    expect(user('cache')[0]).toMatch(/^review: /);
    expect(project.offers('pods.yaml', 'run-as-nonroot-unverifiable')).toEqual([`review: Run as user 65534, which is "nobody", if ${OPENED}`]);
    expect(project.fixed('pods.yaml', 'safe')).not.toContain('fsGroup');
    // only a pod has an fsGroup
    expect(project.offers('compose.yaml', 'run-as-root', 'queue')).toEqual(['safe: Run as user 999 of the image']);
  },
} satisfies Case;
