import { describe, expect, it } from 'vitest';
import { JoulelabError } from '../../domain/errors.ts';
import { printError } from './print-error.ts';
import { textOutput } from './testdata/text-output.ts';

const ERROR = new JoulelabError('engine-unreachable', 'No container engine answers.', {
  advice: 'Start one, or set DOCKER_HOST.',
  details: { attempts: [{ what: '/var/run/docker.sock', why: 'there is no such file' }] },
  cause: new Error('connect ENOENT'),
});

function printed(error: unknown, options: { json: boolean; debug?: boolean }): string {
  const output = textOutput();
  printError(error, output, { debug: false, ...options });
  return output.text();
}

describe('printError', () => {
  it('says what failed, what was tried and what to do', () => {
    expect(printed(ERROR, { json: false })).toBe(`error: No container engine answers.
  /var/run/docker.sock: there is no such file
Start one, or set DOCKER_HOST.
`);
  });

  it('prints one JSON document', () => {
    expect(JSON.parse(printed(ERROR, { json: true }))).toEqual({
      error: {
        code: 'engine-unreachable',
        message: ERROR.message,
        advice: ERROR.advice,
        details: ERROR.details,
      },
    });
  });

  it('shows causes and stacks only when debugging', () => {
    expect(printed(ERROR, { json: false })).not.toContain('ENOENT');
    expect(printed(ERROR, { json: false, debug: true })).toMatch(
      /print-error\.test\.ts[\s\S]*caused by Error: connect ENOENT/,
    );
    expect(JSON.parse(printed(ERROR, { json: true, debug: true })).error.causes.join('\n')).toContain(
      'ENOENT',
    );
  });

  it('calls what it does not know a fault of joulelab', () => {
    expect(printed(new TypeError('x is undefined'), { json: false })).toContain('This is a bug in joulelab');
  });
});
