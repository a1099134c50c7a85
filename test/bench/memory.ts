import { ServerProcess } from './client.ts';
import { steps } from './edits.ts';
import { mb, table } from './figures.ts';
import { BULKHEAD, type Run } from './section.ts';
import { deploymentText, kubernetesText } from './texts.ts';

/** What the server keeps, after a full collection. */
export async function memorySection({ quick }: Run): Promise<string[]> {
  const letters = quick ? 200 : 2000;
  const files = quick ? 40 : 200;
  const server = new ServerProcess(BULKHEAD);
  await server.initialize();
  await server.initialized();
  const bench = kubernetesText(1000);
  const uri = `file:///bench/${bench.file}`;
  await server.open(uri, bench.languageId, bench.text);
  let version = 1;
  const type = async (count: number) => {
    for (const change of steps(bench, 'letter', count)) {
      version += 1;
      await server.change(uri, version, change);
    }
  };
  let next = 0;
  const openAndClose = async (count: number) => {
    for (const last = next + count; next < last; next += 1) {
      const other = `file:///bench/other-${next}.yaml`;
      await server.open(other, 'yaml', deploymentText(next));
      await server.close(other);
    }
  };
  // what is built once, and compiled for a while, is no leak
  await type(letters / 2);
  await openAndClose(files / 2);
  const before = (await server.usage()).heap;
  await type(letters);
  const typed = (await server.usage()).heap;
  await openAndClose(files);
  const closed = (await server.usage()).heap;
  const { peak } = await server.stop();
  const row = (what: string, heap: number, earlier: number) => [what, mb(heap), mb(heap - earlier)];
  return [
    '## Memory that the server keeps',
    '',
    `The heap after a full collection, with a file of 1,000 lines open, after half as many letters and files at first. The process took at most ${mb(peak)}.`,
    '',
    ...table(
      ['after', 'heap', 'more than before'],
      [
        ['a while', mb(before), ''],
        row(`${letters.toLocaleString('en')} more letters`, typed, before),
        row(`${files} more files, opened and closed`, closed, typed),
      ],
    ),
  ];
}
