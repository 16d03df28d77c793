import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureMachine } from '../../testdata/read-fixture.ts';
import { readingValues } from '../../testdata/read-readings.ts';
import { ipmi } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'server');
const reading = readFileSync(new URL('./testdata/server/readings.txt', import.meta.url), 'utf8').trim();
const values = (text: string) => readingValues(ipmi, ipmi.plan(machine, ''), text);

test('the momentary power of an active meter', () => {
  expect(values(reading)).toEqual([{ metric: 'power_ipmi', value: 182_000_000 }]);
});

test('0 W of an active meter is a value, of a deactivated one it is none', () => {
  const zero = reading.replace('182', '0');
  expect(values(zero)).toEqual([{ metric: 'power_ipmi', value: 0 }]);
  expect(values(zero.replace('activated', 'deactivated'))).toEqual([]);
});

test.each([
  'Could not open device at /dev/ipmi0 or /dev/ipmi/0 or /dev/ipmidev/0: No such file or directory',
  'DCMI request failed because: Invalid command (c1)',
])('%j is no reading', (text) => {
  expect(values(text)).toEqual([]);
});

test('without a board controller it names the drivers', () => {
  expect(ipmi.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('modprobe'),
  });
});
