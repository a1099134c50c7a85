import { expect, it } from 'vitest';
import { analyse } from '../kit/laws.ts';

const pod = (context: string) => `apiVersion: v1
kind: Pod
metadata: { name: agent }
spec:
  hostPID: true
  containers:
    - name: agent
      image: example.com/agent:1
      securityContext: ${context}
`;

it.each([
  ['{ privileged: true }', 'privileged: true', 'privileged'],
  ['{ capabilities: { add: [NET_ADMIN, SYS_PTRACE] } }', 'SYS_PTRACE', 'SYS_PTRACE'],
  ['{ capabilities: { add: [ALL] } }', 'ALL', 'SYS_PTRACE'],
])('with host PIDs, a related place leads to what enters the processes: %s', (context, text, reach) => {
  const { findings, file } = analyse('a.yaml', pod(context));
  const found = findings.find(({ rule }) => rule.id === 'host-pid');
  expect(found?.related.map(({ span, message }) => [file.text.slice(span.start, span.end), message])).toEqual([[text, `"agent" has ${reach}`]]);
});
