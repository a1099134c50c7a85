import { parseArgs } from 'node:util';

/**
 * Reads the options of a script. `--help` prints the usage and ends with 0; what the script does not know does the same with 2.
 * @param usage how it is called, and its options
 * @param config what `parseArgs` of Node takes
 */
export function readOptions(usage, config) {
  const help = { type: 'boolean', short: 'h' };
  try {
    const read = parseArgs({ ...config, options: { ...config.options, help } });
    if (!read.values.help) return read;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}
