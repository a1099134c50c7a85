import { isChosen } from '../manifest/compose/files.ts';
import { loadProject } from '../manifest/compose/project.ts';
import { hasServices, isComposeContent, isComposeName } from '../manifest/compose/read.ts';
import { isKubernetes } from '../manifest/kubernetes/read.ts';
import { tooLarge } from '../manifest/too-large.ts';
import { type ComposeService, composeServices } from '../workspace/compose-networks.ts';
import { type FileAccess, OtherFiles } from './other-files.ts';

/** A file of a run, and the name of its folder, which is that of its project where it gives none. */
export interface ComposeInput {
  readonly file: string;
  readonly folder: string;
}

/**
 * The services of the Compose projects that start with these files. A file that is only a part of another project (an override, an included
 * file) is no project of its own; two projects of one name are told apart by their files.
 */
export function composeServicesIn(inputs: readonly ComposeInput[], access: FileAccess): ComposeService[] {
  const files = new OtherFiles(access).now();
  const projects = inputs.flatMap(({ file, folder }) => {
    const isNamed = isComposeName(file) || files.projectOf?.(file) !== undefined || isChosen(file, files);
    const documents = files.parsed(file)?.documents ?? [];
    const isProject = isNamed ? hasServices : isComposeContent;
    const found = documents.find(({ document }) => !isKubernetes(document) && !tooLarge(document) && isProject(document));
    if (!found) return [];
    const { view } = loadProject({ uri: file, ...found, documents, files }, () => undefined);
    return [{ file, services: composeServices(view, folder, file) }];
  });
  const whole = projects.filter(({ file, services }, i) => {
    const written = JSON.stringify(services.map(bare));
    return !projects.some((other, j) => {
      if (i === j || other.services.length < services.length) return false;
      // an override sees the same project as the file that it overrides
      if (JSON.stringify(other.services.map(bare)) === written) return j < i;
      return services.every((service) => service.at.file === file && other.services.some(({ name, at }) => name === service.name && at.file === file));
    });
  });
  return whole.flatMap(({ file, services }) => {
    const isTwice = whole.some((other) => other.file !== file && other.services.some(({ project }) => project === services[0]?.project));
    return isTwice ? services.map((service) => ofFile(service, file)) : services;
  });
}

/** Other files of the same name are mostly other ways to run it, not more of it: they share no network. */
function ofFile(service: ComposeService, file: string): ComposeService {
  const project = `${service.project} (${file})`;
  const own = `${service.project}_`;
  const { networks } = service;
  const renamed =
    networks === 'host'
      ? networks
      : networks.map((one) => (one.name.startsWith(own) && !one.isExternal ? { ...one, name: `${project}_${one.name.slice(own.length)}` } : one));
  return { ...service, project, networks: renamed };
}

function bare({ at: _at, ...service }: ComposeService): object {
  return service;
}
