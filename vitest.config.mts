import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The laws take longest. They start first, so that no worker is left with them at the end. */
class LawsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLaw = ({ moduleId }: TestSpecification) => moduleId.includes('/test/laws/');
    return [...sorted.filter(isLaw), ...sorted.filter((file) => !isLaw(file))];
  }
}

export default defineConfig({
  test: {
    // RULE asks for all tests of one rule, and only those.
    include: process.env['RULE'] ? ['test/rule.ts'] : ['test/**/*.test.ts'],
    // Its tests run inside VS Code.
    exclude: ['test/editor/**', 'node_modules/**'],
    // For spawned servers on slow machines; no test waits for it.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // one more than the cores of CI: protocol and command-line tests wait for other processes
    maxWorkers: 3,
    // The product keeps nothing between calls, so that all files of a worker may share its modules: they are loaded once.
    isolate: false,
    sequence: { sequencer: LawsFirst },
    restoreMocks: true,
  },
});
