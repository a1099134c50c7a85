/** A URI or a part of one with its percent escapes decoded. With a lone percent sign, it stays as it is. */
export function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** The last part of a path or URI, with percent escapes decoded. */
export function fileName(uri: string): string {
  return decoded(uri.slice(uri.lastIndexOf('/') + 1));
}

/**
 * The name of a file without its folder, so that the command line and an editor say the same of it, wherever they were started.
 * @param file a URI, or a path with forward slashes, which has no percent escapes
 */
export function baseName(file: string): string {
  return /^[a-z][\w+.-]+:\//i.test(file) ? fileName(file) : file.slice(file.lastIndexOf('/') + 1);
}
