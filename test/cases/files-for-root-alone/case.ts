import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source:
    'kubernetes, pkg/volume/volume_linux.go; Kubernetes documentation, "Secret files permissions"; Compose specification, "secrets"; pods that back up with a key of mode 0400',
  right:
    'files that the kubelet makes for root alone are no files of another user, unless fsGroup opens them; what Compose copies has the mode that is written; another user does not enter the home of root',
  check(project) {
    const user = (name: string) => project.offers('pods.yaml', 'run-as-root', name)[0];
    for (const [name, path] of [
      ['backup', '/keys'],
      ['settings', '/settings'],
      ['token', '/token'],
    ])
      expect(user(name as string), name).toMatch(new RegExp(`^manual: .*though the mode of ${path} hides its files from it$`));
    for (const name of ['open', 'beside', 'by-group']) expect(user(name), name).toMatch(/^review: Run as user 10001/);
    expect(user('aws')).toMatch(/^manual: .*though only root may enter the folder of \/root\/\.aws$/);
    expect(user('other')).toMatch(/^review: /);
    const service = (name: string) => project.offers('compose.yaml', 'run-as-root', name)[0];
    expect(service('copied')).toMatch(/^manual: .*though the mode of \/run\/secrets\/key hides it from others$/);
    expect(service('quoted')).toMatch(/^manual: .*though the mode of \/etc\/app\.conf hides it from others$/);
    expect(service('home')).toMatch(/^manual: .*though only root may enter the folder of \/root\/\.ssh$/);
    // a file that Compose binds keeps its own mode
    for (const name of ['open', 'short', 'bound']) expect(service(name), name).toMatch(/^review: Run as user 10001/);
    for (const offer of project.offers('pods.yaml', 'capabilities-not-dropped', 'token')) expect(offer).not.toMatch(/run as user/);
  },
} satisfies Case;
