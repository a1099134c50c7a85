import * as z from 'zod';

/** `bulkhead/allow`: asks the server for the edit that silences rules at a place. Answer: a `WorkspaceEdit`, or null when the document has changed. */
export const allowRequest = z.object({
  uri: z.string(),
  /** The version for which the action was offered. */
  version: z.number(),
  /** Zero-based line of the finding. */
  line: z.number().int().min(0),
  rules: z.array(z.string()).min(1),
  reason: z.string().min(1),
});
export type AllowRequest = z.infer<typeof allowRequest>;

/** Arguments of the client command `bulkhead.allow`, which "Allow here, with a reason…" runs: the client asks which rule and why. */
export const allowCommand = allowRequest.omit({ reason: true }).extend({
  /** What to show for each rule: its id and title. */
  choices: z.array(z.object({ rule: z.string(), title: z.string() })).min(1),
});
export type AllowCommand = z.infer<typeof allowCommand>;

/** What the engine calls a target: a container, pod, service or workload, by its place in the file. */
const target = z.object({
  kind: z.enum(['pod', 'container', 'service']),
  /** Its name, or the kind of its object if the file has no name. */
  called: z.object({ kind: z.string(), name: z.string().optional() }),
  site: z.object({
    /** Zero-based index of the document. */
    document: z.number().int().min(0),
    path: z.array(z.union([z.string(), z.number()])).readonly(),
    part: z.enum(['pair', 'key', 'value']),
  }),
});

const safeties = z.array(z.enum(['safe', 'review', 'manual'])).readonly();

/** A run of fixes that one action offers, as the engine takes it. */
export const planRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('harden'), target }),
  z.object({ kind: z.literal('level'), level: z.enum(['baseline', 'restricted']), target: target.optional() }),
  z.object({ kind: z.literal('fix'), safeties, rules: z.array(z.string()).readonly().optional() }),
]);

/** `data` of a code action whose edit the client asks for when the user has chosen it (`codeAction/resolve`). */
export const actionData = z.object({ uri: z.string(), version: z.number(), plan: planRequest });
export type ActionData = z.infer<typeof actionData>;

/** Arguments of the client command `bulkhead.applied`, which follows an action with changes to review: what to check now, and how. */
export const appliedCommand = z.object({
  /** One or two sentences. */
  message: z.string(),
  /** Commands that check it on the running system, a line each. */
  check: z.string().optional(),
  /** The pages of the rules whose fixes need review, worst first. */
  pages: z.array(z.object({ rule: z.string(), title: z.string(), uri: z.string() })).min(1),
});
export type AppliedCommand = z.infer<typeof appliedCommand>;

/**
 * `bulkhead/fixWorkspace`: asks the server for the edit that mends some files of the workspace, of one batch: the client asks batch
 * after batch, so that it can show progress and stop. Answer: a {@link fixWorkspaceAnswer}.
 */
export const fixWorkspaceRequest = z.object({
  /** The text is that on disk, for files that are not open. */
  files: z.array(z.object({ uri: z.string(), text: z.string().optional() })),
  /** Which fixes; none at all only counts what each rule would have to mend. */
  safeties: z.array(z.enum(['safe', 'review'])),
  /** Only this rule. */
  rule: z.string().optional(),
});
export type FixWorkspaceRequest = z.infer<typeof fixWorkspaceRequest>;

/** The edit for one batch. `changes` counts the fixes that it makes, `review` those of them that need review. */
export const fixWorkspaceAnswer = z.object({
  /** A `WorkspaceEdit` with the version of each open document; every change waits for confirmation in the preview. */
  edit: z.unknown(),
  changes: z.number().int(),
  review: z.number().int(),
  /** URIs of the files that change. */
  changed: z.array(z.string()),
  /** The rules with findings that a fix can mend, and how many. */
  rules: z.array(z.object({ rule: z.string(), title: z.string(), count: z.number().int() })),
});
export type FixWorkspaceAnswer = z.infer<typeof fixWorkspaceAnswer>;

/** Notification `bulkhead/status` from the server, shown in the status bar. */
export const statusNotification = z.object({
  state: z.enum(['starting', 'ready', 'error']),
  /** For the tooltip. */
  message: z.string().optional(),
});
export type StatusNotification = z.infer<typeof statusNotification>;

/** `initializationOptions` of the server. All optional: an editor that sends none gets the defaults. */
export const initializationOptions = z.object({
  /** The client can run `bulkhead.allow` and ask for a reason. */
  promptForReason: z.boolean().default(false),
  /** The client can run `bulkhead.applied` and show what to check after a fix. */
  noteApplied: z.boolean().default(false),
  /** The client renders theme icons such as `$(warning)` and trusted command links in Markdown. */
  richMarkdown: z.boolean().default(false),
  /** URI of the folder with the rule pages (`<rule>.md`), ending in a slash. Default: the pages that ship with the server. */
  docsBase: z.string().optional(),
  /** The settings, as under `bulkhead` in the editor. */
  settings: z.unknown().optional(),
});
export type InitializationOptions = z.infer<typeof initializationOptions>;
