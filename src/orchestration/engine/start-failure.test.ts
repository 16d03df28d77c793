import { expect, test } from 'vitest';
import { classifyStartFailure } from './start-failure.ts';

// The words of Docker 20.10.24 with runc 1.1.5, and of Docker 28 where it says it otherwise.
test.each([
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown',
    'start-failed',
    'does not contain the command',
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/etc/passwd": permission denied: unknown',
    'start-failed',
    'chmod +x',
  ],
  [
    'driver failed programming external connectivity on endpoint x: Bind for 0.0.0.0:80 failed: port is already allocated',
    'start-failed',
    'has this port',
  ],
  [
    'driver failed programming external connectivity on endpoint x: Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use',
    'start-failed',
    'has this port',
  ],
  [
    'invalid mount config for type "bind": bind source path does not exist: /nosuch',
    'start-failed',
    'correct the volume',
  ],
  ['exec /app: exec format error', 'start-failed', 'another processor'],
  ['something that nobody has seen', 'start-failed', 'docker run'],
])('%s', (message, code, advice) => {
  expect(classifyStartFailure(message)).toEqual({ code, advice: expect.stringContaining(advice) });
});
