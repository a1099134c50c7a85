import { expect, test } from 'vitest';
import { applyEdits } from '../../server/src/text/text.ts';
import { analyse } from '../kit/laws.ts';

const TEXT = `services:
  web:
    image: example/web:1
    privileged: true
    cap_add: [SYS_ADMIN]
    volumes:
      - /etc:/a
      - /var/log:/b
  job:
    image: example/job:1
    privileged: true
    volumes:
      - /etc:/a
`;

test('an exception goes as far as it is asked to, with a comment above each line', () => {
  const snapshot = analyse('compose.yaml', TEXT);
  const lineOf = (text: string) => snapshot.file.lines.lineOf(TEXT.indexOf(text));
  const comments = (rules: string[], at: string, scope?: 'here' | 'target' | 'file') => {
    const allowed = snapshot.allow(rules, 'a reason', lineOf(at), scope);
    if (!allowed.ok) throw new Error(allowed.why);
    const after = applyEdits(TEXT, allowed.edits);
    const left = analyse('compose.yaml', after).findings.filter(({ rule }) => rules.includes(rule.id)).length;
    return { comments: after.split('# bulkhead: allow').length - 1, left };
  };
  expect(comments(['privileged-container'], 'privileged')).toEqual({ comments: 1, left: 1 });
  expect(comments(['privileged-container'], 'privileged', 'target')).toEqual({ comments: 1, left: 1 });
  expect(comments(['privileged-container'], 'privileged', 'file')).toEqual({ comments: 2, left: 0 });
  const [first, ...others] = snapshot.findings.filter(({ rule }) => rule.id.startsWith('host-path-'));
  expect(others.length, 'two host paths in one service, one in the other').toBeGreaterThan(1);
  expect(comments([first?.rule.id ?? ''], '/etc', 'here').left).toBe(comments([first?.rule.id ?? ''], '/etc', 'file').left + 1);
});
