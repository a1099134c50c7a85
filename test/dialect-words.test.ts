import { expect, test } from 'vitest';
import { RULES } from '../server/src/rules/index.ts';

/** Words that only Kubernetes has. A sentence that names Kubernetes, or one of its fields, says for whom it is. */
const ITS_WORDS = /\b(?:kubelets?|pods?|NetworkPolic(?:y|ies))\b/i;
const MARKED = /Kubernetes|Pod Security|kubectl|\/var\/lib\/kubelet|static pods|`(?:host[A-Z]\w+|[a-z]+[A-Z]\w+)|\b[Ii]n (?:a )?pods?\b/;

test('no text that is shown for Compose has a word of Kubernetes, unless it says so', () => {
  const shared = RULES.filter(({ docs: { check } }) => check.compose !== undefined);
  const wrong = shared.flatMap(({ id, docs: { risk, not, fix, verify = '', verifyIn, remark = '' } }) =>
    [risk, not, fix, verify, verifyIn?.compose ?? '', remark]
      .flatMap((text) => text.split(/(?<=\.) /))
      .filter((sentence) => ITS_WORDS.test(sentence) && !MARKED.test(sentence))
      .map((sentence) => `${id}: ${sentence}`),
  );
  expect(shared.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
