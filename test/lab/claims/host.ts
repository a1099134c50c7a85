import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';

/** Serves an API without a password, as engines do, on a socket in the folder: for everybody, or for a group. */
export async function serveSocket(folder: string, group?: number): Promise<() => unknown> {
  const socket = path.join(folder, 'api.sock');
  const server = await listening((ready) => answering().listen(socket, ready));
  chownSync(socket, 0, group ?? 0);
  chmodSync(socket, group === undefined ? 0o666 : 0o660);
  return () => server.close();
}

/** Mounts another filesystem below the folder. */
export async function mountBelow(folder: string): Promise<() => unknown> {
  const below = path.join(folder, 'below');
  mkdirSync(below);
  execFileSync('mount', ['-t', 'tmpfs', 'none', below]);
  return () => execFileSync('umount', [below]);
}

/** Writes into the folder the kernel's handle of the folder above it (name_to_handle_at). */
export async function handleAbove(folder: string): Promise<() => unknown> {
  const ask = '$p = shift; $h = pack("Ii", 128, 0) . "\\0" x 128; $m = pack("i", 0); syscall(303, -100, $p, $h, $m, 0) == 0 or exit 1; print $h';
  writeFileSync(path.join(folder, 'handle'), execFileSync('perl', ['-e', ask, path.dirname(folder)]));
  return () => {};
}

/** Serves an API without a password on a port of the loopback of the host. */
export async function serveLoopback(port: number): Promise<() => unknown> {
  const server = await listening((ready) => answering().listen(port, '127.0.0.1', ready));
  return () => server.close();
}

/** Runs a process on the host, which its arguments identify. */
export async function runProcess(program: string, ...args: readonly string[]): Promise<() => unknown> {
  const child = spawn(program, args, { stdio: 'ignore' });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return () => child.kill();
}

/** Makes a segment of shared memory on the host that only its owner may read, and writes its ID into the folder. */
export async function segment(folder: string, owner = 0): Promise<() => unknown> {
  const made = execFileSync('setpriv', [`--reuid=${owner}`, '--clear-groups', 'ipcmk', '--shmem', '64', '--mode', '0600'], { encoding: 'utf8' });
  const id = /\d+/.exec(made)?.[0] ?? '';
  writeFileSync(path.join(folder, 'segment'), id);
  return () => execFileSync('ipcrm', ['--shmem-id', id]);
}

/** Makes a file in the shared memory of the host, and writes its name into the folder. */
export async function sharedFile(folder: string): Promise<() => unknown> {
  const name = path.basename(folder);
  writeFileSync(path.join('/dev/shm', name), 'host\n');
  writeFileSync(path.join(folder, 'name'), name);
  return () => rmSync(path.join('/dev/shm', name));
}

function answering(): Server {
  return createServer({ keepAliveTimeout: 1 }, (_, response) => response.end('done\n'));
}

function listening(listen: (ready: () => void) => Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = listen(() => resolve(server));
    server.once('error', reject);
  });
}
