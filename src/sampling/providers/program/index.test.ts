import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureMachine } from '../../testdata/read-fixture.ts';
import { readingValues } from '../../testdata/read-readings.ts';
import { program } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'gmt-rapl');
const plan = (setting: string) => program.plan(machine, setting);

test('lines of an energy provider: a counter’s growth by domain', () => {
  const text = readFileSync(new URL('./testdata/gmt-rapl/readings.txt', import.meta.url), 'utf8');
  const cpu = plan('cpu:mJ:delta=./rapl -i 100');
  expect(cpu.source).toEqual({ kind: 'program', argv: ['sh', '-c', './rapl -i 100'] });
  const found = text
    .trim()
    .split('\n')
    .flatMap((line) => readingValues(program, cpu, line));
  const energy = { metric: 'energy_external', delta: true } as const;
  expect(found).toEqual([
    { ...energy, detail: 'cpu/Package_0', value: 8_754_000, unixUs: 1772366400123456 },
    { ...energy, detail: 'cpu/Package_1', value: 9_012_000, unixUs: 1772366400123460 },
    { ...energy, detail: 'cpu/Package_0', value: 9_100_000, unixUs: 1772366400223456 },
    { ...energy, detail: 'cpu', value: 41_000, unixUs: 1772366400323456 },
  ]);
});

test.each([
  ['load:bp:gauge=x', 5000, { metric: 'ratio_external', value: 0.5 }],
  ['psu:W:gauge=x', 41.5, { metric: 'power_external', value: 41_500_000 }],
  ['psu:Wh:counter=x', 2, { metric: 'energy_external', value: 7_200_000_000 }],
  ['ram:bytes:gauge=x', 7, { metric: 'memory_external', value: 7 }],
  ['net:bytes:counter=x', 7, { metric: 'bytes_external', value: 7 }],
])('%s', (setting, printed, expected) => {
  expect(readingValues(program, plan(setting), `1772366400123456 ${printed}`)).toMatchObject([expected]);
});

test.each([
  '',
  'psu',
  'psu:mW=x',
  'psu:mW:gauge=',
  'psu:mW:level=x',
  'PSU:mW:gauge=x',
  'psu:mW:counter=x',
  'psu:furlong:gauge=x',
])('the setting %j is refused with how to write it', (setting) => {
  expect(() => plan(setting)).toThrow(
    expect.objectContaining({ code: 'usage', advice: expect.stringMatching(/^(Write|Units)/) }),
  );
});

test.each([
  '',
  'x',
  '1772366400123456',
  '1772366400123456 -5',
  '1772366400 5',
  '1772366400123456  5',
  '1772366400123456 5e3',
  '-1772366400123456 5',
])('the line %j is no reading', (line) => {
  expect(readingValues(program, plan('psu:mW:gauge=x'), line)).toEqual([]);
});
