import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';

/**
 * Writes one JSON line a test to the file named by JOULELAB_TEST_RESULTS: what `scripts/test.ts` counts and lists.
 * Skips carry the reason that the test gave with `context.skip(reason)`.
 */
export default class CountingReporter implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const file = process.env['JOULELAB_TEST_RESULTS'];
    if (file === undefined) return;
    const result = test.result();
    const reason = result.state === 'skipped' ? result.note : undefined;
    appendFileSync(
      file,
      `${JSON.stringify({ name: test.fullName, file: test.module.relativeModuleId, state: result.state, reason })}\n`,
    );
  }
}
