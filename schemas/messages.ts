import * as z from 'zod';

/** How far an exception goes: one line, all places in the container, pod or service of that line, or the whole file. */
const allowScope = z.enum(['here', 'target', 'file']);
export type AllowScope = z.infer<typeof allowScope>;

/** Request `bulkhead/allow`: the server returns the edit that silences rules at a place, with one comment. Answer: a `WorkspaceEdit`, or null if the document has changed. */
export const allowRequest = z.object({
  uri: z.string(),
  /** The version of the document for which the action was offered. */
  version: z.number(),
  /** Zero-based line of the finding. */
  line: z.number().int().min(0),
  rules: z.array(z.string()).min(1),
  reason: z.string().min(1),
  scope: allowScope.default('here'),
});
export type AllowRequest = z.infer<typeof allowRequest>;

/** The edit that writes the comment, as a `WorkspaceEdit`, or why none can be written: a clause without a full stop. Null if the document has changed. */
export const allowAnswer = z.union([z.object({ edit: z.unknown() }), z.object({ refused: z.string() })]);
export type AllowAnswer = z.infer<typeof allowAnswer>;

/** The argument of the client command `bulkhead.allow`, which "Allow here, with a reason…" runs: the client asks the user for a rule and a reason. */
export const allowCommand = allowRequest.omit({ rules: true, reason: true, scope: true }).extend({
  /** The container, pod or service of the finding, as people call it. */
  target: z.string(),
  /** The rules to choose from, each with its id and title, and on how many lines of the target and of the file it is found. */
  choices: z.array(z.object({ rule: z.string(), title: z.string(), inTarget: z.number().int(), inFile: z.number().int() })).min(1),
});
export type AllowCommand = z.infer<typeof allowCommand>;

/** The argument of the client command `bulkhead.turnOff`, which turns a rule off in the settings of the workspace. */
export const turnOffCommand = z.object({ rule: z.string() });
export type TurnOffCommand = z.infer<typeof turnOffCommand>;

/** The argument of the client command `bulkhead.quickFix`, which opens the light bulb at a place. Line and character are zero-based, in UTF-16 units. */
export const quickFixCommand = z.object({ uri: z.string(), line: z.number().int().min(0), character: z.number().int().min(0) });
export type QuickFixCommand = z.infer<typeof quickFixCommand>;

/** A target of the engine: a container, pod, service or workload, by its place in the file. */
const target = z.object({
  kind: z.enum(['pod', 'container', 'service']),
  /** The kind of its object, and its name if the file has one. */
  called: z.object({ kind: z.string(), name: z.string().optional() }),
  site: z.object({
    /** Zero-based index of the document. */
    document: z.number().int().min(0),
    path: z.array(z.union([z.string(), z.number()])).readonly(),
    part: z.enum(['pair', 'key', 'value']),
  }),
});

const safeties = z.array(z.enum(['safe', 'review', 'manual'])).readonly();

/** A run of fixes, as the engine takes it: to harden a target, to bring it to a Pod Security level, or all fixes of some grades. */
export const planRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('harden'), target }),
  z.object({
    kind: z.literal('level'),
    level: z.enum(['baseline', 'restricted']),
    target: target.optional(),
    nearer: z.boolean().optional(),
    safeties: safeties.optional(),
  }),
  z.object({ kind: z.literal('fix'), safeties, rules: z.array(z.string()).readonly().optional() }),
]);

/** The `data` of a code action. When the user chooses the action, the client sends it back to get the edit (`codeAction/resolve`). */
export const actionData = z.object({ uri: z.string(), version: z.number(), plan: planRequest });
export type ActionData = z.infer<typeof actionData>;

/** The argument of the client command `bulkhead.choose`: the client asks which changes of a run to make, and shows what the file then is. */
export const chooseCommand = actionData.extend({ title: z.string() });
export type ChooseCommand = z.infer<typeof chooseCommand>;

/**
 * Request `bulkhead/changes` with {@link actionData}: what a run would change. Answer: this, or null if the document has changed and what the run
 * acts on is no longer where it was.
 */
export const changesAnswer = z.object({
  /** The version of the document that this is of: the current one. */
  version: z.number(),
  changes: z.array(
    z.object({
      /** What chooses the change in {@link chosenRequest}. */
      ids: z.array(z.string()).min(1),
      /** Of the changes of one subject at most one can be made. */
      subject: z.string(),
      /** What it does; what it depends on is in the detail. */
      label: z.string(),
      /** The container, pod or service that it changes. */
      of: z.string(),
      grade: z.enum(['safe', 'review', 'manual']),
      rule: z.string(),
      /** What it depends on, and why it is there, in a line. */
      detail: z.string(),
      /** It is made unasked. */
      proposed: z.boolean(),
      /** What it waits for, if it is proposed and cannot be made before. */
      waits: z.string().optional(),
    }),
  ),
  /** What none of these changes mends, each with the reason. */
  left: z.array(z.string()),
  /** Why no change is proposed: sentences for the user. */
  none: z.string().optional(),
});
export type ChangesAnswer = z.infer<typeof changesAnswer>;

/** Request `bulkhead/chosen`: what the file is with these changes. Answer: {@link chosenAnswer}, or null if the document has changed. */
export const chosenRequest = actionData.extend({ chosen: z.array(z.string()) });
export type ChosenRequest = z.infer<typeof chosenRequest>;

/** What the chosen changes make of the file. */
export const chosenAnswer = z.object({
  /** The whole file as it then is. */
  text: z.string(),
  /** A `WorkspaceEdit` with the version of the document. */
  edit: z.unknown(),
  /** The ids of the changes that were made. Others cannot be made together with them, or not without one that was not chosen. */
  made: z.array(z.string()),
  /** The chosen changes that are not made, by their ids, and what each waits for. */
  unmade: z.array(z.object({ ids: z.array(z.string()), waits: z.string() })),
  /** What to say when it is done. */
  note: z.string(),
  /** What to check then, with its commands, and what is left: a page in Markdown. */
  page: z.string(),
});
export type ChosenAnswer = z.infer<typeof chosenAnswer>;

/** Notification `bulkhead/manifests`, from a client whose folders the server cannot read: files that are not open, as they are now. Without a text, a file is gone. */
export const manifestsNotification = z.object({ files: z.array(z.object({ uri: z.string(), text: z.string().optional() })) });
export type ManifestsNotification = z.infer<typeof manifestsNotification>;

/** The `data` of a completion item: what its documentation is about (`completionItem/resolve`). */
export const completionData = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('place'),
    dialect: z.enum(['kubernetes', 'compose']),
    path: z.array(z.union([z.string(), z.number()])).readonly(),
    value: z.string().optional(),
    /** The known image that gives the value. */
    image: z.string().optional(),
  }),
  z.object({ kind: z.literal('rule'), rule: z.string() }),
  z.object({ kind: z.literal('snippet'), prefix: z.string() }),
  z.object({
    kind: z.literal('changes'),
    changes: z
      .array(
        z.object({
          title: z.string(),
          condition: z.object({ word: z.enum(['if', 'once']), text: z.string() }).optional(),
          safety: z.enum(['safe', 'review', 'manual']),
        }),
      )
      .readonly(),
  }),
]);

/** Request `bulkhead/explain`, and the argument of the client command of that name: the workload at a line, or the last one before it. */
export const explainRequest = z.object({
  uri: z.string(),
  /** Zero-based. */
  line: z.number().int().min(0),
});
export type ExplainRequest = z.infer<typeof explainRequest>;

/** Request `bulkhead/standing` with {@link explainRequest}. Answer: this, or null for a file that holds nothing to judge. */
export const standingAnswer = z.object({
  /** The level and what is found: of the workload at the line, or of the file if there is none. */
  summary: z.string(),
  /** The name of the workload. */
  workload: z.string().optional(),
  /** What hardens the workload; none if nothing is found in it. */
  harden: chooseCommand.optional(),
  /** What mends the whole file; none if nothing is found in it. */
  fixAll: chooseCommand.optional(),
});
export type StandingAnswer = z.infer<typeof standingAnswer>;

/** Request `bulkhead/rules` without parameters: all rules, with their pages. */
export const rulesAnswer = z.array(z.object({ rule: z.string(), title: z.string(), uri: z.string() }));
export type RulesAnswer = z.infer<typeof rulesAnswer>;

/** Request `bulkhead/exceptions`: the `allow` comments of files. */
export const exceptionsRequest = z.object({
  /** `text` is the content on disk, for files that are not open. */
  files: z.array(z.object({ uri: z.string(), text: z.string().optional() })),
});
export type ExceptionsRequest = z.infer<typeof exceptionsRequest>;

/** Where each comment stands (zero-based), which rules it names, and why and until when; and what is wrong with it, such as that it is over. */
export const exceptionsAnswer = z.array(
  z.object({ uri: z.string(), line: z.number().int(), rules: z.array(z.string()), reason: z.string(), faults: z.array(z.string()) }),
);
export type ExceptionsAnswer = z.infer<typeof exceptionsAnswer>;

/**
 * The page of the workload, in Markdown; null if there is none at the line. Request `bulkhead/reach` with {@link explainRequest} has the same
 * answer: who reaches the workload, and why; `bulkhead/reachChanges` what opened and closed since the file was saved, wherever the line is.
 */
export const explainAnswer = z.object({ title: z.string(), page: z.string() });
export type ExplainAnswer = z.infer<typeof explainAnswer>;

/** The argument of the client command `bulkhead.applied`, which runs after an action with changes to review: what to check now, and how. */
export const appliedCommand = z.object({
  /** One or two sentences for the user. */
  message: z.string(),
  /** Commands that check the changes on the running system, one per line. */
  check: z.string().optional(),
  /** The pages of the rules whose fixes need review, worst first. */
  pages: z.array(z.object({ rule: z.string(), title: z.string(), uri: z.string() })).min(1),
});
export type AppliedCommand = z.infer<typeof appliedCommand>;

/**
 * Request `bulkhead/fixWorkspace`: the server returns the edit that fixes one batch of files of the workspace. The client asks batch after
 * batch, so that it can show progress and stop. Answer: {@link fixWorkspaceAnswer}.
 */
export const fixWorkspaceRequest = z.object({
  /** `text` is the content on disk, for files that are not open. */
  files: z.array(z.object({ uri: z.string(), text: z.string().optional() })),
  /** The grades of the fixes to apply. If it is empty, the server only counts what each rule could fix. */
  safeties: z.array(z.enum(['safe', 'review'])),
  /** If given, only fixes of this rule. */
  rule: z.string().optional(),
});
export type FixWorkspaceRequest = z.infer<typeof fixWorkspaceRequest>;

/** What mends one batch of files. */
export const fixWorkspaceAnswer = z.object({
  /** The files that change. */
  files: z.array(
    z.object({
      uri: z.string(),
      /** The whole file as it then is. */
      text: z.string(),
      /** A `WorkspaceEdit` with the version of the document, if it is open. */
      edit: z.unknown(),
      /** The number of fixes in the edit. */
      changes: z.number().int(),
      /** The number of fixes among them that need review. */
      review: z.number().int(),
    }),
  ),
  /** The rules with findings that a fix can mend, each with their number. */
  rules: z.array(z.object({ rule: z.string(), title: z.string(), count: z.number().int() })),
});
export type FixWorkspaceAnswer = z.infer<typeof fixWorkspaceAnswer>;

/** Notification `bulkhead/status` of the server. The client shows it in the status bar. */
export const statusNotification = z.object({
  state: z.enum(['starting', 'ready', 'error']),
  /** The text of the tooltip. */
  message: z.string().optional(),
});
export type StatusNotification = z.infer<typeof statusNotification>;

/** Notification `bulkhead/syntaxElsewhere` of the client: it has changed whether another server reports what is wrong with the text of a YAML file. */
export const syntaxElsewhereNotification = z.object({ syntaxElsewhere: z.boolean() });
export type SyntaxElsewhereNotification = z.infer<typeof syntaxElsewhereNotification>;

/** The `initializationOptions` of the server. All are optional. */
export const initializationOptions = z.object({
  /** The client can run `bulkhead.allow` and ask for a reason. */
  promptForReason: z.boolean().default(false),
  /** The client can run `bulkhead.applied` and show what to check after a fix. */
  noteApplied: z.boolean().default(false),
  /** The client can run `bulkhead.choose`: ask which changes to make, and show what they make of the file. */
  chooseChanges: z.boolean().default(false),
  /** The client renders theme icons such as `$(warning)` and trusted command links in Markdown. */
  richMarkdown: z.boolean().default(false),
  /** The URI of the folder with the rule pages (`<rule>.md`); it ends in a slash. Default: the pages that ship with the server. */
  docsBase: z.string().optional(),
  /** Another server reports what is wrong with the text of a YAML file, such as syntax errors. */
  syntaxElsewhere: z.boolean().default(false),
  /** Diagnostics are pushed, also to a client that would ask for them. */
  pushDiagnostics: z.boolean().default(false),
  /** The settings, with the names that they have below `bulkhead` in VS Code. */
  settings: z.unknown().optional(),
});
export type InitializationOptions = z.infer<typeof initializationOptions>;

/**
 * Request `bulkhead/checkWorkspace`: the server judges all manifests of the workspace, also those that are not open, and publishes their
 * diagnostics. It takes a `workDoneToken` for its progress, and can be cancelled. Answer: {@link CheckWorkspaceAnswer}.
 */
export const checkWorkspaceRequest = z.object({ workDoneToken: z.union([z.string(), z.number()]).optional() });
export type CheckWorkspaceRequest = z.infer<typeof checkWorkspaceRequest>;

/** How much was found in the workspace, in files that are open or not. */
export interface CheckWorkspaceAnswer {
  /** The manifests that were judged. */
  readonly files: number;
  readonly findings: number;
  /** Files with at least one of them. */
  readonly withFindings: number;
}
