// What the bundles contain of other people: the licence texts, which their licences demand, and bills of material.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folders of the packages of which something is in the bundles, from what esbuild tells of them; sorted. */
export function packagesIn(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles)
    for (const { inputs } of Object.values(outputs))
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        // node_modules itself may be a link to elsewhere
        const folder = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
      }
  return [...folders].sort();
}

/** The licence texts of packages; throws for one that has none. */
export function licenceTexts(folders, root) {
  const texts = folders.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(path.join(root, folder))
      .filter((file) => /^(?:licen[cs]e|notice)/i.test(file))
      .sort();
    if (files.length === 0) throw new Error(`${folder} has no text of its licence`);
    return `## ${name} ${version}\n\n${files.map((file) => readFileSync(path.join(root, folder, file), 'utf8').trim()).join('\n\n')}\n`;
  });
  return `Bulkhead contains the following packages.\n\n${texts.join('\n')}`;
}

/**
 * A bill of materials in the format CycloneDX 1.6, without a time: the same packages give the same text.
 * @param what the name of what contains the packages: `vsix`, `npm` or `action`
 * @param lock package-lock.json: versions, licences and hashes are those that `npm ci` checks
 */
export function billOfMaterials(what, folders, lock, manifest) {
  const component = (folder) => {
    const { version, license, integrity } = lock.packages[folder] ?? {};
    const [, group, name] = /node_modules\/(?:(@[^/]+)\/)?([^/]+)$/.exec(folder) ?? [];
    if (!version || !license || !integrity) throw new Error(`package-lock.json does not say the version, the licence and the hash of ${folder}`);
    const purl = purlOf(group, name, version);
    return {
      type: 'library',
      'bom-ref': purl,
      ...(group === undefined ? {} : { group }),
      name,
      version,
      hashes: [hashOf(integrity)],
      licenses: [licenceOf(license)],
      purl,
    };
  };
  const components = new Map(folders.map((folder) => [folder, component(folder)]));
  const refs = (from, dependencies = {}) =>
    [...new Set(Object.keys(dependencies).flatMap((name) => components.get(resolved(from, name, lock))?.['bom-ref'] ?? []))].sort();
  const self = purlOf(undefined, manifest.name, manifest.version);
  const edges = new Map([[self, refs('', manifest.devDependencies)]]);
  for (const [folder, { 'bom-ref': ref }] of components)
    edges.set(ref, refs(folder, { ...lock.packages[folder].dependencies, ...lock.packages[folder].peerDependencies }));
  const unique = [...new Map([...components.values()].map((one) => [one['bom-ref'], one])).values()];
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': self,
        name: manifest.name,
        version: manifest.version,
        licenses: [licenceOf(manifest.license)],
        purl: self,
        properties: [{ name: 'bulkhead:package', value: what }],
      },
    },
    components: unique,
    dependencies: [...edges].map(([ref, dependsOn]) => ({ ref, dependsOn })),
  };
  return `${JSON.stringify({ $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', ...bill, serialNumber: `urn:uuid:${uuidOf(bill)}` }, null, 2)}\n`;
}

/** The folder of a dependency as Node finds it; `undefined` if it is not there. */
function resolved(from, name, lock) {
  for (let at = from; ; at = at.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const folder = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[folder]) return folder;
    if (at === '') return undefined;
  }
}

function purlOf(group, name, version) {
  return `pkg:npm/${group === undefined ? '' : `${encodeURIComponent(group)}/`}${name}@${version}`;
}

function hashOf(integrity) {
  const [, algorithm, digest] = /^sha(512|256)-([A-Za-z0-9+/=]+)$/.exec(integrity) ?? [];
  if (digest === undefined) throw new Error(`not a hash that is known: ${integrity}`);
  return { alg: `SHA-${algorithm}`, content: Buffer.from(digest, 'base64').toString('hex') };
}

/** An identifier of SPDX, or an expression of several. */
function licenceOf(license) {
  return /^[A-Za-z0-9.-]+$/.test(license) ? { license: { id: license } } : { expression: license };
}

/** A UUID (version 8: made of a hash). */
function uuidOf(value) {
  const hex = createHash('sha256').update(JSON.stringify(value)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
