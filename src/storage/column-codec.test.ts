import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeColumn, encodeColumn } from './column-codec.ts';
import { sampleSeries } from './testdata/sample-run.ts';

/** Equal to the last bit: `toEqual` would take one NaN for another. */
function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

function roundTrip(values: Float64Array, order: 1 | 2): void {
  expect(bytesOf(decodeColumn(encodeColumn(values, order))).equals(bytesOf(values))).toBe(true);
}

const ORDERS = [1, 2] as const;

test.each(ORDERS)('any 64-bit floats come back to the last bit (order %i)', (order) => {
  fc.assert(fc.property(fc.float64Array(), (values) => roundTrip(values, order)));
});

test.each(ORDERS)('whole numbers up to 2^54 come back exactly (order %i)', (order) => {
  const whole = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: 0, max: 1000 }),
    fc.constantFrom(2 ** 53, -(2 ** 53), 2 ** 54, 2 ** 50, -(2 ** 50), 2 ** 50 + 1, 0),
  );
  fc.assert(fc.property(fc.array(whole), (values) => roundTrip(Float64Array.from(values), order)));
});

test('−0, infinities and a NaN with a payload keep their bits', () => {
  const values = new Float64Array([-0, 0, Infinity, -Infinity, Number.NaN, 5e-324, 0.1]);
  new DataView(values.buffer).setBigUint64(4 * 8, 0x7ff8_dead_beef_0001n, true);
  for (const order of ORDERS) roundTrip(values, order);
});

test('a column that is a view into a larger buffer keeps its own numbers only', () => {
  const values = new Float64Array([9.5, 1.5, 2.5, 9.5]).subarray(1, 3);
  expect([...decodeColumn(encodeColumn(values, 1))]).toEqual([1.5, 2.5]);
});

test('the format is as documented: version, encoding, zstd frame', () => {
  expect([...encodeColumn(new Float64Array([1, 2]), 2).subarray(0, 6)]).toEqual([
    1, 2, 0x28, 0xb5, 0x2f, 0xfd,
  ]);
  expect(encodeColumn(new Float64Array([0.5]), 2)[1]).toBe(0);
});

test('a recorded counter takes less than 5 bytes a sample, its times included', () => {
  const { timesMonoUs, values } = sampleSeries(100_000);
  const bytes = encodeColumn(timesMonoUs, 2).length + encodeColumn(values, 1).length;
  expect(bytes / 100_000).toBeLessThan(5);
});

test.each([
  [
    'flipped byte',
    (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 6 ? byte ^ 0xff : byte)),
  ],
  ['cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 9)],
  ['later version', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? 2 : byte))],
  ['unknown encoding', (bytes: Uint8Array) => bytes.map((byte, i) => (i === 1 ? 7 : byte))],
  ['empty', () => new Uint8Array()],
])('damaged bytes are refused, not misread: %s', (_, damage) => {
  const bytes = encodeColumn(sampleSeries(1000).values, 1);
  expect(() => decodeColumn(damage(bytes))).toThrow();
});
