import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** The address of Docker Model Runner in containers of Docker Desktop. Source: docs.docker.com/ai/model-runner. */
const RUNNER = /\bmodel-runner\.docker\.internal\b/;

export const composeModelRunnerAccess = defineRule({
  id: 'compose-model-runner-access',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', AI: 'medium', CI: 'info' }),
  dimensions: ['REACH'],
  when: { compose: ['models'] },
  fix: 'never',
  messages: {
    models: '"{name}" uses models: it is told the address of a runner outside its container',
    address: '"{name}" is told the address of the model runner of the host in {variable}',
  },
  docs: {
    title: 'Service can reach the AI model runner',
    risk: 'The service gets the address of a runner that works outside its container and is shared by all projects. Depending on the provider its API does more than answer prompts; whoever takes the service over can use it too.',
    not: 'It is the purpose of `models`. It says only which services have this way out.',
    fix: 'There is no automatic fix. Give `models` only to the services that ask the model.',
    check: { compose: 'docker compose exec SERVICE env' },
  },
  standards: ['MITRE ATT&CK: T1046'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'({ name, spot, variables }) {
      const models = spot.get('models');
      if (models.items().length > 0 || models.keys().length > 0) {
        yield { at: models.site, message: 'models', data: { name } };
        return;
      }
      const address = variables.find(({ value }) => RUNNER.test(value.value ?? ''));
      if (address) yield { at: address.value.site, message: 'address', data: { name, variable: address.key } };
    },
  },
});
