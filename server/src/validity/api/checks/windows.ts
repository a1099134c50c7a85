import { type ApiPod, contexts, keeps } from '../pod.ts';
import { forbidden, invalid, type Named, type Refusal, required, supported } from '../refusal.ts';

const NOT_FOR_WINDOWS = 'cannot be set for a windows pod';

const OF_BOTH = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'runAsUser', 'runAsGroup'];
const OF_POD = [...OF_BOTH, 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'];
const OF_CONTAINER = [...OF_BOTH, 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount'];

/** Fields that the operating system in `os.name` does not allow. Source: validateOS, validateLinux and validateWindows of core/v1. */
export function* operatingSystem(pod: ApiPod): Iterable<Refusal> {
  const { spec, security, containers } = pod;
  const os = spec.get('os');
  const name = os.get('name');
  if (os.spot.type === 'map' && (name.unset || name.text === '')) yield required(name);
  else if (name.text !== undefined) yield* supported(os, ['linux', 'windows'], name.text);
  if (name.text === 'linux')
    for (const context of contexts(pod)) {
      const options = context.get('windowsOptions');
      if (options.set) yield forbidden(options, 'windows options cannot be set for a linux pod');
    }
  if (name.text !== 'windows') return;
  const kept = (fields: readonly string[]) => fields.filter((field) => keeps(pod, field));
  const linux = [
    ...kept(OF_POD)
      .map((field) => security.get(field))
      .filter(({ set }) => set),
    ...[security.get('sysctls')].filter(({ spot }) => spot.items().length > 0),
    ...[spec.get('shareProcessNamespace')].filter(({ set }) => set),
    ...['hostPID', 'hostIPC'].map((field) => spec.get(field)).filter(({ flag }) => flag === true),
    ...containers.flatMap((container) =>
      kept(OF_CONTAINER)
        .map((field) => container.security.get(field))
        .filter(({ set }) => set),
    ),
  ];
  for (const field of linux) yield forbidden(field, NOT_FOR_WINDOWS);
}

/** `hostUsers` in a pod for Windows. Source: validateWindows of core/v1. */
export function* windowsUserNamespace(pod: ApiPod): Iterable<Refusal> {
  const users = pod.spec.get('hostUsers');
  if (users.set && keeps(pod, 'hostUsers') && pod.spec.get('os', 'name').text === 'windows') yield forbidden(users, NOT_FOR_WINDOWS);
}

/** HostProcess containers: all containers of the pod must be such, and use the network of the node. Source: validateWindowsHostProcessPod of core/v1. */
export function* hostProcess(pod: ApiPod): Iterable<Refusal> {
  if (hasWindowsOptions(pod)) yield* hostProcesses(pod);
}

/** Whether it is written anywhere: hardly any pod has it, and all others need not be read for it. */
function hasWindowsOptions(pod: ApiPod): boolean {
  return contexts(pod).some(({ spot }) => spot.get('windowsOptions').written);
}

function* hostProcesses({ spec, security, containers }: ApiPod): Iterable<Refusal> {
  const read = (context: Named) => context.get('windowsOptions', 'hostProcess');
  const pod = read(security);
  const own = containers.map((container) => read(container.security));
  for (const one of own)
    if (pod.flag !== undefined && one.flag !== undefined && pod.flag !== one.flag)
      yield invalid(one, one.flag, `pod hostProcess value must be identical if both are specified, was ${pod.flag}`);
  const known = [pod, ...own].every((one) => one.flag !== undefined || one.unset);
  const count = own.filter((one) => one.flag ?? pod.flag ?? false).length;
  if (count === 0) return;
  if (known && count < containers.length)
    yield invalid(spec, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers');
  const network = spec.get('hostNetwork');
  if (network.unset || network.flag === false) yield invalid(network, false, 'hostNetwork must be true if pod contains any hostProcess containers');
}

const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Names of Windows users. Source: validateWindowsSecurityContextOptions of core/v1. */
export function* windowsUser(pod: ApiPod): Iterable<Refusal> {
  if (!hasWindowsOptions(pod)) return;
  for (const context of contexts(pod)) {
    const at = context.get('windowsOptions', 'runAsUserName');
    if (at.text !== undefined) for (const why of wrongUser(at.text)) yield invalid(at, at.text, why);
  }
}

function* wrongUser(name: string): Iterable<string> {
  const parts = name.split('\\');
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? parts[0] : undefined;
  if (name === '') return yield 'runAsUserName cannot be an empty string';
  if (/\p{Cc}/u.test(name)) return yield 'runAsUserName cannot contain control characters';
  if (parts.length > 2) return yield 'runAsUserName cannot contain more than one backslash';
  if (domain !== undefined && domain.length >= 256) yield "runAsUserName's Domain length must be under 256 characters";
  if (domain !== undefined && !NETBIOS.test(domain) && !DNS.test(domain)) yield "runAsUserName's Domain doesn't match the NetBios nor the DNS format";
  if (user === '') yield "runAsUserName's User cannot be empty";
  if (user.length > 104) yield "runAsUserName's User length must not be longer than 104 characters";
  if (/^[. ]+$/.test(user)) yield "runAsUserName's User cannot contain only periods or spaces";
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) yield 'runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]';
}
