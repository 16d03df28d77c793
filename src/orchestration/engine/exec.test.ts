import { expect, test } from 'vitest';
import { engineFailure } from './engine-error.ts';
import { isNotRunning } from './exec.ts';

test.each([
  [409, 'Container 79b399f08cf0 is not running', true],
  [404, 'No such container: 79b399f08cf0', true],
  // Docker 20.10, where the container ended between the command's creation and its start.
  [500, 'Container 79b399f08cf0 is not running: Exited (255) Less than a second ago', true],
  [500, 'OCI runtime exec failed: exec failed: unable to start container process', false],
])('status %i, "%s": the container does not run: %s', (statusCode, message, expected) => {
  const answer = Object.assign(new Error(message), { statusCode, json: { message } });
  expect(isNotRunning(engineFailure('Cannot start the command', answer))).toBe(expected);
});
