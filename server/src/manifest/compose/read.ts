import type { SyntaxDocument } from '../../syntax/source-file.ts';
import { below } from '../field.ts';
import { composeScalars } from '../scalars.ts';
import { Spot } from '../spot.ts';
import type { BindView, PortView, ProjectView, ServiceView } from './views.ts';

/** Root keys of pipeline formats that also have a map of `services` with images; they are not Compose. */
const OTHER_FORMATS = ['steps', 'pipeline', 'jobs', 'stages', 'pipelines', 'apiVersion', 'kind'];

/** Whether a document is a Compose file by its content: a map of services of which one has an image, a build or extends another. */
export function isComposeContent(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, composeScalars);
  const services = root.get('services');
  if (services.type !== 'map' || OTHER_FORMATS.some((key) => root.get(key).written)) return false;
  return services.keys().some((name) => ['image', 'build', 'extends'].some((key) => services.get(name, key).written));
}

/** Whether a document can be a Compose file at all; asked where the file's name or language says that it is one. */
export function hasServices(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, composeScalars);
  return root.get('services').written && !root.get('apiVersion').written;
}

/** A service that is read when it is asked for, with what tells whether it is still the same. */
export interface ServiceEntry {
  readonly name: string;
  readonly identity: Spot['identity'];
  read(): ServiceView;
}

/** The project of a document. Its `services` are read when a rule asks for all of them; `onWide` is told. */
export function readProject(
  index: number,
  document: SyntaxDocument,
  onWide: () => void = () => undefined,
): { project: ProjectView; entries: readonly ServiceEntry[] } {
  const root = Spot.root(index, document, composeScalars);
  const all = root.get('services');
  const read = new Map<string, ServiceView>();
  const entries: ServiceEntry[] = [];
  const project: ProjectView = {
    site: root.site,
    name: root.get('name').text().value,
    volumeNames: root.get('volumes').keys(),
    get services() {
      onWide();
      return entries.map((entry) => entry.read());
    },
  };
  for (const name of all.keys()) {
    const spot = all.get(name);
    if (spot.type !== 'map') continue;
    entries.push({
      name,
      identity: spot.identity,
      read: () => {
        const view = read.get(name) ?? readService(project, name, spot);
        read.set(name, view);
        return view;
      },
    });
  }
  return { project, entries };
}

function readService(project: ProjectView, name: string, written: Spot): ServiceView {
  const isExtension = written.get('extends').written;
  // with `extends`, and in override files that only amend a service, what is absent may be set elsewhere
  const partial = isExtension || !(written.get('image').written || written.get('build').written);
  const spot = partial ? written.asPartial() : written;
  const limits = spot.get('deploy', 'resources', 'limits');
  return {
    project,
    name,
    site: spot.site,
    spot,
    extends: partial,
    image: spot.get('image').text(),
    privileged: spot.get('privileged').boolean(),
    readOnly: spot.get('read_only').boolean(),
    useApiSocket: spot.get('use_api_socket').boolean(),
    user: spot.get('user').text(),
    pid: spot.get('pid').text(),
    ipc: spot.get('ipc').text(),
    uts: spot.get('uts').text(),
    networkMode: spot.get('network_mode').text(),
    usernsMode: spot.get('userns_mode').text(),
    runtime: spot.get('runtime').text(),
    capAdd: spot.get('cap_add').list(),
    capDrop: spot.get('cap_drop').list(),
    securityOpt: spot.get('security_opt').list(),
    memLimit: spot.get('mem_limit').text(),
    deployMemoryLimit: limits.get('memory').text(),
    pidsLimit: spot.get('pids_limit').integer(),
    deployPidsLimit: limits.get('pids').integer(),
    usesDeployResources: spot.get('deploy', 'resources').type === 'map',
    mounts: spot.get('volumes').items().flatMap(readBind),
    ports: spot.get('ports').items().flatMap(readPort),
  };
}

/** Splits short syntax at colons that are not inside `${…}` or `[…]`. */
export function splitColons(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const c of text) {
    if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    if (c === ':' && depth === 0) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts;
}

/** `$PWD` is the project's folder and `$HOME` the user's; any other variable without a default leaves the source unknown. */
function knownSource(source: string): string | undefined {
  const text = source.replace(/^\$(?:PWD\b|\{PWD\})/, '.').replace(/^\$(?:HOME\b|\{HOME\})/, '~');
  return text.includes('$') ? undefined : text;
}

/** A path of the host, and not the name of a volume. */
function isHostPath(source: string): boolean {
  return /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source);
}

function readBind(item: Spot): BindView[] {
  if (item.type === 'map') {
    const type = item.get('type').text().value;
    const source = item.get('source').written ? item.get('source') : item.get('src');
    const text = source.roughText();
    const known = text === undefined ? undefined : knownSource(text);
    if (!known || (type !== 'bind' && type !== 'npipe') || known === '') return [];
    const target = item.get('target').written ? item.get('target') : item.get('destination');
    return [
      {
        site: item.site,
        at: source.site,
        source: known,
        target: target.text().value,
        readOnly: item.get('read_only').boolean().value === true,
        syntax: 'long',
        text: '',
        options: '',
      },
    ];
  }
  const text = item.roughText();
  if (text === undefined) return [];
  let parts = splitColons(text);
  // a Windows drive is no separator
  if (/^[A-Za-z]$/.test(parts[0] as string) && /^[\\/]/.test(parts[1] ?? '')) parts = [`${parts[0]}:${parts[1]}`, ...parts.slice(2)];
  if (parts.length < 2) return []; // `- /var/lib/x` alone is an anonymous volume
  const source = knownSource(parts[0] as string);
  if (source === undefined || source === '' || !isHostPath(source)) return [];
  const options = parts.slice(2).join(':');
  const target = parts[1] as string;
  return [
    {
      site: item.site,
      at: item.site,
      source,
      target: target.includes('$') ? undefined : target,
      readOnly: options.split(',').some((o) => o === 'ro' || o === 'readonly'),
      syntax: 'short',
      text: item.writtenText() ?? text,
      options,
    },
  ];
}

function readPort(item: Spot): PortView[] {
  if (item.type === 'map') {
    const published = item.get('published').text();
    const target = item.get('target').text();
    const hostIp = item.get('host_ip').text();
    if (target.value === undefined || published.state === 'unknown' || hostIp.state === 'unknown') return [];
    const at = below(item.site, published.value === undefined ? 'target' : 'published');
    return [
      {
        site: item.site,
        at,
        syntax: 'long',
        text: `${published.value ?? ''}:${target.value}`,
        hostIp: hostIp.value,
        published: published.value,
        target: target.value,
      },
    ];
  }
  const text = item.roughText();
  if (text === undefined || text === '') return [];
  const parts = splitColons(text);
  const target = (parts.at(-1) as string).replace(/\/\w+$/, '');
  if (target.includes('$') || parts.length > 3) return [];
  const first = parts[0] as string;
  if (parts.length > 1 && first.includes('$')) return []; // the variable may hold an address
  const hostIp = parts.length === 3 ? first.replace(/^\[|\]$/g, '') : undefined;
  const published = parts.length === 1 ? undefined : (parts[parts.length - 2] as string);
  return [
    { site: item.site, at: item.site, syntax: 'short', text: item.writtenText() ?? text, hostIp, published: published === '' ? undefined : published, target },
  ];
}
