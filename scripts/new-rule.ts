// `npm run new-rule -- FAMILY/ID`: a rule with its fixtures, registered. What it flags, and every sentence, is then yours to write.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

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

const manifest = (field: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  ${field}
`;

const rule = `import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const ${name} = defineRule({
  id: '${id}',
  since: '${version}',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['NET'],
  fix: 'always',
  messages: { default: '"{name}" …: what it opens, in about 90 characters' },
  docs: {
    title: 'The weakness in at most eight words',
    risk: 'What an attacker does with it.',
    not: 'What it does not mean.',
    fix: 'What the fix changes.',
    verify: 'What to check before it is applied.',
    check: { kubernetes: 'kubectl get pod NAME -o yaml' },
  },
  standards: [],
  references: ['SECCTX'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.hostNetwork.value !== true) return;
      const at = pod.hostNetwork.site;
      yield { at, message: 'default', data: { name: pod.label }, fixes: [{ title: 'Remove the setting', safety: 'review', ops: [{ op: 'remove', at }] }] };
    },
  },
});
`;

mkdirSync(fixtures, { recursive: true });
writeFileSync(file, rule);
writeFileSync(`${fixtures}/flags.yaml`, `${manifest('hostNetwork: true')}  #~~~~~~~~~~~~~~~~ ${id}\n`);
writeFileSync(`${fixtures}/clean.yaml`, manifest('hostNetwork: false'));

const index = readFileSync(INDEX, 'utf8');
const registered = index.replace(/(: readonly Rule\[\] = \[)([\s\S]*?)\s*\];/, (_, head: string, rules: string) => {
  const others = rules.trimEnd().replace(/,$/, '');
  return `${head}${others}${others === '' ? '' : ','}\n  ${name},\n];`;
});
if (registered === index) stop(`${INDEX} has no list of rules to add ${name} to`);
writeFileSync(INDEX, `import { ${name} } from './${id}.ts';\n${registered}`);
spawnSync('npx', ['biome', 'check', '--write', INDEX, file], { stdio: 'inherit' });

console.log(`Wrote ${file} and ${fixtures}/, and registered the rule at the end of ${INDEX}: fixes are applied in the order of server/src/rules/index.ts.`);
console.log('Next: describe the weakness, write its check and its fixtures, then run `npm run generate` and `npm run test:unit`.');
