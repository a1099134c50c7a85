// What is done in the workbench, like a user. Each scenario begins in a fresh state or behind another one; its steps follow each other.
import { deployment } from './steps/deployment.mjs';
import { essentials } from './steps/essentials.mjs';
import { agent, files, helm } from './steps/files.mjs';
import { nothing } from './steps/nothing.mjs';
import { reach } from './steps/reach.mjs';
import { workloads, workspace } from './steps/workloads.mjs';

export const ALL = { deployment, files, agent, helm, workloads, nothing, workspace, reach };

/**
 * The runs: each with its theme, its width in pixels (for a scenario also another one), and its scenarios. The name of a step is that of its
 * picture. The dark run does everything; the others do what may differ in them, and everything if THEME asks for one of them.
 */
export const RUNS = {
  dark: { theme: 'Default Dark Modern', file: 'dark_modern', colors: 'dark', width: 1400, scenarios: ALL },
  light: {
    theme: 'Default Light Modern',
    file: 'light_modern',
    colors: 'light',
    width: 1400,
    widths: { essentials: 960 },
    scenarios: { essentials, deployment },
  },
  contrast: { theme: 'Default High Contrast', file: 'hc_black', colors: 'dark', width: 1400, scenarios: { essentials } },
};
