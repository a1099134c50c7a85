import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FIRST_MAPPED_ID } from './bundle.ts';

/**
 * Where its IDs are mapped, a container sees the owners in its image and in its volumes as they are on the host: the runtime mounts both with
 * the mapping (KEP-127). runc 1.1 can't, so it is done before it starts, in a mount namespace that ends with the container.
 * @param bundle a folder for the places of these mounts
 */
export function mappedMounts(bundle: string) {
  const pairs: string[] = [];
  return {
    /** Where a folder or file of the host will be. */
    add: (source: string): string => {
      const target = path.join(bundle, `mapped-${pairs.length}`);
      if (statSync(source).isDirectory()) mkdirSync(target);
      else writeFileSync(target, '');
      pairs.push(source, target);
      return target;
    },
    /** The command that mounts them all, and then is another one. */
    before: (command: readonly string[]): readonly string[] => [
      ...['unshare', '--mount', 'perl', '-e', MAP, `${FIRST_MAPPED_ID}`, `${pairs.length / 2}`],
      ...pairs,
      ...command,
    ],
  };
}

/** Calls and flags of Linux on x86-64: unshare, open_tree, mount_setattr (MOUNT_ATTR_IDMAP, AT_EMPTY_PATH), move_mount. */
const MAP = `
  my ($first, $count) = splice(@ARGV, 0, 2);
  pipe(my $made, my $making); pipe(my $done, my $doing);
  my $child = fork // die;
  if ($child == 0) { close $doing; syscall(272, 0x10000000) == 0 or die "unshare: $!"; close $making; <$done>; exit }
  close $making; <$made>;
  for my $ids ('uid', 'gid') { open(my $map, '>', "/proc/$child/$ids" . "_map") or die; print $map "0 $first 65536"; close $map or die "map: $!" }
  open(my $users, '<', "/proc/$child/ns/user") or die;
  for (1 .. $count) {
    my ($source, $target, $here) = (splice(@ARGV, 0, 2), '');
    my $tree = syscall(428, -100, $source, 0x80001);
    my $how = pack('QQQQ', 0x100000, 0, 0, fileno $users);
    syscall(442, $tree, $here, 0x1000, $how, length $how) == 0 or die "$source: $!";
    syscall(429, $tree, $here, -100, $target, 4) == 0 or die "$target: $!";
  }
  close $doing; waitpid $child, 0;
  exec @ARGV or die;
`;
