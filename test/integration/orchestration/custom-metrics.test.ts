import { expect, test } from 'vitest';
import { measure } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

const NOW = 1700000000000000;

test('samples come from services, commands and detached commands, by the default and by an own pattern', async () => {
  const { measured } = await measure(
    scenario({
      customMetrics: {
        requests: { unit: 'request', sci: true },
        rps: { unit: '1/s', sci: false, regex: String.raw`^\[(\d+)\] rate (\d+)$` },
      },
      services: [
        service('server', { command: ['sh', '-c', `echo ${NOW} requests=1; sleep infinity`] }),
        service('quiet', {
          logStdout: false,
          command: ['sh', '-c', `echo ${NOW} requests=100; sleep infinity`],
        }),
      ],
      flow: [
        flow(
          'Load',
          'server',
          sh(`echo ${NOW + 1} requests=2.5; echo "[1700000001] rate 42"; echo ${NOW} requests=9 >&2`),
          sh(`echo ${NOW + 2} requests=-4; sleep infinity`, { detach: true }),
          sh(`echo ${NOW} requests=100`, { logStdout: false }),
          sh('sleep 0.5'),
        ),
      ],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.customMetrics).toEqual([
    {
      name: 'requests',
      unit: 'request',
      sci: true,
      samples: [{ source: 'server', unixUs: [NOW + 1, NOW + 2, NOW], values: [2.5, -4, 1] }],
    },
    {
      name: 'rps',
      unit: '1/s',
      sci: false,
      samples: [{ source: 'server', unixUs: [1700000001000000], values: [42] }],
    },
  ]);
  expect(measured.warnings).toEqual([]);
});

test('notes and samples behind the size cap of the log are kept', async () => {
  const much = 'head -c 3000000 /dev/zero | tr "\\0" x | fold -w 100';
  const last = `echo; echo ${NOW} requests=7; echo ${NOW} done`;
  const { measured } = await measure(
    scenario({
      customMetrics: { requests: { unit: 'request', sci: false } },
      services: [
        service('app', { readNotesStdout: true, command: ['sh', '-c', `${much}; ${last}; sleep infinity`] }),
      ],
      flow: [flow('Talk', 'app', sh(`${much}; ${last}`, { readNotesStdout: true }))],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.logs.map(({ cutBytes }) => cutBytes > 1_000_000)).toEqual([true, true]);
  expect(measured.logs.some(({ text }) => text.includes('requests=7'))).toBe(false);
  expect(measured.customMetrics?.[0]?.samples).toEqual([
    { source: 'app', unixUs: [NOW, NOW], values: [7, 7] },
  ]);
  expect(measured.notes.filter(({ text }) => text === 'done')).toHaveLength(2);
});

test('samples are kept when the flow fails, and a metric without any is warned of', async () => {
  const { measured } = await measure(
    scenario({
      customMetrics: { requests: { unit: 'request', sci: false }, nothing: { unit: 'x', sci: false } },
      services: [service('app')],
      flow: [flow('Fail', 'app', sh(`echo ${NOW} requests=3; exit 1`))],
    }),
  );
  expect(measured.error?.code).toBe('flow-failed');
  expect(measured.customMetrics?.map(({ samples }) => samples.length)).toEqual([1, 0]);
  expect(measured.warnings).toEqual([
    { code: 'custom-metric-missing', message: 'Custom metric nothing has no samples.' },
  ]);
});

test('a scenario without metrics of its own has none', async () => {
  const { measured } = await measure(
    scenario({ services: [service('app')], flow: [flow('Go', 'app', sh(`echo ${NOW} requests=3`))] }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured).not.toHaveProperty('customMetrics');
});
