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
  /** The client renders theme icons such as `$(warning)` and trusted command links in Markdown. */
  richMarkdown: z.boolean().default(false),
  /** URI of the folder with the rule pages (`<rule>.md`), ending in a slash. Default: the pages that ship with the server. */
  docsBase: z.string().optional(),
  /** The settings, as under `bulkhead` in the editor. */
  settings: z.unknown().optional(),
});
export type InitializationOptions = z.infer<typeof initializationOptions>;
