import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Cost, costOfNode } from './child.ts';
import { type Peer, ServerProcess } from './client.ts';
import { interleaved, mb, median, ms, ratio, table } from './figures.ts';
import { BULKHEAD, CLI, type Run, yamlServer } from './section.ts';
import { deploymentText } from './texts.ts';

const BARE = 'Node alone, start to end of an empty program';

/** What a start costs: of a server until it has answered `initialize`, of the command line until its end. */
export async function startSection({ quick, folder }: Run): Promise<string[]> {
  const file = path.join(folder, 'one.yaml');
  const empty = path.join(folder, 'empty.cjs');
  writeFileSync(file, deploymentText(3));
  writeFileSync(empty, '');
  const measured = await interleaved(quick ? 3 : 15, {
    [BARE]: () => costOfNode(empty),
    'Bulkhead, until `initialize` is answered': () => costOfStart(BULKHEAD),
    'yaml-language-server, until `initialize` is answered': () => costOfStart(yamlServer()),
    '`bulkhead --version`': () => costOfNode(CLI, '--version'),
    '`bulkhead check` of one file': () => costOfNode(CLI, 'check', file),
    '`bulkhead check --format json` of one file': () => costOfNode(CLI, 'check', file, '--format', 'json'),
  });
  const walls = (name: string) => (measured.get(name) ?? []).map(({ wall }) => wall);
  const bare = walls(BARE);
  const rows = [...measured].map(([name, costs]) => {
    const more = walls(name).map((wall, round) => wall - (bare[round] ?? Number.NaN));
    const memory = ['cpu', 'peak'] as const;
    const [cpu = 0, peak = 0] = memory.map((what) => median(costs.map((cost) => cost[what])));
    return [name, ms(median(walls(name))), ms(cpu), mb(peak), name === BARE ? '' : ms(median(more)), name === BARE ? '' : ratio(walls(name), bare)];
  });
  return ['## Start, and one cold file', '', ...table(['process', 'wall', 'CPU to its end', 'peak memory', 'more than Node', 'to Node'], rows)];
}

/** `wall` is the time until `initialize` is answered, the rest is to the end. */
async function costOfStart(peer: Peer): Promise<Cost> {
  const start = performance.now();
  const server = new ServerProcess(peer);
  await server.initialize();
  const wall = performance.now() - start;
  const { cpu, peak } = await server.stop();
  return { wall, cpu, peak };
}
