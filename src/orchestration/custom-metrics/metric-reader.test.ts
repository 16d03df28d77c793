import { expect, test } from 'vitest';
import { openMetricReader } from './metric-reader.ts';

const NOW = '1700000000123456';
const REQUESTS = { unit: 'request', sci: true };

test('samples are kept by metric and source, in columns', () => {
  const reader = openMetricReader({ requests: REQUESTS, errors: { unit: 'error', sci: false } });
  for (const [source, text] of [
    ['web', `${NOW} requests=1\nnoise\n${NOW} errors=2\n`],
    ['client', `${NOW} requests=3`],
    ['web', `${NOW} requests=4\n`],
  ] as const) {
    const sieve = reader.sieve({ metrics: true, notes: false });
    sieve?.write(Buffer.from(text));
    if (sieve !== undefined) reader.read(source, sieve);
  }
  const time = Number(NOW);
  expect(reader.records()).toEqual([
    {
      name: 'requests',
      unit: 'request',
      sci: true,
      samples: [
        { source: 'web', unixUs: [time, time], values: [1, 4] },
        { source: 'client', unixUs: [time], values: [3] },
      ],
    },
    {
      name: 'errors',
      unit: 'error',
      sci: false,
      samples: [{ source: 'web', unixUs: [time], values: [2] }],
    },
  ]);
  expect(reader.warnings()).toEqual([]);
});

test('a stream of which nothing is wanted costs nothing', () => {
  const none = openMetricReader({});
  expect(none.sieve({ metrics: true, notes: false })).toBeUndefined();
  expect(none.sieve({ metrics: true, notes: true })).toBeDefined();
  expect(none.records()).toBeUndefined();
  expect(openMetricReader({ requests: REQUESTS }).sieve({ metrics: false, notes: false })).toBeUndefined();
});

test('a metric that nobody printed and lines that were too long are warned of', () => {
  const reader = openMetricReader({ requests: REQUESTS });
  const sieve = reader.sieve({ metrics: true, notes: false });
  sieve?.write(Buffer.from(`${NOW} ${'x'.repeat(9000)}\n`));
  if (sieve !== undefined) reader.read('web', sieve);
  expect(reader.warnings().map(({ code }) => code)).toEqual([
    'custom-metric-missing',
    'custom-metric-incomplete',
  ]);
});
