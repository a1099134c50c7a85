import * as z from 'zod';
import { settingsSchema } from './settings.ts';
import { teamSchema } from './team.ts';

const { threatModel, kubernetesVersion, runtimeClass, rules, diagnostics } = settingsSchema.shape;
const { syntax, missing } = diagnostics.unwrap().shape;

/** A setting as a file may leave it out. */
function open<Schema extends z.ZodType>(setting: z.ZodDefault<Schema>) {
  return setting
    .removeDefault()
    .optional()
    .describe(setting.description ?? '');
}

/** What may differ from file to file. */
const perFile = {
  threatModel: open(threatModel),
  kubernetesVersion: open(kubernetesVersion),
  runtimeClass: open(runtimeClass),
  rules: open(rules),
  ...teamSchema.shape,
  diagnostics: z
    .strictObject({ missing: open(missing), syntax: open(syntax) })
    .optional()
    .describe('What is reported, and how, in editors.'),
};

const patterns = z.array(z.string().min(1));

const allow = z.strictObject({
  rules: z.array(z.string().min(1)).min(1).describe('The rules whose findings are allowed.'),
  reason: z.string().trim().min(1).describe('Why they are acceptable.'),
  until: z.iso.date('a date is written as 2027-03-31').optional().describe('The last day, in UTC, on which this counts, such as 2027-03-31.'),
  files: patterns.min(1).optional().describe('In which files, as patterns of `.gitignore`, relative to this file; without it in all.'),
  resource: z
    .string()
    .regex(/^\S+(?: \S+)?$/, 'a resource is written as "DaemonSet", "DaemonSet agent" or "DaemonSet kube-system/agent"')
    .optional()
    .describe(
      'Of which resource: its kind, alone or with its name, as in `DaemonSet agent` or `DaemonSet kube-system/agent`; in Compose `Service web`. `*` stands for any text.',
    ),
  container: z.string().min(1).optional().describe('In which container, by its name.'),
});
/** An exception of a configuration. */
export type ConfigAllow = z.output<typeof allow>;

/** `.bulkhead.yaml`. config.schema.json is generated from it (`npm run generate`). */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('The address of the JSON Schema of this file, for editors.'),
  extends: z.string().min(1).optional().describe('The path of another configuration, relative to this one. What stands here counts before what stands there.'),
  ...perFile,
  ignore: patterns
    .optional()
    .describe(
      'Files and folders that are not judged, as patterns of `.gitignore`, relative to this file. A file that is named on the command line is judged anyway.',
    ),
  kubescape: z
    .string()
    .min(1)
    .optional()
    .describe('The path of a file with exceptions of Kubescape, relative to this one: they count here, too, as far as they can be told from manifests.'),
  projects: z
    .array(patterns.min(1))
    .optional()
    .describe(
      'Compose projects: for each its files, relative to this file, as with `docker compose -f a -f b`; the last one wins. A file that several name is judged in the first.',
    ),
  allow: z
    .array(allow)
    .optional()
    .describe(
      'Exceptions for what takes no comment, such as JSON, and for what templates and overlays make. A comment in the manifest is nearer to what it allows.',
    ),
  overrides: z
    .array(
      z.strictObject({
        files: patterns.min(1).describe('For which files this counts, as patterns of `.gitignore`, relative to this file.'),
        ...perFile,
      }),
    )
    .optional()
    .describe('What counts for some files only. Later ones count before earlier ones.'),
});
export type Config = z.output<typeof configSchema>;
