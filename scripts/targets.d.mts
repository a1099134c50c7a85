import type { BuildOptions } from 'esbuild';

export declare function common(production: boolean): BuildOptions;
export declare const ACTION: BuildOptions & { readonly outfile: string };
