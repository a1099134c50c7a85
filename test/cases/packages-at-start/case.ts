import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source:
    'the manual pages of apk, apt-get, dnf and microdnf; pip and npm, their user guides; the manual pages of npm, Yarn, Bundler and Composer; quick starts that install a tool before they use it',
  right: 'who installs packages at the start does so as root, in a root filesystem that it can write: another user or a read-only root would stop it',
  check(project) {
    const grade = (file: string, rule: string, name: string) => project.offers(file, rule, name).at(-1);
    for (const [file, names] of [
      ['pods.yaml', ['apk', 'apt', 'yum', 'microdnf', 'pip', 'module', 'npm', 'yarn']],
      ['compose.yaml', ['apk', 'pip', 'by-list', 'bundle', 'composer']],
    ] as const)
      for (const name of names) {
        expect(grade(file, 'run-as-root', name), name).toMatch(/^manual: .*though installing packages needs root$/);
        expect(grade(file, 'writable-root-filesystem', name), name).toMatch(/^manual: .*though its command installs packages there$/);
        expect(grade(file, 'capabilities-not-dropped', name), name).toMatch(/^review: .*\bDAC_OVERRIDE\b/);
      }
    expect(grade('pods.yaml', 'capabilities-not-dropped', 'apt')).toMatch(/CHOWN, DAC_OVERRIDE, FOWNER, FSETID, .*SETFCAP, SETGID and SETUID/);
    expect(grade('pods.yaml', 'writable-root-filesystem', 'as-user')).toMatch(/^manual: /);
    for (const name of ['target', 'environment', 'word', 'list', 'run']) {
      expect(grade('pods.yaml', 'run-as-root', name), name).toMatch(/^review: /);
      expect(grade('pods.yaml', 'writable-root-filesystem', name), name).toMatch(/^review: /);
    }
    expect(grade('compose.yaml', 'writable-root-filesystem', 'plain')).toMatch(/^review: /);
    expect(project.fixed('pods.yaml', 'safe', 'review').split('\n---\n')[0]).not.toMatch(/readOnlyRootFilesystem|runAsUser: 10001/);
  },
} satisfies Case;
