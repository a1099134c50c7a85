import type { Need } from './table.ts';

/** A word of a shell's command, and the options after it. */
const START = String.raw`(?:^|[\s;&|('"])(?:/usr)?(?:/s?bin/)?`;
const OPTIONS = String.raw`(?:\s+-\S+)*\s+`;

/** Managers that unpack packages into the system, with the owners, modes and file capabilities that those have. Source: their manual pages. */
const OF_THE_SYSTEM = new RegExp(
  `${START}(?:apk${OPTIONS}(?:add|del|fix|upgrade)|(?:apt|apt-get|aptitude|yum|dnf|microdnf|tdnf|zypper)${OPTIONS}(?:install|reinstall|in|upgrade|update|remove)|pacman\\s+-S\\w*|dpkg\\s+(?:-i|--install))(?=\\s|$)`,
);

/** Managers that put libraries beside an interpreter of the system; not into a folder that the command names, or an environment by its path. */
const OF_A_LANGUAGE = new RegExp(
  `${START}(?:pip3?${OPTIONS}install(?![^;&|]{0,300}\\s(?:-t|--target|--user|--prefix|--root))|python3?\\s+-m\\s+pip${OPTIONS}install(?![^;&|]{0,300}\\s(?:-t|--target|--user|--prefix|--root))|npm${OPTIONS}(?:i|install|add)\\s+(?:\\S+\\s+){0,30}(?:-g|--global)|gem${OPTIONS}install)(?=\\s|$)`,
);

/** Managers that write into the folder of a project, whose files may be somebody else's. Sources: the manual pages of npm, Yarn, pnpm, Bundler and Composer. */
const OF_A_PROJECT = new RegExp(
  `${START}(?:(?:npm|pnpm)${OPTIONS}(?:i|install|add|ci|clean-install|update)|yarn(?:${OPTIONS}(?:install|add)|(?=\\s*(?:$|[;&|'")])))|bundle${OPTIONS}(?:install|update)|composer${OPTIONS}(?:install|update|require))(?=\\s|$|[;&|'")])`,
);

const NEED: Need = { because: 'installing packages', takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'SETFCAP', 'SETGID', 'SETUID'], root: true };
const LIBRARIES: Need = { because: 'installing packages', takes: ['DAC_OVERRIDE'], root: true };

/** The need of a command that installs packages before it starts its program: root, in a root filesystem that it can write. */
export function needOfInstalls(command: string): Need[] {
  if (OF_THE_SYSTEM.test(command)) return [NEED];
  return OF_A_LANGUAGE.test(command) || OF_A_PROJECT.test(command) ? [LIBRARIES] : [];
}
