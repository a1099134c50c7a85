import path from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import { harmless } from '../../present/harmless.ts';
import { VERSION } from '../../version.ts';
import { leadsOut } from './files.ts';
import type { ExitStatus, Io } from './io.ts';
import { linesOf } from './lines.ts';

/** The versions of the Model Context Protocol that differ in nothing that is used here, newest first. */
const PROTOCOLS = ['2025-06-18', '2025-03-26', '2024-11-05'];

/** A longer message is refused: no manifest is so long. In UTF-16 units. */
const LONGEST = 8 * 1024 * 1024;

/** An answer is cut off here, in UTF-16 units. */
const MOST_SAID = 100_000;

/** The tokens of a report, about, if the agent does not say how many. */
const BUDGET = 4000;

const paths = z.array(z.string().min(1)).min(1).max(1000).describe('Files, folders or patterns below the working directory.');
const text = z.string().describe('The text of one manifest, in place of paths: for one that is not saved.');
const filename = z.string().min(1).default('manifest.yaml').describe('What the text is called; Compose files are known by their name.');
const input = { paths: paths.optional(), text: text.optional(), filename };

const CHECK = z.strictObject({ ...input, budget: z.number().int().min(200).max(100_000).default(BUDGET).describe('How long the answer may be, in tokens.') });
const FIX = z.strictObject({
  ...input,
  safety: z
    .enum(['safe', 'review'])
    .default('safe')
    .describe('"safe": only what restates a default or was run in a laboratory; "review": also what may need a change of the program.'),
  write: z
    .boolean()
    .default(false)
    .describe('Write the files. Otherwise they stay as they are, and the answer is a diff. Only if the server was started with --allow-write.'),
});
const EXPLAIN = z.strictObject({ rule: z.string().describe('The id of a rule, as check names it.') });

type Runner = (args: readonly string[], io: Io) => Promise<ExitStatus | undefined>;

/** What a tool does: the arguments of the command line that it stands for, so that both always say the same. */
interface Tool {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly writes: boolean;
  readonly args: (given: never, writable: boolean) => Asked;
}

interface Asked {
  readonly args: readonly string[];
  readonly paths?: readonly string[] | undefined;
  readonly text?: string | undefined;
}

/** An argument that the agent can correct. */
class ToolError extends Error {}

const TOOLS: Readonly<Record<string, Tool>> = {
  check: {
    description:
      'Finds where Kubernetes and Compose manifests share more with their host or neighbours than they must. For each finding: rule, place, why, the fix as a diff or the decision that it needs, and the command that verifies it.',
    schema: CHECK,
    writes: false,
    args: ({ budget, ...given }: z.output<typeof CHECK>) => source(['check', '--format', 'agent', '--budget', String(budget)], given),
  },
  fix: {
    description: 'Rewrites manifests to least privilege, keeping comments and layout. Answers with a diff, and what is left and why.',
    schema: FIX,
    writes: true,
    args: ({ safety, write, ...given }: z.output<typeof FIX>, writable) => {
      if (write && !writable)
        throw new ToolError('this server only reads: without "write" the answer is a diff (it writes if it is started with --allow-write)');
      if (write && given.text !== undefined) throw new ToolError('a text has no file to write: leave out "write"');
      // of a text, the answer is the report and the new text
      const shown = given.text === undefined ? [write ? '--diff' : '--dry-run'] : [];
      return source(['fix', '--no-color', '--safety', safety, ...shown], given);
    },
  },
  explain: {
    description: 'Explains a rule: what an attacker would do, what the fix changes, and how to check the running system.',
    schema: EXPLAIN,
    writes: false,
    args: ({ rule }: z.output<typeof EXPLAIN>) => ({ args: ['explain', '--', rule] }),
  },
};

/** Where the manifests come from; exactly one source. */
function source(
  args: readonly string[],
  given: { readonly paths?: readonly string[] | undefined; readonly text?: string | undefined; readonly filename: string },
): Asked {
  if ((given.paths === undefined) === (given.text === undefined)) throw new ToolError('give either "paths" or "text"');
  if (given.text !== undefined) return { args: [...args, '--stdin', `--stdin-filename=${given.filename}`], text: given.text };
  return { args: [...args, '--', ...(given.paths ?? [])], paths: given.paths };
}

/** Adds the command `mcp` to the program: it ends when standard input does. */
export function addMcp(program: Command, io: Io, run: Runner, done: (status: ExitStatus) => void): void {
  program
    .command('mcp')
    .description('serve coding agents over the Model Context Protocol, on standard input and output')
    .option('--allow-write', 'let the tool "fix" write files below the working directory')
    .action(async ({ allowWrite = false }: { allowWrite?: boolean }) => {
      await serve(io, (line) => answer(line, { io, run, writable: allowWrite }));
      done(0);
    });
}

/** Answers line by line, one after the other. */
async function serve(io: Io, respond: (line: string) => Promise<object | undefined>): Promise<void> {
  for await (const line of linesOf(io.stdin, LONGEST)) {
    const response =
      line === undefined ? failure(null, -32_600, `a message has at most ${LONGEST} characters`) : line.trim() === '' ? undefined : await respond(line);
    if (response) io.out(`${JSON.stringify({ jsonrpc: '2.0', ...response })}\n`);
  }
}

const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.unknown().optional(),
});
const initializeSchema = z.object({ protocolVersion: z.string() });
const callSchema = z.object({ name: z.string(), arguments: z.unknown().optional() });

interface Serving {
  readonly io: Io;
  readonly run: Runner;
  readonly writable: boolean;
}

async function answer(line: string, serving: Serving): Promise<object | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return failure(null, -32_700, 'this is no JSON');
  }
  const request = requestSchema.safeParse(value);
  if (!request.success) return failure(null, -32_600, 'this is no request of JSON-RPC 2.0');
  const { id, method, params } = request.data;
  // a notification has no answer
  if (id === undefined) return undefined;
  switch (method) {
    case 'initialize': {
      const asked = initializeSchema.safeParse(params);
      const protocolVersion = PROTOCOLS.find((version) => version === asked.data?.protocolVersion) ?? PROTOCOLS[0];
      return { id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'bulkhead', version: VERSION } } };
    }
    case 'ping':
      return { id, result: {} };
    case 'tools/list':
      return { id, result: { tools: Object.entries(TOOLS).map(([name, tool]) => listed(name, tool, serving.writable)) } };
    case 'tools/call': {
      const call = callSchema.safeParse(params);
      const tool = call.success && Object.hasOwn(TOOLS, call.data.name) ? TOOLS[call.data.name] : undefined;
      if (!tool) return failure(id, -32_602, `there are the tools ${Object.keys(TOOLS).join(', ')}`);
      return { id, result: await called(tool, call.data?.arguments ?? {}, serving) };
    }
    default:
      return failure(id, -32_601, `there is no method "${harmless(method)}" here`);
  }
}

function listed(name: string, { description, schema, writes }: Tool, writable: boolean): object {
  const inputSchema = z.toJSONSchema(schema, { io: 'input' });
  const destructive = writes && writable;
  return {
    name,
    description,
    inputSchema,
    annotations: { readOnlyHint: !destructive, destructiveHint: destructive, idempotentHint: true, openWorldHint: false },
  };
}

/** The answer of a tool. What goes wrong in it is for the agent, which can correct it. */
async function called({ schema, args }: Tool, given: unknown, { io, run, writable }: Serving): Promise<object> {
  const said = (text: string, isError: boolean) => ({ content: [{ type: 'text', text }], isError });
  const parsed = schema.safeParse(given);
  if (!parsed.success) return said(z.prettifyError(parsed.error), true);
  try {
    const asked = args(parsed.data as never, writable);
    for (const one of asked.paths ?? []) {
      const absolute = path.resolve(io.cwd, one);
      if (isOutside(absolute, io.cwd)) throw new ToolError(`"${harmless(one)}" is not below the working directory`);
    }
    let [out, err] = ['', ''];
    const status = await run(asked.args, {
      ...io,
      terminal: undefined,
      out: (part) => {
        out += part;
      },
      err: (part) => {
        err += part;
      },
      readStdin: async () => new TextEncoder().encode(asked.text ?? ''),
    });
    return said(bounded([err, out].filter((part) => part !== '').join('\n')), status === 2 && out === '');
  } catch (error) {
    if (error instanceof ToolError) return said(error.message, true);
    return said(`this failed: ${harmless(error instanceof Error ? error.message : String(error))}`, true);
  }
}

/** A manifest can be written to fill the context of its reader. */
function bounded(text: string): string {
  return text.length <= MOST_SAID ? text : `${text.slice(0, MOST_SAID)}\n… cut off here: ask for fewer files`;
}

function isOutside(absolute: string, cwd: string): boolean {
  const way = path.relative(cwd, absolute);
  if (way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way)) return true;
  try {
    return leadsOut(absolute, cwd);
  } catch {
    // it is not there, which the command says
    return false;
  }
}

function failure(id: string | number | null, code: number, message: string): object {
  return { id, error: { code, message } };
}
