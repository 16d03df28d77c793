import { describe, expect, test } from 'vitest';
import type { Actions, CompareOptions } from '../actions.ts';
import { parsePercent, parseSince } from '../parse-options.ts';
import { buildProgram } from '../program.ts';
import { textOutput } from '../testdata/text-output.ts';

/** What the command line asks of the action. */
async function options(...words: string[]): Promise<CompareOptions> {
  let asked: CompareOptions | undefined;
  const actions = {
    compare: async (given: CompareOptions) => {
      asked = given;
      return 0;
    },
  };
  const terminal = { stdout: textOutput(), stderr: textOutput() };
  await buildProgram(actions as unknown as Actions, { terminal, onExit: () => undefined }).parseAsync(
    ['compare', ...words],
    { from: 'user' },
  );
  if (asked === undefined) throw new Error('the action was not called');
  return asked;
}

describe('joulelab compare', () => {
  test('has defaults', async () => {
    expect(await options('last')).toEqual({
      runs: ['last'],
      by: [],
      metrics: [],
      moreIsBetter: [],
      flows: false,
      margin: 0.05,
      markdown: false,
      json: false,
    });
  });

  test('takes dimensions in the plural too, and metrics with targets', async () => {
    const given = await options(
      'a1',
      'b2',
      '--by',
      'runtimes,commit',
      '--metric',
      'cpu,cpu_time_container:web',
      '--metric',
      'disk',
    );
    expect(given).toMatchObject({
      runs: ['a1', 'b2'],
      by: ['runtime', 'commit'],
      metrics: ['cpu', 'cpu_time_container:web', 'disk'],
    });
  });

  test.each([
    ['an unknown dimension', ['--by', 'weather']],
    ['a margin without a unit', ['--margin', '5']],
    ['another verdict', ['--fail-on', 'equivalent']],
    ['two formats', ['--json', '--markdown']],
  ])('refuses %s', async (_, words) => {
    await expect(options('last', ...words)).rejects.toThrow();
  });
});

test.each([
  ['5%', 0.05],
  ['0 %', 0],
  ['2.5%', 0.025],
])('%s is %d', (text, fraction) => {
  expect(parsePercent(text)).toBeCloseTo(fraction, 12);
});

test.each(['5', '100%', '-1%', 'x%', ''])('"%s" is no percentage', (text) => {
  expect(() => parsePercent(text)).toThrow('percentage');
});

test('a moment is a date, or how long ago it was', () => {
  expect(parseSince('2026-03-01')).toBe(new Date(2026, 2, 1).getTime() * 1000);
  expect(parseSince('2026-03-01T12:00Z')).toBe(Date.UTC(2026, 2, 1, 12) * 1000);
  const ago = (text: string): number => (Date.now() * 1000 - parseSince(text)) / 3.6e9;
  expect(ago('2d')).toBeCloseTo(48, 2);
  expect(ago('90m')).toBeCloseTo(1.5, 2);
  expect(() => parseSince('yesterday')).toThrow('date');
});
