import { describe, expect, test } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { applyEdits } from '../../server/src/text/text.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n';
const WEB = '  containers: [{ name: web, image: example/web:1 }]\n';

function analysed(text: string, settings: unknown = {}, uri = 'pod.yaml', files: Readonly<Record<string, string>> = {}): Snapshot {
  return new Engine(readSettings(settings).settings, { text: (name) => files[name] }).analyse({ uri, text });
}

const unused = ({ problems, file }: Snapshot) =>
  problems.filter(({ code }) => code === 'allow-unused').map(({ message, span }) => `${file.text.slice(span.start, span.end)}: ${message}`);

describe('a comment that silences nothing', () => {
  test('is told at its place, for each rule', () => {
    const snapshot = analysed(`${POD}  # bulkhead: allow host-pid, host-network -- it routes\n  hostNetwork: true\n${WEB}`);
    expect(unused(snapshot)).toEqual(['# bulkhead: allow host-pid, host-network -- it routes: "host-pid" finds nothing here: it needs no comment']);
    expect(snapshot.findings.map(({ rule }) => rule.id)).not.toContain('host-network');
  });

  test.each<[string, string, unknown?]>([
    ['of a rule that is off', `${POD}  hostNetwork: false # bulkhead: allow host-pid -- x\n${WEB}`, { rules: { 'host-pid': 'off' } }],
    ['without a reason', `${POD}  hostNetwork: false # bulkhead: allow host-pid\n${WEB}`],
    ['of an unknown rule', `${POD}  hostNetwork: false # bulkhead: allow no-such-rule -- x\n${WEB}`],
    ['in a template', `${POD}  {{- if .Values.a }}\n  # bulkhead: allow host-pid -- x\n  hostNetwork: true\n  {{- end }}\n${WEB}`],
    ['beside what cannot be read', `${POD}  # bulkhead: allow host-pid -- x\n  hostNetwork: true\n${WEB}  nodeName: "a\n`],
    ['in what is no manifest', 'a: 1 # bulkhead: allow host-pid -- x\n'],
    [
      'in a patch',
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  template:\n    # bulkhead: allow run-as-root -- x\n    spec:\n    ${WEB}`,
    ],
  ])('is not told %s', (_, text, settings) => {
    expect(unused(analysed(text, settings))).toEqual([]);
  });

  test('is not told where other files may be what it is for', () => {
    const text = 'services:\n  web:\n    image: example/web:1 # bulkhead: allow host-pid -- x\n';
    expect(unused(analysed(text, {}, 'compose.yaml'))).toHaveLength(1);
    expect(unused(analysed(text, {}, 'compose.yaml', { 'compose.override.yaml': 'services: { web: { pid: host } }\n' }))).toEqual([]);
  });
});

describe('its quick fix', () => {
  const mended = (text: string) => {
    const snapshot = analysed(text);
    const problem = snapshot.problems.find(({ code }) => code === 'allow-unused');
    const [offer] = problem ? snapshot.offersAt(problem.span).filter(({ kind }) => kind === 'unallow') : [];
    return offer?.kind === 'unallow' ? applyEdits(text, offer.edits) : 'no offer';
  };

  test.each([
    ['takes the line', `${POD}  # bulkhead: allow host-pid -- x\n  hostNetwork: false\n${WEB}`, `${POD}  hostNetwork: false\n${WEB}`],
    ['takes the comment behind a value', `${POD}  hostNetwork: false   # bulkhead: allow host-pid -- x\n${WEB}`, `${POD}  hostNetwork: false\n${WEB}`],
    [
      'leaves the other rules',
      `${POD}  hostNetwork: true # bulkhead: allow host-pid, host-network -- it routes\n${WEB}`,
      `${POD}  hostNetwork: true # bulkhead: allow host-network -- it routes\n${WEB}`,
    ],
    [
      'keeps CRLF',
      `${POD}  # bulkhead: allow host-pid -- x\n  hostNetwork: false\n${WEB}`.replaceAll('\n', '\r\n'),
      `${POD}  hostNetwork: false\n${WEB}`.replaceAll('\n', '\r\n'),
    ],
    ['at the end of the file', `${POD}${WEB}# bulkhead: allow host-pid -- x`, `${POD}${WEB}`],
  ])('%s', (_, before, after) => expect(mended(before)).toBe(after));
});
