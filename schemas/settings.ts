import * as z from 'zod';

/** The severity that a setting gives a rule; `off` silences it. */
export const severitySetting = z.enum(['critical', 'high', 'medium', 'low', 'info', 'off']);

/** A setting with a few values, each with what it does. */
function choice<const Values extends Readonly<Record<string, string>>>(values: Values) {
  type Value = Extract<keyof Values, string>;
  return z.enum(Object.keys(values) as [Value, ...Value[]]).meta({ enumDescriptions: Object.values(values) });
}

/** The settings below `bulkhead`. package.json and settings.schema.json are generated from it (`npm run generate`). */
export const settingsSchema = z.object({
  enable: z.boolean().default(true).describe('Analyse Kubernetes and Compose files.'),
  diagnostics: z
    .object({
      missing: choice({
        grouped: 'One diagnostic at the name says all that is missing.',
        separate: 'Each missing protection is a diagnostic of its own.',
      })
        .default('grouped')
        .describe('Show the missing protections of one container, pod or service as one diagnostic, or each by itself.'),
      unopened: choice({
        auto: 'Report them, in workspaces of up to 1,000 manifests.',
        on: 'Report them, however many there are.',
        off: 'Report only what is open. *Bulkhead: Check Workspace* reports all once.',
      })
        .default('auto')
        .describe('Report what is found in manifests that are not open, and keep it up to date.'),
      syntax: choice({
        auto: "Report it, unless Red Hat's YAML extension does.",
        on: 'Report it, also beside another extension.',
        off: 'Leave it to others. Weaknesses, and what the API server refuses, are reported as always.',
      })
        .default('auto')
        .describe(
          'Report what is wrong with the text of a manifest: syntax errors, wrong indentation, keys written twice, a single value where a map is wanted. `bulkhead check` always reports it.',
        ),
    })
    .prefault({}),
  inlayHints: z
    .boolean()
    .default(true)
    .describe('Show what counts though it is not written there, as a hint: `← root (image)`, `← user 1000 (pod)`, `← compose.override.yaml`.'),
  codeLens: z.boolean().default(true).describe('Show above each workload and Compose service its Pod Security level, how much is found, and *Harden*.'),
  fix: z
    .object({
      preview: choice({
        list: 'A list of the changes to choose from, with the file as it will be.',
        none: 'Apply at once; one Undo takes it all back.',
      })
        .default('list')
        .describe(
          'Before several changes are made at once, show them as a list to choose from, with what they make of the file; or apply them without asking.',
        ),
    })
    .prefault({}),
  completion: z
    .object({
      keys: choice({
        auto: "Offer them, unless Red Hat's YAML extension does.",
        on: 'Offer them, also beside another extension.',
        off: 'Offer none.',
      })
        .default('auto')
        .describe('Offer the keys of pods, containers and Compose services as completions. Values, blocks, snippets and rules to allow are always offered.'),
    })
    .prefault({}),
  threatModel: choice({
    'trusted-internal': 'Your own services, in a cluster or on a host that nobody else uses.',
    'untrusted-code': 'Code that you did not write or check runs here: plug-ins, notebooks, functions of users.',
    'multi-tenant': 'Several customers or teams that do not trust each other share nodes.',
    'ai-agent': 'An agent runs tools and generated code, and reads texts that strangers wrote.',
    'ci-build': 'Builds and tests of changes run here, also from people outside.',
    regulated: 'Data that the law or a contract protects: every missing protection counts.',
  })
    .default('trusted-internal')
    .describe('How far the workloads are trusted. It decides how severe each weakness is.'),
  rules: z
    .record(z.string(), z.union([severitySetting, z.looseObject({ severity: severitySetting.optional() })]))
    .default({})
    .describe(
      'Severity by rule, for example `{ "host-network": "low", "pids-limit-missing": "medium" }`. `off` silences the rule. An object in place of the severity also sets the options that the page of the rule lists: `{ "projected-token-scope": { "severity": "low", "maxSeconds": 3600 } }`.',
    ),
  kubernetesVersion: z
    .string()
    .regex(/^(?:v?1\.\d{1,3}(?:\.\d+)?)?$/, 'a version of Kubernetes, as in "1.33"')
    .default('')
    .describe(
      'The Kubernetes version of your clusters (for example `1.33`): fixes that it does not support are not offered. Empty means one release behind the newest.',
    ),
  runtimeClass: z
    .string()
    .max(253)
    .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)?$/, 'a name such as "gvisor": lower case letters, digits, "-" and "."')
    .default('')
    .describe('Name of the sandboxing RuntimeClass that your clusters offer (for example `gvisor`). Quick fixes then use it.'),
});
