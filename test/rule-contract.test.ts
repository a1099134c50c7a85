import { expect, it } from 'vitest';
import { hostUts } from '../server/src/rules/namespaces/host-uts.ts';
import { defineRule, type Report } from '../server/src/rules/rule.ts';

const at = { document: 0, path: [], part: 'pair' } as const;

const MESSAGES = { missing: '"{name}" lacks {what}', plain: 'Nothing to fill in' } as const;

/** Rules with a `check` like that of real rules. `npm run typecheck` makes sure that the wrong ones do not compile. */
const ruleOf = {
  right: () =>
    defineRule({
      ...hostUts,
      messages: MESSAGES,
      check: {
        *'compose.service'({ name }) {
          yield { at, message: 'missing', data: { name, what: 'a limit' } };
          yield { at, message: 'plain' };
        },
      },
    }),
  wrongKey: () =>
    defineRule({
      ...hostUts,
      messages: { default: 'Nothing to fill in' },
      check: {
        // @ts-expect-error: no such message
        *'compose.service'() {
          yield { at, message: 'defualt' };
        },
      },
    }),
  missingHole: () =>
    defineRule({
      ...hostUts,
      messages: MESSAGES,
      check: {
        // @ts-expect-error: nothing fills {what}
        *'compose.service'({ name }) {
          yield { at, message: 'missing', data: { name } };
        },
      },
    }),
  withoutData: () =>
    defineRule({
      ...hostUts,
      messages: MESSAGES,
      check: {
        // @ts-expect-error: the message has holes
        *'compose.service'() {
          yield { at, message: 'missing' };
        },
      },
    }),
  surplusHole: () =>
    defineRule({
      ...hostUts,
      messages: MESSAGES,
      check: {
        // @ts-expect-error: no message has a hole {why}
        *'compose.service'({ name }) {
          yield { at, message: 'missing', data: { name, what: 'a limit', why: 'no hole' } };
          yield { at, message: 'plain' };
        },
      },
    }),
  holeOfAnother: () =>
    defineRule({
      ...hostUts,
      messages: { missing: '"{name}" lacks {what}', explicit: '"{name}" says so' },
      check: {
        // @ts-expect-error: {what} is a hole of the other message
        *'compose.service'({ name }) {
          yield { at, message: 'explicit', data: { name, what: 'a limit' } };
        },
      },
    }),
  dataForNothing: () =>
    defineRule({
      ...hostUts,
      messages: MESSAGES,
      check: {
        // @ts-expect-error: the message has no hole
        *'compose.service'({ name }) {
          yield { at, message: 'plain', data: { name } };
        },
      },
    }),
};

const report = {
  right: (): Report<typeof MESSAGES> => ({ at, message: 'missing', data: { name: 'web', what: 'a limit' } }),
  // @ts-expect-error: no message has a hole {why}
  surplus: (): Report<typeof MESSAGES> => ({ at, message: 'missing', data: { name: 'web', what: 'a limit', why: 'no hole' } }),
  // @ts-expect-error: a text from a table in a template does not hide its holes
  grown: (text: string) => ((): Report<{ grown: `"{name}" adds ${string}` }> => ({ at, message: 'grown', data: { text } }))(),
};

it('fills the messages of a rule from its reports', () => {
  expect(ruleOf.right().messages).toBe(MESSAGES);
  expect(report.right().data).toEqual({ name: 'web', what: 'a limit' });
});
