import { expect, test } from 'vitest';
import { readLayout } from '../../server/src/fix/layout.ts';
import type { PathOp } from '../../server/src/fix/ops.ts';
import { windowOf } from '../../server/src/fix/window.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { append, comment, outcome, remove, set } from './notation.ts';

const service = (n: number) => `  s${n}: # service ${n}
    image: "nginx:${n}"
    # ports of ${n}
    ports:
      - "80${n}:80"
    environment:
      - A=b # keep
    cap_add: [NET_RAW]
`;
const COMPOSE = `# a large project
x-common: &common
  restart: always
services:
${Array.from({ length: 90 }, (_, n) => service(n)).join('\n')}  last:
    <<: *common
    image: x
# volumes
volumes:
  data: {}
`;
const PLACES: readonly (readonly PathOp[])[] = [
  [set('/services/s7/privileged', false), set('/services/s7/ports/0', '127.0.0.1:80:80')],
  [remove('/services/s60/cap_add'), append('/services/s9/cap_drop', 'ALL')],
  [set('/services/last/restart', 'no')],
  [set('/services/fresh/image', 'y1')],
  [set('/networks/n', {}), comment('/services/s3/image', 'x')],
  [set('/volumes/data/driver', 'local')],
  [remove('/services/s5'), set('/services/s6/user', '1000:1000')],
  [set('/x-common/restart', 'no')],
  [set('/services/last/image', 'z')],
];

test('hidden parts of a large document change no edit', () => {
  const file = parseFile(COMPOSE);
  const document = file.documents[0]?.document;
  expect(document?.problems).toEqual([]);
  for (const ops of PLACES) {
    const here = outcome(COMPOSE, ops);
    // because of a broken last chunk, the compiler reads the whole document
    const tail = 'z: [\n';
    const whole = outcome(COMPOSE + tail, ops);
    const grows = ops.some((op) => op.op === 'set' && op.at.path[0] === 'networks');
    expect(whole, JSON.stringify(ops)).toBe(grows ? '<syntax-error>' : here.startsWith('<') ? here : here + tail);
  }
});

test('the hidden part is most of it, and no offset moves', () => {
  const document = parseFile(COMPOSE).documents[0]?.document;
  if (!document) throw new Error('no document');
  const window = windowOf(document, [set('/services/s7/privileged', false)]);
  expect(window.length).toBe(COMPOSE.length);
  expect(readLayout(window)?.comments.length).toBeLessThan(400);
  expect(window.split('\n').length).toBeLessThan(300);
  expect(window.indexOf('s7:')).toBe(COMPOSE.indexOf('s7:'));
  expect(window).toContain('restart: always');
});
