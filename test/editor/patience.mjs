import { setTimeout } from 'node:timers/promises';

/** How long anything may take on a machine that has much else to do, in milliseconds. */
export const DEADLINE = Number(process.env.DEADLINE ?? 90_000);

/** After this time a click or key is given again, in milliseconds: what moves under the pointer can swallow it. Then after twice as long, and so on. */
export const PATIENCE = 3000;

/** Somebody who waits for what is there, and not for a time. */
export class Patient {
  /** Does something that may be done twice until it has its effect. Both get a time in milliseconds and reject behind it. */
  async until(act, hasEffect) {
    const end = Date.now() + DEADLINE;
    for (let time = PATIENCE; ; time *= 2) {
      try {
        await act(time);
        return await hasEffect(time);
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  /** Looks until something is so; of a condition that fails, the error says what was there instead. */
  async see(look, isSo, what, time = DEADLINE) {
    for (const end = Date.now() + time; ; await setTimeout(50)) {
      const seen = await look();
      if (isSo(seen)) return seen;
      if (Date.now() > end) throw new Error(`${what}: ${JSON.stringify(seen)}`);
    }
  }
}
