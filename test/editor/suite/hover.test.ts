import { matches } from './check.ts';
import { diagnosticOf, hoverAt, open, rangeOf } from './kit.ts';

describe('hovers', () => {
  it('tell the risk of a finding', async () => {
    const document = await open('deployment.yaml');
    const { range } = await diagnosticOf(document, 'privileged-container', 'privileged');
    const text = await hoverAt(document, range.start);
    matches(text, /privileged/i);
    matches(text, /capabilit|device|host/i);
  });

  it('list what a container lacks', async () => {
    const document = await open('deployment.yaml');
    const { range } = await diagnosticOf(document, 'missing-protections', 'name: web');
    const text = await hoverAt(document, range.start);
    matches(text, /seccomp/i);
    matches(text, /privilege escalation/i);
  });

  it('explain a key without a finding', async () => {
    const document = await open('several.yaml');
    await diagnosticOf(document, 'host-pid', 'hostPID');
    matches(await hoverAt(document, rangeOf(document, 'privileged').start), /privileged/i);
  });
});
