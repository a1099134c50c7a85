import type { Field } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  include: 'The project includes {text}: what it starts is decided elsewhere, and can change',
  extends: '"{name}" extends a service of {text}: its settings are decided elsewhere, and can change',
  build: '"{name}" is built from {text}: another commit may stand there tomorrow',
} as const;

export const composeRemoteResource = defineRule({
  id: 'compose-remote-resource',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['KERNEL'],
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Part of the project comes from outside',
    risk: 'Privileges, mounts and commands of a remote file take effect without anybody reading them here, and whoever controls the repository or registry can change them later. What it says cannot be analysed: services that use it may be more open than they look.',
    not: 'A reference to a commit or a digest always brings the same content and is not reported.',
    fix: 'There is no automatic fix, since only the remote side knows its commits: write `#COMMIT` after a Git address or `@sha256:DIGEST` after an OCI one, or copy the file into the project.',
    check: { compose: 'docker compose config' },
  },
  standards: ['MITRE ATT&CK: T1195'],
  references: ['COMPOSE-SPEC', 'COMPOSE-BUILD'],
  check: {
    *'compose.project'({ includes }) {
      for (const entry of includes) {
        const path = entry.type === 'map' ? entry.get('path') : entry;
        for (const field of path.words().items) if (moves(field)) yield { at: field.site, message: 'include', data: { text: field.value } };
      }
    },
    *'compose.service'({ name, extends: base, build }) {
      yield* moving(base.get('file').text(), 'extends', name);
      if (build.type !== 'map') {
        yield* moving(build.text(), 'build', name);
        return;
      }
      yield* moving(build.get('context').text(), 'build', name);
      for (const field of contexts(build.get('additional_contexts'))) yield* moving(field, 'build', name);
    },
  },
});

/** Values of a map, or of a list of `name=value`. */
function contexts(spot: Spot): Field<string>[] {
  return spot.entries().map(({ value }) => value);
}

function* moving(field: Field<string>, message: 'extends' | 'build', name: string): Iterable<Report<typeof MESSAGES>> {
  if (moves(field)) yield { at: field.site, message, data: { name, text: field.value } };
}

function moves(field: Field<string>): field is Field<string> & { readonly value: string } {
  return field.value !== undefined && isRemote(field.value) && !isPinned(field.value);
}

/** Addresses that Compose and BuildKit fetch: Git addresses in all their spellings, OCI artefacts, archives over HTTP. */
function isRemote(text: string): boolean {
  return /^(?:https?|git|ssh|oci):\/\/|^git@[^/]+:|^github\.com\//.test(text);
}

/** A whole commit (SHA-1 or SHA-256) or a digest. */
function isPinned(text: string): boolean {
  return /#[0-9a-f]{40}(?:[0-9a-f]{24})?(?::|$)|@sha256:[0-9a-f]{64}$/.test(text);
}
