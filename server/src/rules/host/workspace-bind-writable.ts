import { hostBinds, isProjectPath, isUndecided, isWorkspace } from '../../isolation/mounts/binds.ts';
import { readOnlyBind } from '../../remedies/mounts.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const workspaceBindWritable = defineRule({
  id: 'workspace-bind-writable',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', MT: 'low', AI: 'high', RG: 'low' }),
  dimensions: ['MNT', 'SECRETS'],
  when: { compose: ['volumes'] },
  fix: 'always',
  messages: {
    whole: '"{name}" can write the whole project ({path}): hooks, tasks and scripts that the host runs',
    part: '"{name}" can write {path}, which tools on the host obey',
  },
  docs: {
    title: 'Project directory mounted writable',
    risk: 'Code in the container edits what is run outside of it later: Git hooks, editor tasks, package scripts, Makefiles, workflows. It reads `.env` as well. No bug in the kernel is needed.',
    not: 'It is how changes reach a container during development. Where all code in the container is your own, nothing is lost.',
    fix: 'Mounts it read-only.',
    verify: 'Check that the container builds nothing there.',
    remark: 'Better, mount only the folders that it works on, or let `develop.watch` copy them.',
    check: { compose: 'docker compose exec SERVICE cat /proc/self/mountinfo' },
  },
  standards: ['OWASP NHI Top 10 2025: NHI2', 'MITRE ATT&CK: T1195, T1546'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      for (const bind of hostBinds(service, 'other')) {
        if (bind.readOnly || isUndecided(bind) || !isWorkspace(bind.source)) continue;
        const part = isProjectPath(bind.source) && /\w/.test(bind.source);
        yield { at: bind.at, message: part ? 'part' : 'whole', data: { name: service.name, path: bind.source }, fixes: readOnlyBind(bind, 'manual') };
      }
    },
  },
});
