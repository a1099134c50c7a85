import { below } from '../field.ts';
import type { Spot } from '../spot.ts';
import type { BindView, Definitions, DeviceView, GrantView, PortView, TmpfsView, VolumeUse } from './views.ts';

/** Splits short syntax at its colons, except those inside `${…}` or `[…]` and the one after the letter of a Windows drive. */
export function splitColons(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const c of text) {
    if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    if (c === ':' && depth === 0) parts.push('');
    else parts[parts.length - 1] += c;
  }
  const paths: string[] = [];
  for (const part of parts) {
    if (/^[\\/]/.test(part) && /^[A-Za-z]$/.test(paths.at(-1) ?? '')) paths.push(`${paths.pop()}:${part}`);
    else paths.push(part);
  }
  return paths;
}

/**
 * The source of a mount: `$PWD` becomes `.` and `$HOME` becomes `~`. `undefined` if it has any other variable without a value, or a dollar.
 * @param written the text before interpolation, in which `$$` is a dollar
 */
export function knownSource(text: string | undefined, written: string | undefined): string | undefined {
  const source = written?.includes('$$') ? undefined : text?.replace(/^\$(?:PWD\b|\{PWD\})/, '.').replace(/^\$(?:HOME\b|\{HOME\})/, '~');
  return source === undefined || source.includes('$') || source === '' ? undefined : source;
}

/** Whether a source is a path of the host, and not the name of a volume. */
export function isHostPath(source: string): boolean {
  return /^(?:[./~\\]|[A-Za-z]:[\\/])/.test(source);
}

function certain(text: string | undefined): string | undefined {
  return text === undefined || text.includes('$') ? undefined : text;
}

/** Reads one entry of `volumes`; empty if it is neither a text nor a map. */
export function readVolume(item: Spot): VolumeUse[] {
  if (item.type === 'map') return [longVolume(item)];
  const text = item.roughText();
  if (text === undefined) return [];
  const common = { site: item.site, syntax: 'short' as const, text: item.writtenText() ?? text, spot: item };
  const parts = splitColons(text);
  // `- /var/lib/x` alone is an anonymous volume
  if (parts.length < 2) return [{ ...common, type: 'anonymous', source: undefined, target: certain(text), readOnly: false, options: [] }];
  const rough = parts[0] as string;
  const source = knownSource(rough, common.text);
  const options = parts
    .slice(2)
    .join(':')
    .split(',')
    .filter((option) => option !== '');
  const type = source === undefined ? (/^[\w.-]*\$/.test(rough) ? 'other' : 'bind') : isHostPath(source) ? 'bind' : 'volume';
  return [{ ...common, type, source, target: certain(parts[1]), readOnly: options.includes('ro') || options.includes('readonly'), options }];
}

const LONG_TYPES = ['bind', 'volume', 'tmpfs', 'npipe'] as const;

function longVolume(item: Spot): VolumeUse {
  const type = LONG_TYPES.find((name) => name === item.get('type').text().value) ?? 'other';
  const source = item.get('source').written ? item.get('source') : item.get('src');
  const target = item.get('target').written ? item.get('target') : item.get('destination');
  const known = knownSource(source.roughText(), source.writtenText());
  const readOnly = item.get('read_only').boolean().value === true;
  const options: string[] = readOnly ? ['ro'] : [];
  const add = (text: string | undefined) => text !== undefined && options.push(text);
  add(item.get('bind', 'propagation').text().value);
  add(item.get('bind', 'selinux').text().value);
  if (item.get('volume', 'nocopy').boolean().value === true) options.push('nocopy');
  const anonymous = type === 'volume' && !source.written;
  return {
    site: item.site,
    type: anonymous ? 'anonymous' : type,
    syntax: 'long',
    source: known,
    target: target.text().value,
    readOnly,
    options,
    text: '',
    spot: item,
  };
}

/** The path of the host that an entry of `volumes` mounts: as a bind, or as a named volume whose `driver_opts` make it a bind. */
export function readBinds(use: VolumeUse, volumes: Definitions): BindView[] {
  const { site, source, target, readOnly, text, spot } = use;
  if (source === undefined) return [];
  const options = use.syntax === 'short' ? use.options.join(',') : '';
  if (use.type === 'bind' || use.type === 'npipe') {
    const at = use.syntax === 'short' ? site : (spot.get('source').written ? spot.get('source') : spot.get('src')).site;
    return [{ site, at, source, target, readOnly, syntax: use.syntax, text, options, use }];
  }
  if (use.type !== 'volume') return [];
  const volume = volumes.get(source);
  const device = boundDevice(volume);
  const path = knownSource(device?.roughText(), device?.writtenText());
  const protectedVolume = mountFlags(volume).includes('ro');
  return device && path !== undefined
    ? [{ site, at: device.site, source: path, target, readOnly: readOnly || protectedVolume, syntax: 'volume', text, options, use }]
    : [];
}

/** The `device` of a volume of the local driver that is mounted with `o: bind` or `rbind`: this is a path of the host. Else `undefined`. */
export function boundDevice(volume: Spot): Spot | undefined {
  const driver = volume.get('driver').text();
  if ((driver.value !== undefined && driver.value !== 'local') || driver.state === 'unknown') return undefined;
  const flags = mountFlags(volume);
  const device = volume.get('driver_opts', 'device');
  return flags.some((flag) => flag === 'bind' || flag === 'rbind') && device.type === 'scalar' ? device : undefined;
}

/** The mount options in `driver_opts.o`; empty if a variable decides. */
function mountFlags(volume: Spot): string[] {
  return volume.get('driver_opts', 'o').text().value?.split(',') ?? [];
}

/** Reads `tmpfs`, and the entries of `volumes` with `type: tmpfs`. */
export function readTmpfs(service: Spot): TmpfsView[] {
  const short = service
    .get('tmpfs')
    .words()
    .items.flatMap(({ site, value, text = '' }) => {
      const [target = '', options = ''] = (value ?? '').split(/:(.*)/s);
      return target === '' ? [] : [{ site, target, options: options.split(',').filter((option) => option !== ''), text }];
    });
  const long = service
    .get('volumes')
    .items()
    .flatMap((item) => {
      const target = item.get('target').text().value;
      if (item.type !== 'map' || item.get('type').text().value !== 'tmpfs' || target === undefined) return [];
      const size = item.get('tmpfs', 'size').text().value;
      return [{ site: item.site, target, options: size === undefined ? [] : [`size=${size}`], text: '' }];
    });
  return [...short, ...long];
}

/** Reads one entry of `devices`; empty if it has no known source. */
export function readDevice(item: Spot): DeviceView[] {
  if (item.type === 'map') {
    const source = item.get('source').text().value;
    if (source === undefined) return [];
    const target = item.get('target').text().value ?? source;
    return [{ site: item.site, source, target, permissions: item.get('permissions').text().value ?? 'rwm', text: '' }];
  }
  const { value, text } = item.text();
  if (value === undefined || value === '') return [];
  const [source = '', second, third] = value.split(':');
  const isMode = (part: string | undefined) => part !== undefined && /^[rwm]+$/.test(part);
  const target = second === undefined || isMode(second) ? source : second;
  return [{ site: item.site, source, target, permissions: third ?? (isMode(second) ? (second as string) : 'rwm'), text: text ?? value }];
}

/**
 * Reads one entry of `secrets` or `configs`; empty if it has no known source.
 * @param folder where the files are mounted by default
 */
export function readGrant(item: Spot, folder: '/run/secrets/' | '/'): GrantView[] {
  const source = item.type === 'map' ? item.get('source').text() : item.text();
  if (source.value === undefined || source.value === '') return [];
  const target = item.get('target').text().value ?? source.value;
  return [{ site: item.site, name: source.value, target: target.startsWith('/') ? target : folder + target, spot: item }];
}

/** Reads one entry of `ports`; empty if it cannot be read, or if a variable may hide the address. */
export function readPort(item: Spot): PortView[] {
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
        protocol: item.get('protocol').text().value ?? 'tcp',
      },
    ];
  }
  const text = item.roughText();
  if (text === undefined || text === '') return [];
  const parts = splitColons(text);
  const [target = '', protocol = 'tcp'] = (parts.at(-1) as string).split('/');
  if (target.includes('$')) return [];
  // an IPv6 address may be written without brackets
  const first = parts.length > 3 ? parts.slice(0, -2).join(':') : (parts[0] as string);
  if (parts.length > 1 && first.includes('$')) return []; // the variable may hold an address
  const hostIp = parts.length >= 3 ? first.replace(/^\[|\]$/g, '') : undefined;
  const published = parts.length === 1 ? undefined : (parts[parts.length - 2] as string);
  const said = { text: item.writtenText() ?? text, hostIp, published: published === '' ? undefined : published };
  return [{ site: item.site, at: item.site, syntax: 'short', ...said, target, protocol }];
}
