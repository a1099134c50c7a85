// `npm run lab [-- --update] [-- PART OF A NAME]`: runs real containers, as root. The last line is "N passed, N failed".
import type { LabCase } from './case.ts';
import { CLAIMS } from './claims/all.ts';
import { claimCase } from './claims/play.ts';
import { writeClaims } from './claims/report.ts';
import { RUNTIME_CASES } from './claims/runtimes.ts';
import { imageCases } from './images/evidence.ts';
import { writeImages } from './images/report.ts';
import { obstacle, preparedRoot } from './rootfs.ts';
import { cleanUp } from './runner.ts';

/** How many cases run at a time: the machines of the project have two processors. */
const AT_A_TIME = 2;

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
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const start = Date.now();
      try {
        await next.run({ root });
        console.log(`ok   ${next.name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
      } catch (error) {
        failed.push(next.name);
        console.log(`FAIL ${next.name}\n     ${(error as Error).message.replaceAll('\n', '\n     ')}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const ran = (some: readonly LabCase[]) => some.every((one) => cases.includes(one) && !failed.includes(one.name));
  if (update && ran(claims)) writeClaims();
  if (update && ran(images)) writeImages(images.flatMap((one) => one.outcomes() ?? []));
  console.log(`${cases.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && cases.length > 0 ? 0 : 1;
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
