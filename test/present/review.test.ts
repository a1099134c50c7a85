import { expect, test } from 'vitest';
import { reviewNotes } from '../../server/src/present/review.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { analyse } from '../kit/laws.ts';

/** What is said after every fix to review of a file. */
function advice(uri: string, text: string): string[] {
  const snapshot = analyse(uri, text);
  const { applied } = snapshot.fixAll(['safe', 'review']);
  return reviewNotes(applied).map((note) => note.advice);
}

test('the note after a fix speaks of the dialect that was changed alone', () => {
  const pod = advice(
    'pod.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: example/web:1 }]\n',
  );
  const service = advice('compose.yaml', 'services: { web: { image: example/web:1, network_mode: host, ports: ["8080:80"] } }\n');
  expect(pod.length).toBeGreaterThan(4);
  expect(service.length).toBeGreaterThan(3);
  expect(pod.filter((text) => /Compose|`ports`|tmpfs/.test(text))).toEqual([]);
  expect(service.filter((text) => /Kubernetes|Compose|hostPort|emptyDir/.test(text))).toEqual([]);
});

test('what all are told is true in both dialects', () => {
  const both = RULES.filter(({ check }) => (check['kubernetes.pod'] || check['kubernetes.container']) && check['compose.service']);
  expect(both.length).toBeGreaterThan(30);
  expect(both.filter(({ docs }) => /\b(?:Compose|Kubernetes)\b/.test(docs.verify ?? '')).map(({ id }) => id)).toEqual([]);
});
