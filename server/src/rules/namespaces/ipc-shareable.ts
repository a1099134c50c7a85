import type { Fix } from '../../fix/ops.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const ipcShareable = defineRule({
  id: 'ipc-shareable',
  since: '0.1.0',
  severity: severity('info', { MT: 'low' }),
  dimensions: ['IPC'],
  when: { compose: ['ipc'] },
  fix: 'always',
  messages: { shareable: '"{name}" lets other containers join its IPC namespace and see its shared memory' },
  docs: {
    title: 'IPC namespace open to other containers',
    risk: 'Any container that is started later with `ipc: container:ID` joins the namespace and reads or changes what is in its shared memory.',
    not: 'Starting such a container takes access to the Docker API, which gives more than that. Services that share memory on purpose need it on one side.',
    fix: 'Sets `ipc: private`.',
    verify: 'It is not offered while another service of the project joins the namespace.',
    check: { compose: "docker inspect -f '{{.HostConfig.IpcMode}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['CIS Docker 1.6.0: 5.17'],
  references: ['COMPOSE-SPEC', 'MOBY-DEFAULTS'],
  check: {
    *'compose.service'(service) {
      if (service.ipc.value !== 'shareable') return;
      yield { at: service.ipc.site, message: 'shareable', data: { name: service.name }, fixes: [fix(service)] };
    },
  },
});

function fix(service: ServiceView): Fix {
  const title = 'Set ipc to private';
  const joiner = service.project.services.find(({ ipc }) => ipc.value === `service:${service.name}`);
  return joiner ? { title, safety: 'review', blocked: `"${joiner.name}" joins it: give that up first` } : setting(title, service.ipc.site, 'private');
}
