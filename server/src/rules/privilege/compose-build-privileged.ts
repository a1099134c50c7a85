import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const composeBuildPrivileged = defineRule({
  id: 'compose-build-privileged',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS', 'NET'],
  when: { compose: ['build'] },
  fix: 'always',
  messages: {
    privileged: 'The build of "{name}" is privileged: RUN lines are root on the build host',
    insecure: 'The build of "{name}" may use security.insecure: RUN lines without seccomp, with every capability',
    network: 'The build of "{name}" uses the network of the host: its loopback and metadata services',
  },
  docs: {
    title: 'Build runs with elevated entitlements',
    risk: 'With `privileged` or `security.insecure`, RUN lines run in the BuildKit worker with all capabilities and without seccomp and AppArmor. With the network of the host they reach its loopback and the metadata service of the cloud. A poisoned package then takes over the build host.',
    not: 'Tests of nested containers need it, and some package managers behind a proxy on localhost. Only the build has these rights, not the service.',
    fix: 'Removes the entitlement.',
    verify: 'The build fails where a RUN line asks for it with `--security=insecure` or `--network=host`: change that line first.',
    check: { compose: 'docker compose build --print SERVICE' },
  },
  standards: ['MITRE ATT&CK: T1612'],
  references: ['COMPOSE-BUILD', 'COMPOSE-BAKE'],
  check: {
    *'compose.service'({ name, build }) {
      const privileged = build.get('privileged').boolean();
      const network = build.get('network').text();
      if (privileged.value === true) yield report('privileged', privileged.site);
      for (const { value, site } of build.get('entitlements').list().items) {
        if (value === 'security.insecure') yield report('insecure', site);
        if (value === 'network.host') yield report('network', site);
      }
      if (network.value === 'host') yield report('network', network.site);

      function report(message: 'privileged' | 'insecure' | 'network', at: typeof network.site) {
        return { at, message, data: { name }, fixes: [removal('Remove it from the build', at)] };
      }
    },
  },
});
