import { expect, test } from 'vitest';
import { adviceOnBuild, adviceOnPull, failingLine, isForeignPlatform } from './image-failure.ts';

test.each([
  ['pull access denied for nosuch, repository does not exist or may require docker login', 'spelling'],
  ['manifest for app:9 not found: manifest unknown: manifest unknown', 'spelling of the image and its tag'],
  ['Head "https://r.test/v2/a/manifests/1": no basic auth credentials', 'wants a log-in'],
  ['unauthorized: incorrect username or password', 'wants a log-in'],
  ['toomanyrequests: You have reached your pull rate limit.', 'limit is reached'],
  ['Get "https://r.test/v2/": dial tcp: lookup r.test: no such host', 'does not answer'],
  ['Get "https://r.test/v2/": http: server gave HTTP response to HTTPS client', 'not trusted'],
  ['write /var/lib/docker/tmp/x: no space left on device', 'disk is full'],
  ['something new', 'docker pull'],
])('pull: %s', (output, advice) => {
  expect(adviceOnPull(output)).toContain(advice);
});

test.each([
  ["The command '/bin/sh -c make' returned a non-zero code: 2", 'A step of the Dockerfile fails'],
  ["The command '/bin/sh -c make' returned a non-zero code: 137", 'memory'],
  ['process "/bin/sh -c make" did not complete successfully: exit code: 2', 'A step of the Dockerfile fails'],
  ['failed to reach build target nosuch in Dockerfile', 'no stage'],
  ['target stage "nosuch" could not be found', 'no stage'],
  ['dockerfile parse error line 2: unknown instruction: RUNN', 'cannot be read'],
  ['COPY failed: file not found in build context or excluded by .dockerignore', '.dockerignore'],
  ['failed to calculate checksum of ref abc: "/nosuch": not found', '.dockerignore'],
  ['the --mount option requires BuildKit.', 'needs BuildKit'],
  ['pull access denied for nosuch', 'A base image cannot be fetched'],
  ['something new', 'docker build'],
])('build: %s', (output, advice) => {
  expect(adviceOnBuild(output)).toContain(advice);
});

test('the failing line is the one marked by BuildKit, else the last', () => {
  const buildKit =
    '#5 ERROR: x\n------\n > [2/2] RUN false:\n------\nERROR: failed to solve: exit code: 1\nView build details: y';
  expect(failingLine(buildKit)).toBe('failed to solve: exit code: 1');
  expect(failingLine("DEPRECATED: x\nThe command '/bin/sh -c false' returned a non-zero code: 1\n")).toBe(
    "The command '/bin/sh -c false' returned a non-zero code: 1",
  );
});

test('an image for other machines only is recognised', () => {
  expect(isForeignPlatform('no matching manifest for linux/amd64 in the manifest list entries')).toBe(true);
  expect(isForeignPlatform('manifest unknown')).toBe(false);
});
