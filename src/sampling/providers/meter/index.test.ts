import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startStreams } from '../../streams/start-streams.ts';
import { fixtureMachine } from '../../testdata/read-fixture.ts';
import { readingValues } from '../../testdata/read-readings.ts';
import { meter } from './index.ts';

const machine = fixtureMachine(import.meta.url, 'shelly');
const recorded = (protocol: string) =>
  readFileSync(new URL(`./testdata/${protocol}/readings.txt`, import.meta.url), 'utf8');

const figures = (watts: number, joules: number) => [
  { metric: 'power_meter', detail: '192.0.2.7', value: watts * 1e6 },
  { metric: 'energy_meter', detail: '192.0.2.7', value: Math.round(joules * 1e6) },
];

test.each([
  ['shelly', '/rpc/Switch.GetStatus?id=0', figures(10.7, 46791.262 * 3600)],
  ['shelly-gen1', '/meter/0', figures(48.52, 394 * 60)],
  ['tasmota', '/cm?cmnd=Status%208', figures(2, 41.573 * 3_600_000)],
  [
    'gude',
    '/status.json?components=81920',
    [
      { metric: 'power_meter', detail: '192.0.2.7/Power Port 1', value: 88e6 },
      { metric: 'power_meter', detail: '192.0.2.7/Power Port 2', value: 0 },
    ],
  ],
])('the recorded answer of %s', (protocol, path, expected) => {
  const plan = meter.plan(machine, `${protocol}:http://192.0.2.7`);
  expect(plan.source).toMatchObject({ kind: 'poll-http', url: `http://192.0.2.7${path}` });
  expect(readingValues(meter, plan, recorded(protocol))).toEqual(expected);
});

test.each([
  ['shelly-gen1', '{"power":48.52,"is_valid":false,"total":394}'],
  ['shelly', '{"id":0,"output":true}'],
  ['shelly', '{"apower":null,"aenergy":{"total":"12"}}'],
  ['shelly', '{"apower":-3}'],
  ['tasmota', '{"WARNING":"Need user=<username>&password=<password>"}'],
  [
    'gude',
    '{"sensor_descr":[{"type":8,"fields":[{"name":"ActivePower"}]}],"sensor_values":[{"type":9,"values":[[{"v":3}]]}]}',
  ],
  ['gude', '[]'],
  ['gude', 'null'],
])('%s: %s has no figure', (protocol, answer) => {
  expect(readingValues(meter, meter.plan(machine, `${protocol}:http://192.0.2.7`), answer)).toEqual([]);
});

test.each(['', 'shelly', 'shelly:', 'shelly:192.0.2.7', 'fritz:http://192.0.2.7', 'shelly:ftp://192.0.2.7'])(
  'the setting %j is refused',
  (setting) => {
    expect(() => meter.plan(machine, setting)).toThrow(expect.objectContaining({ code: 'usage' }));
  },
);

test('a password in the address is refused and not repeated', () => {
  expect(() => meter.plan(machine, 'shelly:http://admin:geheim@192.0.2.7')).toThrow(
    expect.objectContaining({
      message: expect.not.stringContaining('geheim'),
      advice: expect.stringContaining('JOULELAB_METER_AUTH'),
    }),
  );
});

/** Reads a meter that answers by `listener` until `enough` requests have come, a little faster than users do. */
async function readFrom(listener: RequestListener, enough: number) {
  let requests = 0;
  const seen = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    requests += 1;
    if (requests > enough) seen.resolve();
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const plan = meter.plan(machine, `shelly:http://127.0.0.1:${port}`);
  if (plan.source.kind !== 'poll-http') throw new Error('no address');
  const streams = startStreams([
    { provider: meter, plan: { ...plan, source: { ...plan.source, everyMs: 30, timeoutMs: 200 } } },
  ]);
  await seen.promise;
  await streams.stop();
  const found = streams.recorded();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  return found;
}

test('a meter that answers: samples in time order, no warning', async () => {
  let wattHours = 100;
  const { series, faults } = await readFrom((_request, response) => {
    wattHours += 0.5;
    response.end(JSON.stringify({ apower: 20.5, aenergy: { total: wattHours } }));
  }, 3);
  expect(faults).toEqual([]);
  expect(series.map(({ metric, target }) => [metric, target])).toEqual([
    ['power_meter', 'machine'],
    ['energy_meter', 'machine'],
  ]);
  const [, energy] = series;
  expect([...(energy?.values ?? [])].slice(0, 3)).toEqual([361.8e9, 363.6e9, 365.4e9]);
  const times = [...(energy?.timesMonoUs ?? [])];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

const html: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'text/html').end('<html><title>Login</title></html>');
};

test.each<[string, RequestListener, RegExp]>([
  ['hangs', () => undefined, /no answer within 0.2 s \(\d+ times/],
  [
    'hangs in the middle of its answer',
    (_request, response) => void response.write('{"apower": 5'),
    /no answer within 0.2 s \(\d+ times/,
  ],
  ['answers HTML', html, /not understood: "<html><title>Login/],
  ['is empty', (_request, response) => void response.end(), /an empty answer/],
  ['wants a password', (_request, response) => void response.writeHead(401).end(), /HTTP status 401/],
  ['breaks off', (request) => void request.socket.destroy(), /socket hang up|ECONNRESET/],
])('a meter that %s: a warning and no sample', async (_name, listener, warning) => {
  const { series, faults } = await readFrom(listener, 2);
  expect(series).toEqual([]);
  expect(faults).toEqual([expect.stringMatching(warning)]);
});

test('a meter that hangs once in between: the other samples are there, and one warning', async () => {
  let request = 0;
  const { series, faults } = await readFrom((_request, response) => {
    request += 1;
    if (request === 2) return;
    response.end('{"apower": 5}');
  }, 4);
  expect(faults).toEqual([expect.stringContaining('no answer within 0.2 s (once')]);
  expect(series[0]?.values.length).toBeGreaterThanOrEqual(3);
});

test('a meter that is not there is a warning', async () => {
  const plan = meter.plan(machine, 'shelly:http://127.0.0.1:1');
  const streams = startStreams([{ provider: meter, plan }]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await streams.stop();
  const { series, faults } = streams.recorded();
  expect(series).toEqual([]);
  expect(faults).toEqual([expect.stringContaining('ECONNREFUSED')]);
});
