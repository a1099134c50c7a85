import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The Debian packages with the programs that the containers of the laboratory run. */
export const PACKAGES = [
  ...['redis-server', 'nginx-light', 'apache2', 'postgresql', 'mariadb-server', 'haproxy', 'memcached', 'rabbitmq-server', 'caddy'],
  ...['prometheus', 'prometheus-node-exporter', 'prometheus-alertmanager', 'prometheus-pushgateway', 'etcd-server', 'etcd-client', 'mosquitto'],
  ...['dovecot-imapd', 'postfix', 'wordpress', 'libapache2-mod-php8.2', 'php8.2-mysql', 'docker-registry', 'nats-server'],
  // programs that entrypoints and probes use
  ...['curl', 'gosu', 'libcap2-bin', 'mosquitto-clients', 'openssl', 'procps', 'libpam-modules'],
];

/** The Debian release of the root filesystem. */
const SUITE = 'bookworm';

/** The programs that the laboratory needs, with the package of each. */
const TOOLS = { runc: 'runc', runsc: 'runsc', busybox: 'busybox-static', debootstrap: 'debootstrap' } as const;

/** The reason why the laboratory can't run here, as text; `undefined` if it can. */
export function obstacle(): string | undefined {
  if (process.platform !== 'linux') return `containers need Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'runc, mount and debootstrap need root';
  const missing = Object.keys(TOOLS).filter((tool) => spawnSync('which', [tool]).status !== 0);
  if (missing.length > 0) return `${missing.join(', ')} missing: apt-get install -y ${missing.map((tool) => TOOLS[tool as keyof typeof TOOLS]).join(' ')}`;
  return mirrors().length > 0 ? undefined : `apt has no lists of Debian ${SUITE}: run apt-get update`;
}

/**
 * Makes a root filesystem with {@link PACKAGES}, and returns its folder. This takes minutes, so it is kept for the next run on this machine,
 * with a name that depends on its content.
 */
export function preparedRoot(): string {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'bulkhead-lab');
  const name = createHash('sha256')
    .update(`${SUITE} ${PACKAGES.join(' ')}`)
    .digest('hex')
    .slice(0, 12);
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  // removes the results of other lists of packages, and of interrupted runs
  for (const old of readdirSync(cache)) rmSync(path.join(cache, old), { recursive: true, force: true });
  const building = `${folder}.building`;
  console.log(`making a root filesystem of ${PACKAGES.length} Debian packages in ${folder}; it is kept for the next run`);
  const [first] = mirrors();
  quietly('debootstrap', ['--variant=minbase', '--include=ca-certificates', SUITE, building, first?.site ?? '']);
  const put = (file: string, text: string, mode = 0o644) => writeFileSync(path.join(building, file), text, { mode });
  put('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755);
  put('etc/dpkg/dpkg.cfg.d/lab', `force-unsafe-io\n${['doc', 'man', 'locale'].map((part) => `path-exclude=/usr/share/${part}/*\n`).join('')}`);
  put(
    'etc/apt/sources.list',
    mirrors()
      .map(({ site, suite }) => `deb ${site} ${suite} main\n`)
      .join(''),
  );
  put('etc/resolv.conf', existsSync('/etc/resolv.conf') ? readFileSync('/etc/resolv.conf', 'utf8') : '');
  quietly('chroot', [building, 'apt-get', 'update']);
  quietly('chroot', [building, 'apt-get', 'install', '-y', '--no-install-recommends', ...PACKAGES]);
  quietly('chroot', [building, 'apt-get', 'clean']);
  // containers have their own network, without a connection to others
  put('etc/resolv.conf', '');
  rmSync(path.join(building, 'var/lib/apt/lists'), { recursive: true, force: true });
  renameSync(building, folder);
  return folder;
}

/** The mirrors of Debian in the apt configuration of this machine. */
function mirrors(): { readonly site: string; readonly suite: string }[] {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN)', 'Created-By: Packages'], {
    encoding: 'utf8',
  });
  return (stdout ?? '').split('\n').flatMap((line) => {
    const [site = '', suite = '', component, origin] = line.split(' ');
    return component === 'main' && origin === 'Debian' && suite.startsWith(SUITE) ? [{ site, suite: suiteOf(site, suite) }] : [];
  });
}

/** The suite of a mirror. The archive of security updates is stored under another name than its codename. */
function suiteOf(site: string, suite: string): string {
  return site.includes('security') && suite === SUITE ? `${SUITE}-security` : suite;
}

function quietly(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.slice(0, 4).join(' ')} … failed:\n${`${stdout}${stderr}`.split('\n').slice(-15).join('\n')}`);
  }
}
