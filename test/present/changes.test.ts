import { describe, expect, it } from 'vitest';
import type { RunRequest, Snapshot } from '../../server/src/engine/snapshot.ts';
import { actionsAt } from '../../server/src/present/lsp/actions.ts';
import { changesAnswer, chosenAnswer } from '../../server/src/present/lsp/changes.ts';
import type { LspContext } from '../../server/src/present/lsp/context.ts';
import { analyse } from '../kit/laws.ts';

const URI = 'file:///p.yaml';
const CONTEXT = { uri: URI, version: 1, chooseChanges: true, documentOf: (uri: string) => ({ uri, version: 1 }) } as LspContext;

const NGINX = `apiVersion: v1
kind: Pod
metadata:
  name: p
spec:
  containers:
    - name: web
      image: nginx
`;

/** The title of the action at a text, its run and its rows. */
function offered(snapshot: Snapshot, at: string, title: string) {
  const start = snapshot.file.text.indexOf(at);
  const action = actionsAt(snapshot, { start, end: start }, undefined, CONTEXT).find((one) => one.title.startsWith(title));
  const plan = action?.command?.arguments?.[0].plan as RunRequest;
  const answer = changesAnswer(snapshot, plan, 1);
  const ids = (...labels: readonly string[]) => answer.changes.flatMap((row) => (labels.includes(row.label) ? row.ids : []));
  const proposed = answer.changes.flatMap((row) => (row.proposed ? row.ids : []));
  return { title: action?.title, plan, ...answer, ids, proposed, choose: (chosen: readonly string[]) => chosenAnswer(snapshot, { ...plan, chosen }, CONTEXT) };
}

describe('towards a level that only a decision of the author reaches', () => {
  const { title, changes, choose, proposed, ids } = offered(analyse(URI, NGINX), 'Pod', 'To Pod Security "restricted"');

  it('title, list and note count the same, and say what is reached and what is left', () => {
    expect(title).toBe('To Pod Security "restricted": 2 changes (safe), 2 left to you');
    expect(changes.filter((row) => row.proposed && row.waits === undefined)).toHaveLength(2);
    const { note, text, page } = choose(proposed);
    expect(note).toMatch(/^"p" is "baseline", not yet "restricted": 2 changes\. .*2 left to you: unrestricted capabilities, runAsNonRoot != true\.$/);
    expect(text).not.toContain('CHOWN');
    expect(page).toContain('`runAsNonRoot`: Pod Security "restricted" rejects "p", runAsNonRoot != true');
  });

  it('what waits for the decision is made with it', () => {
    expect(changes.find(({ waits }) => waits !== undefined)).toMatchObject({ label: 'Drop all capabilities', waits: 'needs: Run as user 101 of the image' });
    const { note, unmade, text } = choose([...proposed, ...ids('Run as user 101 of the image')]);
    expect(note).toMatch(/^Brought "p" to "restricted": 4 changes\./);
    expect(unmade).toEqual([]);
    expect(text).toContain('drop:\n            - ALL');
  });
});

describe('Harden without one of its changes', () => {
  const text = `${NGINX}      securityContext:\n        privileged: true\n    - name: side\n      image: example.com/side:1\n`;
  const { changes, left, choose, proposed, ids } = offered(analyse(URI, text), 'Pod', 'To least privilege');

  it('says what cannot be made then, and what it needs', () => {
    const privileged = ids('Remove privileged');
    const { unmade, made, note } = choose(proposed.filter((id) => !privileged.includes(id)));
    const rows = changes.filter((row) => unmade.some((one) => one.ids.some((id) => row.ids.includes(id))));
    expect(rows.map(({ label, of }) => `${label}, ${of}`)).toEqual([
      'Set seccompProfile to RuntimeDefault, "web"',
      'Set allowPrivilegeEscalation to false, "web"',
      'Drop all capabilities but CHOWN, NET_BIND_SERVICE, SETGID and SETUID, "web"',
    ]);
    expect(new Set(unmade.map(({ waits }) => waits))).toEqual(new Set(['needs: Remove privileged']));
    expect(made).toHaveLength(proposed.length - privileged.length - unmade.flatMap((one) => one.ids).length);
    expect(note).toContain(' Not made: set seccompProfile to RuntimeDefault (needs: Remove privileged) · ');
    expect(choose(proposed).unmade).toEqual([]);
  });

  it('lists every decision, each for its container; what has no fix at all is said apart', () => {
    const manual = changes.filter(({ grade }) => grade === 'manual').map(({ label, of }) => `${label}, ${of}`);
    expect(manual).toEqual(
      expect.arrayContaining(['Run as user 101 of the image, "web"', 'Set a memory limit of 512Mi, "web"', 'Set a memory limit of 512Mi, "side"']),
    );
    expect(left).toEqual([expect.stringContaining('without a tag')]);
    const user = changes.find(({ label }) => label.startsWith('Run as user 101'));
    expect(user?.detail).toMatch(/^If its configuration puts pid .* · "web" may run as root/);
  });
});

const HARDENED = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  hostUsers: false
  automountServiceAccountToken: false
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: shop
      image: example.com/shop:1
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      resources:
        limits: { memory: 256Mi, cpu: 500m, ephemeral-storage: 1Gi }
`;

describe('where nothing can be changed', () => {
  const harden = (file: string, text: string) => {
    const snapshot = analyse(file, text);
    const [target] = snapshot.workloads.map((workload) => workload.target);
    return changesAnswer(snapshot, { kind: 'harden', target } as RunRequest, 1);
  };

  it('what has to be mended first is said, with its line', () => {
    const { changes, none } = harden('file:///compose.yaml', 'services:\n  web:\n    image: nginx:1.27\n    privileged: true\n    ports\n');
    expect(changes).toEqual([]);
    expect(none).toBe('Nothing can be changed before line 5 is mended: implicit map keys need to be followed by map values.');
  });

  it('or that nothing is to do, and what is for its author to decide', () => {
    const { changes, none } = harden(URI, HARDENED);
    expect(changes.some(({ proposed }) => proposed)).toBe(false);
    // of the two ways to mend it the first: a finding counts once, as in the title and the note
    expect(none).toBe('What is left in the pod of "shop" is for you to decide: set runtimeClassName to gvisor.');
    const sandboxed = HARDENED.replace('  hostUsers', '  runtimeClassName: gvisor\n  hostUsers');
    expect(harden(URI, sandboxed)).toEqual({ version: 1, changes: [], left: [], none: 'Nothing is left to do in the pod of "shop".' });
  });

  it('and a list with changes says nothing', () => {
    expect(harden(URI, NGINX)).not.toHaveProperty('none');
  });
});
