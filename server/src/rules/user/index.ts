import type { Rule } from '../rule.ts';
import { groupAddHostGroup } from './group-add-host-group.ts';
import { runAsNonrootUnverifiable } from './run-as-nonroot-unverifiable.ts';
import { runAsRoot } from './run-as-root.ts';
import { runAsRootGroup } from './run-as-root-group.ts';
import { supplementalGroupsMerged } from './supplemental-groups-merged.ts';
import { windowsRunAsAdministrator } from './windows-run-as-administrator.ts';

export const USER: readonly Rule[] = [
  runAsNonrootUnverifiable,
  runAsRoot,
  runAsRootGroup,
  groupAddHostGroup,
  windowsRunAsAdministrator,
  supplementalGroupsMerged,
];
