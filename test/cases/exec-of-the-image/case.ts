import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'ollama/ollama, docs/docker.md',
  right: 'a tmpfs that must allow programs for what the image unpacks there is no weakness, neither where the fix mounts it nor where it was before',
  check(project) {
    const messages = (text: string) => {
      const { findings } = project.after('compose.yaml', text);
      return findings.filter(({ rule }) => rule.id === 'tmpfs-executable').map(({ message }) => message);
    };
    const text = project.applied('compose.yaml', 'writable-root-filesystem', 'ollama');
    expect(text).toContain('- /tmp:exec,size=1g');
    expect(messages(text)).toEqual([
      '"media" mounts a tmpfs at /run with suid, which Docker leaves out by itself',
      '"other" mounts a tmpfs at /tmp with exec, which Docker leaves out by itself',
    ]);
    expect(project.applied('compose.yaml', 'tmpfs-executable', 'media')).toContain('- /run:exec\n');
  },
} satisfies Case;
