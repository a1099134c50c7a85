import { visible } from '../harmless.ts';
import type { CheckedFile, Report, UnreadFile } from '../report.ts';

/** A JUnit report: a suite for each file, and in it a failed test for each finding, or one test that passed. */
export class JunitReport implements Report {
  begin(unread: readonly UnreadFile[]): string {
    const suites = unread.map(({ file, why }) =>
      suite(file, [`    <testcase classname="${xml(file)}" name="can be read"><error message="${xml(why)}"/></testcase>`], 0, 1),
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bulkhead">\n${suites.join('')}`;
  }

  add({ file, snapshot, findings }: CheckedFile): string {
    const cases = findings.map(({ rule, severity, message, span, resource, container }) => {
      const { line, character } = snapshot.file.lines.position(span.start);
      const who = [resource.kind, resource.name, container].filter((part) => part !== undefined).join(' ');
      const place = `${file}:${line + 1}:${character + 1}`;
      const name = `${rule.id}: ${who} (line ${line + 1})`;
      return `    <testcase classname="${xml(file)}" name="${xml(name)}"><failure type="${severity}" message="${xml(message)}">${xml(`${place}: ${severity}: ${message}`)}</failure></testcase>`;
    });
    const passed = `    <testcase classname="${xml(file)}" name="isolation"/>`;
    return suite(file, cases.length === 0 ? [passed] : cases, cases.length, 0);
  }

  end(): string {
    return '</testsuites>\n';
  }
}

function suite(file: string, cases: readonly string[], failures: number, errors: number): string {
  return `  <testsuite name="${xml(file)}" tests="${cases.length}" failures="${failures}" errors="${errors}">\n${cases.join('\n')}\n  </testsuite>\n`;
}

/** Text of XML or of an attribute. What XML cannot hold is written as an escape. */
function xml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}
