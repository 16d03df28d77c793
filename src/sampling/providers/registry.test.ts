import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Environment } from '../../domain/environment.ts';
import type { MetricSpec } from '../../domain/metric.ts';
import type { Target } from '../../domain/target.ts';
import type { PlannedSource, Provider } from '../provider.ts';
import type { StreamPlan, StreamProvider } from '../stream.ts';
import { fixtureContainer, fixtureMachine, parseBytes } from '../testdata/read-fixture.ts';
import { readingValues } from '../testdata/read-readings.ts';
import { PROVIDERS, STREAMS } from './registry.ts';

type Recorded = { readonly source: PlannedSource; readonly bytes: Buffer };

/** Every file that a provider would record on any machine in its testdata. */
function recordedSources(provider: Provider): Recorded[] {
  const folder = new URL(`./${provider.id}/`, import.meta.url);
  return readdirSync(new URL('./testdata/', folder)).flatMap((machine) => {
    const env = fixtureMachine(folder.href, machine);
    return targets(machine)
      .flatMap((target) => provider.plan(env, target))
      .map((source) => ({ source, bytes: recordedBytes(source) }));
  });
}

/** A file's bytes; of a performance event, which is no file, any count. */
function recordedBytes({ path, length }: PlannedSource): Buffer {
  return path.startsWith('perf:') ? Buffer.alloc(length, 1) : readFileSync(path).subarray(0, length);
}

function targets(machine: string): Target[] {
  const container = fixtureContainer(machine);
  return [
    { kind: 'machine' },
    container,
    { kind: 'command', name: 'make', pid: 4711, parentPid: 4711, cgroup: container.cgroup },
    { kind: 'command', name: 'make', pid: 4711, parentPid: 4711 },
    { kind: 'service', name: 'engine', cgroup: { v2: '/system.slice/docker.service' } },
    { kind: 'service', name: 'engine', pids: [4711] },
    { kind: 'tool', name: 'recorder', pid: 4711 },
  ];
}

const ALL: readonly (Provider | StreamProvider)[] = [...PROVIDERS, ...STREAMS];

/** The unit that a metric's name promises. */
const UNIT_OF_NAME: readonly (readonly [RegExp, MetricSpec['unit']])[] = [
  [/^energy_/, 'uJ'],
  [/^power_/, 'uW'],
  [/^temperature_/, 'mC'],
  [/^frequency_/, 'hz'],
  [/^(ratio|utilisation)_/, 'ratio'],
  [/^(cpu|pressure)_|(^|_)time_/, 'us'],
  [/(^|_)bytes_|^memory_/, 'bytes'],
  [/(^|_)count_|^(thermal_throttling|fan_speed|level)_/, 'count'],
];

function describesItsMetrics(metrics: readonly MetricSpec[]): void {
  expect(metrics.length).toBeGreaterThan(0);
  for (const metric of metrics) {
    expect(metric.name).toMatch(/^[a-z]+(_[a-z]+)+$/);
    expect(metric.help).toMatch(/^[A-Z].{20,}\.$/);
    expect(metric.unit, metric.name).toBe(UNIT_OF_NAME.find(([name]) => name.test(metric.name))?.[1]);
  }
}

function readmeNamesMetrics(id: string, metrics: readonly MetricSpec[]): void {
  const readme = readFileSync(new URL(`./${id}/README.md`, import.meta.url), 'utf8');
  for (const metric of metrics) expect(readme).toContain(`\`${metric.name}\``);
}

function machinesSayTheirSource(id: string): void {
  const folder = new URL(`./${id}/testdata/`, import.meta.url);
  const machines = readdirSync(folder);
  expect(machines.length).toBeGreaterThan(0);
  for (const machine of machines)
    expect(existsSync(new URL(`./${machine}/SOURCE`, folder)), machine).toBe(true);
}

const nowhere: Environment = fixtureMachine(import.meta.url, 'no-such-machine');

test('there are providers, with metric names that are their own', () => {
  expect(PROVIDERS.length).toBeGreaterThan(0);
  expect(STREAMS.length).toBeGreaterThan(0);
  const names = ALL.flatMap((provider) => provider.metrics.map((metric) => metric.name));
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(ALL.map((provider) => provider.id)).size).toBe(ALL.length);
});

test('the folders and the registry say the same', () => {
  const folders = readdirSync(new URL('./', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(ALL.map((provider) => provider.id).sort()).toEqual(folders.sort());
});

describe.each(PROVIDERS.map((provider) => [provider.id, provider] as const))(
  'provider %s',
  (id, provider) => {
    const recorded = recordedSources(provider);

    test('describes its metrics', () => describesItsMetrics(provider.metrics));

    test('has a README that names every metric', () => readmeNamesMetrics(id, provider.metrics));

    test('every machine in its testdata says where it comes from', () => machinesSayTheirSource(id));

    test('on a machine without kernel files it plans nothing and does not throw', () => {
      for (const target of targets('nowhere')) expect(provider.plan(nowhere, target)).toEqual([]);
      const status = provider.probe(nowhere);
      if (!status.available) expect(status.advice).toMatch(/^[A-Z].*\S$/);
    });

    test('reads values of its own metrics from its testdata, and the same ones each time', () => {
      expect(recorded.length).toBeGreaterThan(0);
      const names = provider.metrics.map((metric) => metric.name);
      const found = recorded.flatMap(({ source, bytes }) => {
        const first = parseBytes(provider, source, bytes);
        expect(parseBytes(provider, source, bytes)).toEqual(first);
        return first;
      });
      expect(found.length).toBeGreaterThan(0);
      for (const emission of found) {
        expect(names).toContain(emission.metric);
        expect(Number.isSafeInteger(emission.value) && emission.value >= 0).toBe(true);
      }
    });

    test('bytes that are cut off give fewer values, never other ones', () => {
      for (const { source, bytes } of recorded) {
        const whole = parseBytes(provider, source, bytes);
        for (let length = 1; length < bytes.length; length += 1) {
          for (const emission of parseBytes(provider, source, bytes.subarray(0, length))) {
            expect(whole, `${source.path} cut at ${length}`).toContainEqual(emission);
          }
        }
      }
    });

    test('an empty file gives nothing, or the 0 that it means', () => {
      for (const { source } of recorded) {
        for (const emission of parseBytes(provider, source, Buffer.alloc(0))) expect(emission.value).toBe(0);
      }
    });

    test('garbage gives no number that is none, and no exception', () => {
      const kernelLike = fc
        .string({ unit: fc.constantFrom(...'cpu 0123456789:=.-()\n\tkBReadTotal'.split('')) })
        .map((text) => Buffer.from(text));
      const anyBytes = fc.uint8Array({ maxLength: 400 });
      for (const { source } of recorded) {
        fc.assert(
          fc.property(fc.oneof(kernelLike, anyBytes), (bytes) => {
            for (const { value } of parseBytes(provider, source, bytes)) {
              if (!Number.isSafeInteger(value) || value < 0) return false;
            }
            return true;
          }),
          { numRuns: 100 },
        );
      }
    });
  },
);

test('every provider can be asked about every machine', () => {
  const machines = ALL.flatMap(({ id }) => {
    const folder = new URL(`./${id}/`, import.meta.url);
    return readdirSync(new URL('./testdata/', folder)).map((name) => ({ folder, name }));
  });
  expect(machines.length).toBeGreaterThan(30);
  for (const { folder, name } of machines) {
    const env = fixtureMachine(folder.href, name);
    for (const provider of ALL) {
      const status = provider.probe(env);
      if (!status.available) expect(status.advice, `${provider.id} on ${name}`).toMatch(/^[A-Z].*\S$/);
    }
    for (const provider of PROVIDERS) {
      for (const target of targets(name))
        for (const { path, length } of provider.plan(env, target)) {
          const root = env.roots.procfs.slice(0, -'/proc'.length);
          expect(path.startsWith(root) || path.startsWith('perf:'), path).toBe(true);
          expect(length).toBeGreaterThan(0);
        }
    }
  }
});

/** Every reading in a stream provider's testdata, with the setting that it stands under. */
function recordedReadings(provider: StreamProvider): { plan: StreamPlan; text: string }[] {
  const folder = new URL(`./${provider.id}/`, import.meta.url);
  return readdirSync(new URL('./testdata/', folder)).flatMap((machine) => {
    const file = (name: string) => new URL(`./testdata/${machine}/${name}`, folder);
    const setting = existsSync(file('setting')) ? readFileSync(file('setting'), 'utf8').trim() : '';
    const plan = provider.plan(fixtureMachine(folder.href, machine), setting.slice(setting.indexOf('=') + 1));
    const lines = readFileSync(file('readings.txt'), 'utf8').trim().split('\n');
    return lines.map((text) => ({ plan, text }));
  });
}

describe.each(STREAMS.map((provider) => [provider.id, provider] as const))('stream %s', (id, provider) => {
  const recorded = recordedReadings(provider);

  test('describes its metrics', () => describesItsMetrics(provider.metrics));

  test('has a README that names every metric', () => readmeNamesMetrics(id, provider.metrics));

  test('every machine in its testdata says where it comes from', () => machinesSayTheirSource(id));

  test('on a machine without anything it says what would enable it', () => {
    const status = provider.probe(nowhere);
    expect(status.available).toBe(false);
    if (!status.available) expect(status.advice).toMatch(/^[A-Z].*\S$/);
  });

  test('reads values of its own metrics from its testdata, and the same ones each time', () => {
    expect(recorded.length).toBeGreaterThan(0);
    const names = provider.metrics.map((metric) => metric.name);
    for (const { plan, text } of recorded) {
      const found = readingValues(provider, plan, text);
      expect(found.length).toBeGreaterThan(0);
      expect(readingValues(provider, plan, text)).toEqual(found);
      for (const { metric, value } of found) {
        expect(names).toContain(metric);
        expect(Number.isFinite(value) && value >= 0).toBe(true);
      }
    }
  });

  test('an answer that is cut off has fewer values, never other ones', () => {
    // A program's line is only handed over whole: its end is what says so.
    const answers = recorded.filter(({ plan }) => plan.source.kind !== 'program');
    for (const { plan, text } of answers) {
      const whole = readingValues(provider, plan, text);
      for (let length = 0; length < text.length; length += 1)
        for (const emission of readingValues(provider, plan, text.slice(0, length)))
          expect(whole).toContainEqual(emission);
    }
  });

  test('garbage gives no number that is none, and no exception', () => {
    const like = fc.string({ unit: fc.constantFrom(...'0123456789 {}[]":,.-/powertal\n'.split('')) });
    for (const { plan } of recorded) {
      fc.assert(
        fc.property(fc.oneof(like, fc.string(), fc.json()), (text) =>
          readingValues(provider, plan, text).every(({ value }) => Number.isFinite(value) && value >= 0),
        ),
        { numRuns: 200 },
      );
    }
  });
});
