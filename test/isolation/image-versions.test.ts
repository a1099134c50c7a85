import { expect, it } from 'vitest';
import { EVIDENCE } from '../../server/src/isolation/images/evidence.ts';
import { imageFacts } from '../../server/src/isolation/images/reference.ts';
import { IMAGE_ROWS } from '../../server/src/isolation/images/table.ts';

it('binds a user that makes a fix safe to the versions of which it is known', () => {
  const unbound = IMAGE_ROWS.filter(({ tags, facts }) => facts.proven && facts.imageUser !== 'root' && !facts.conditions && !tags?.since && !tags?.needs);
  expect(unbound.map(({ facts }) => facts.name)).toEqual([]);
  const tried = new Set(Object.entries(EVIDENCE).flatMap(([image, { user }]) => (user ? [imageFacts(image)] : [])));
  // the first tags of Valkey and of RabbitMQ on Ubuntu have the same users; the others start as root with no other user
  const known = ['valkey (Debian)', 'valkey (Alpine)', 'rabbitmq (Ubuntu)'];
  const open = IMAGE_ROWS.filter(({ tags, facts }) => tried.has(facts) && facts.dropsPrivileges && !facts.conditions && !tags?.since);
  expect(open.map(({ facts }) => facts.name).filter((name) => !known.includes(name))).toEqual([]);
});
