// `npm run new-rule -- FAMILY/ID` writes a rule with its fixtures and registers it. You then write its check and all its texts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UNWRITTEN } from './unwritten.ts';

const [family = '', id = ''] = (process.argv[2] ?? '').split('/');
const INDEX = `server/src/rules/${family}/index.ts`;
const file = `server/src/rules/${family}/${id}.ts`;
const fixtures = `test/rules/${id}`;

function stop(why: string): never {
  console.error(why);
  process.exit(2);
}
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id))
  stop('usage: npm run new-rule -- FAMILY/ID, for example namespaces/host-network: FAMILY is a folder of server/src/rules');
if (!existsSync(INDEX)) stop(`there is no family "${family}"`);
if (existsSync(file) || existsSync(fixtures)) stop(`${id} exists`);

const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The setting that the new rule flags until you write its check. No other rule may report it: if one does some day, take another here. */
const WEAK = 'tty: true';
const hardened = (dialect: string): string => readFileSync(`test/rules/host-pid/example-${dialect}.after.yaml`, 'utf8');

const pod = (...fields: string[]): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: example/web:1
${fields.map((field) => `      ${field}\n`).join('')}`;

const service = (name: string, ...fields: string[]): string => `  ${name}:
    image: example/${name}:1
${fields.map((field) => `    ${field}\n`).join('')}`;

const rule = `import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const ${name} = defineRule({
  id: '${id}',
  since: '${version}',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['NET'],
  // the keys without which it has nothing to say; delete this if it speaks of something missing
  when: { kubernetes: ['tty'], compose: ['tty'] },
  fix: 'always',
  messages: { default: '"{name}" ${UNWRITTEN}: what it opens, in about 90 characters' },
  docs: {
    title: '${UNWRITTEN}: the weakness in at most eight words',
    risk: '${UNWRITTEN}: what an attacker does with it.',
    not: '${UNWRITTEN}: what it does not mean.',
    fix: '${UNWRITTEN}: what the fix changes.',
    verify: '${UNWRITTEN}: what to check before it is applied.',
    check: { kubernetes: '${UNWRITTEN}: a command that shows it in the running pod', compose: '${UNWRITTEN}: the same of a container' },
  },
  // at least one, here or by podSecurity
  standards: [],
  references: ['SECCTX'],
  check: {
    *'kubernetes.container'(container) {
      const { value, site } = container.spot.get('tty').boolean();
      if (value === true) yield { at: site, message: 'default', data: { name: container.label }, fixes: [removal('Remove tty', site)] };
    },
    *'compose.service'(service) {
      const { value, site } = service.spot.get('tty').boolean();
      if (value === true) yield { at: site, message: 'default', data: { name: service.name }, fixes: [removal('Remove tty', site)] };
    },
  },
});
`;

/** Every fixture that a rule for both dialects must have. Its tests write the markers and `.after` files. */
const FIXTURES: Readonly<Record<string, string>> = {
  'flags.yaml': pod(WEAK),
  'flags.compose.yaml': `services:\n${service('web', WEAK)}`,
  'flags-anchored.compose.yaml': `x-common: &common\n  ${WEAK}\nservices:\n${service('web', '<<: *common')}${service('job', '<<: *common')}`,
  'flags-overridden/compose.yaml': `services:\n${service('web')}${service('job', WEAK)}`,
  'flags-overridden/compose.override.yaml': `services:\n  web:\n    ${WEAK}\n  job:\n    tty: !reset null\n`,
  'clean.yaml': pod(),
  'clean.compose.yaml': `services:\n${service('web')}`,
  'fix-remove.yaml': pod(WEAK),
  'fix-remove.compose.yaml': `services:\n${service('web', WEAK)}`,
  'example-kubernetes.yaml': `${hardened('kubernetes')}      ${WEAK}\n`,
  'example-kubernetes.after.yaml': hardened('kubernetes'),
  'example-compose.yaml': `${hardened('compose')}    ${WEAK}\n`,
  'example-compose.after.yaml': hardened('compose'),
};

writeFileSync(file, rule);
for (const [path, text] of Object.entries(FIXTURES)) {
  mkdirSync(dirname(`${fixtures}/${path}`), { recursive: true });
  writeFileSync(`${fixtures}/${path}`, text);
}

const index = readFileSync(INDEX, 'utf8');
const registered = index.replace(/(: readonly Rule\[\] = \[)([\s\S]*?)\s*\];/, (_, head: string, rules: string) => {
  const others = rules.trimEnd().replace(/,$/, '');
  return `${head}${others}${others === '' ? '' : ','}\n  ${name},\n];`;
});
if (registered === index) stop(`${INDEX} has no list of rules to add ${name} to`);
writeFileSync(INDEX, `import { ${name} } from './${id}.ts';\n${registered}`);
// Only errors: warnings about unfinished texts would not help yet.
spawnSync('npx', ['biome', 'check', '--write', '--diagnostic-level=error', INDEX, file], { stdio: 'inherit' });
spawnSync('node', ['scripts/rule.mjs', id, '--update'], { stdio: 'ignore' });

console.log(
  `Wrote ${file} and ${fixtures}/, and registered the rule at the end of ${INDEX}. Name in \`before\` and \`after\` the rules whose fixes must come later or earlier.`,
);
console.log(`Next: describe the weakness, write its check, change the fixtures, and run \`npm run rule -- ${id} --update\` until its diff says what you mean.`);
console.log('Then `npm run generate`, and `npm run test:fast` for what the rule says elsewhere: its failures tell how to write what you have reviewed.');
