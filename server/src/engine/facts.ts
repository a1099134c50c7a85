import type { ProjectFiles } from '../manifest/compose/files.ts';
import { isPatch } from '../manifest/kubernetes/kustomization.ts';
import { isKubernetes, NO_FACTS, readFacts, readResources } from '../manifest/kubernetes/read.ts';
import { isKustomizationName, namedBy } from '../manifest/kustomize/named.ts';
import { tooLarge } from '../manifest/too-large.ts';
import { parseFile } from '../syntax/parse.ts';
import type { PlacedDocument, SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { type Facts, factsOf, NOTHING, sameFacts, together } from '../workspace/facts.ts';
import { Folder } from '../workspace/folder.ts';
import { filesBeside } from './file-facts.ts';
import { type FileAccess, OtherFiles } from './other-files.ts';

/** What a file says to others, and what each of its documents says. */
export interface Said {
  readonly documents: readonly SyntaxDocument[];
  readonly parts: readonly Facts[];
  readonly facts: Facts;
}

/**
 * What the files of a run say to each other.
 * @param access reads the files beside them
 */
export function folderOf(inputs: Iterable<{ readonly file: string; readonly text: string }>, access: FileAccess): Folder {
  const folder = new Folder();
  const others = new OtherFiles(access);
  for (const { file, text } of inputs) folder.put(file, factsIn(text, file, others.now()));
  return folder;
}

/**
 * What a text says of a cluster, without a judgement on it. Total: what cannot be read says nothing.
 * @param file a URI, or a path with forward slashes
 */
export function factsIn(text: string, file: string, files?: ProjectFiles): Facts {
  // most texts without this word have no object: they need not be read
  return /\bkind\b/.test(text) || isKustomizationName(file) ? saidBy(parseFile(text), file, files).facts : NOTHING;
}

/**
 * The same of a file.
 * @param files the files beside it: one of them may make it a patch, which is no object of its own
 * @param before what it said before: equal facts stay the same objects
 */
export function saidBy(file: Pick<SourceFile, 'text' | 'documents'>, uri: string, files: ProjectFiles | undefined, before?: Said): Said {
  if (files && isPatch(uri, filesBeside(file, uri), files)) return { documents: [], parts: [], facts: NOTHING };
  const documents = file.documents.map(({ document }) => document);
  const parts = file.documents.map((placed, i) => {
    const then = before?.parts[i];
    if (then && before.documents[i] === placed.document) return then;
    const now = factsOfDocument(placed, uri);
    return then && sameFacts(then, now) ? then : now;
  });
  if (before && parts.length === before.parts.length && parts.every((part, i) => part === before.parts[i])) return { ...before, documents };
  const saying = parts.filter((part) => part !== NOTHING);
  const [only] = saying;
  return { documents, parts, facts: only && saying.length === 1 ? only : saying.length === 0 ? NOTHING : together(saying) };
}

function factsOfDocument({ document, index }: PlacedDocument, uri: string): Facts {
  const builds = index === 0 && isKustomizationName(uri) ? namedBy(uri, document) : [];
  if ((builds.length === 0 && !isKubernetes(document)) || tooLarge(document)) return NOTHING;
  return factsOf(readResources(index, document, NO_FACTS), uri, readFacts(index, document, uri), builds);
}
