// `npm run lab [-- --update] [-- PART OF A NAME]`: runs real containers, as root. The last line is "N passed, N failed".
import os from 'node:os';
import type { LabCase } from './case.ts';
import { CLAIMS } from './claims/all.ts';
import { claimCase } from './claims/play.ts';
import { writeClaims } from './claims/report.ts';
import { RUNTIME_CASES } from './claims/runtimes.ts';
import { IMAGES, type ImageCase, imageCases } from './images/evidence.ts';
import { writeImages } from './images/report.ts';
import type { Outcome } from './images/trial.ts';
import { obstacle, preparedRoot } from './rootfs.ts';
import { cleanUp } from './runner.ts';

/** How many cases run at a time: while one waits, for a service to answer or to stop, another one works. */
const AT_A_TIME = 2 * os.availableParallelism();

/** How many of the slowest cases are named at the end. */
const SLOWEST = 10;

async function main(): Promise<number> {
  const why = obstacle();
  if (why !== undefined) {
    console.error(`The laboratory can't run here: ${why}`);
    console.log('0 passed, 1 failed');
    return 1;
  }
  const [wanted = ''] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
  const update = process.argv.includes('--update');
  const root = preparedRoot();
  const images = imageCases(update);
  const claims = CLAIMS.map(claimCase);
  // the longest first, so that none of them is left to run alone
  const cases: readonly LabCase[] = [...images, ...RUNTIME_CASES, ...claims].filter(({ name }) => name.includes(wanted));
  const queue = [...cases];
  const failed: string[] = [];
  const times: { readonly name: string; readonly seconds: number }[] = [];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const start = Date.now();
      try {
        await next.run({ root });
        console.log(`ok   ${next.name}`);
      } catch (error) {
        failed.push(next.name);
        console.log(`FAIL ${next.name}\n     ${(error as Error).message.replaceAll('\n', '\n     ')}`);
      }
      times.push({ name: next.name, seconds: (Date.now() - start) / 1000 });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const ran = (some: readonly LabCase[]) => some.every((one) => cases.includes(one) && !failed.includes(one.name));
  if (update && ran(claims)) writeClaims();
  if (update)
    writeImages(
      IMAGES.flatMap((image) =>
        outcomesOf(
          images.filter((one) => one.image === image),
          ran,
        ),
      ),
    );
  const slowest = times.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  console.log(`the slowest, ${AT_A_TIME} at a time:\n${slowest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`).join('\n')}`);
  console.log(`${cases.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && cases.length > 0 ? 0 : 1;
}

/** What was seen of an image, if all its uses were tried. */
function outcomesOf(uses: readonly ImageCase[], ran: (some: readonly LabCase[]) => boolean): readonly Outcome[] {
  return ran(uses) ? uses.flatMap((one) => one.outcomes() ?? []) : [];
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await cleanUp();
    process.exit(1);
  });
try {
  process.exitCode = await main();
} finally {
  await cleanUp();
}
