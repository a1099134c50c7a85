import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const composeProviderExecutesOnHost = defineRule({
  id: 'compose-provider-executes-on-host',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', UC: 'high', AI: 'high' }),
  dimensions: ['KERNEL', 'IDENTITY'],
  when: { compose: ['provider'] },
  fix: 'never',
  messages: { runs: '"{name}" runs the program "{type}" on the host, as whoever starts the project' },
  docs: {
    title: 'Provider service runs a program on the host',
    risk: '`docker compose up` looks for a Docker CLI plugin or a program in the PATH of this name and runs it outside any container, as the user who typed the command, with the `options` of the file. What it prints becomes environment of other services. In the project of a stranger that is code execution, limited to programs that are installed.',
    not: 'A provider that you installed on purpose, such as that of Docker for models or of your cloud, does what it is meant to do; `model` is reported one step lower.',
    fix: 'There is no automatic fix: only you know whether the program is trusted. Start what it provides by other means, or allow it with a comment.',
    check: { compose: 'docker compose config SERVICE' },
  },
  standards: ['MITRE ATT&CK: T1204'],
  references: ['COMPOSE-EXTENSION', 'COMPOSE-SPEC'],
  check: {
    *'compose.service'({ name, spot }) {
      const type = spot.get('provider', 'type').text();
      if (type.value) yield { at: type.site, message: 'runs', data: { name, type: type.value }, lower: type.value === 'model' ? 1 : 0 };
    },
  },
});
