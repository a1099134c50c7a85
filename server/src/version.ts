import { version } from '../../package.json';

/** Bulkhead's version, of package.json: the bundler takes this one entry. */
export const VERSION: string = version;
