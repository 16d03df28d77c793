import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Environment } from '../../domain/environment.ts';
import type { Target } from '../../domain/target.ts';
import type { PlannedSource, Provider } from '../provider.ts';
import { fixtureContainer, fixtureMachine, parseBytes } from '../testdata/read-fixture.ts';
import { PROVIDERS } from './registry.ts';

type Recorded = { readonly source: PlannedSource; readonly bytes: Buffer };

/** Every file that a provider would record on any machine in its testdata. */
function recordedSources(provider: Provider): Recorded[] {
  const folder = new URL(`./${provider.id}/`, import.meta.url);
  return readdirSync(new URL('./testdata/', folder)).flatMap((machine) => {
    const env = fixtureMachine(folder.href, machine);
    return targets(machine)
      .flatMap((target) => provider.plan(env, target))
      .map((source) => ({ source, bytes: readFileSync(source.path).subarray(0, source.length) }));
  });
}

function targets(machine: string): Target[] {
  const container = fixtureContainer(machine);
  return [
    { kind: 'machine' },
    container,
    { kind: 'command', name: 'make', pid: 4711, parentPid: 4711, cgroup: container.cgroup },
    { kind: 'command', name: 'make', pid: 4711, parentPid: 4711 },
    { kind: 'tool', name: 'recorder', pid: 4711 },
  ];
}

const nowhere: Environment = fixtureMachine(import.meta.url, 'no-such-machine');

test('there are providers, with metric names that are their own', () => {
  expect(PROVIDERS.length).toBeGreaterThan(0);
  const names = PROVIDERS.flatMap((provider) => provider.metrics.map((metric) => metric.name));
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(PROVIDERS.map((provider) => provider.id)).size).toBe(PROVIDERS.length);
});

test('the folders and the registry say the same', () => {
  const folders = readdirSync(new URL('./', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(PROVIDERS.map((provider) => provider.id).sort()).toEqual(folders.sort());
});

describe.each(PROVIDERS.map((provider) => [provider.id, provider] as const))(
  'provider %s',
  (id, provider) => {
    const recorded = recordedSources(provider);

    test('describes its metrics', () => {
      expect(provider.metrics.length).toBeGreaterThan(0);
      for (const metric of provider.metrics) {
        expect(metric.name).toMatch(/^[a-z]+(_[a-z]+)+$/);
        expect(metric.help).toMatch(/^[A-Z].{20,}\.$/);
        expect(metric.unit).toBe(
          metric.name.startsWith('energy_') ? 'uJ' : metric.name.startsWith('cpu_') ? 'us' : 'bytes',
        );
      }
    });

    test('has a README that names every metric', () => {
      const readme = readFileSync(new URL(`./${id}/README.md`, import.meta.url), 'utf8');
      for (const metric of provider.metrics) expect(readme).toContain(`\`${metric.name}\``);
    });

    test('every machine in its testdata says where it comes from', () => {
      const folder = new URL(`./${id}/testdata/`, import.meta.url);
      const machines = readdirSync(folder);
      expect(machines.length).toBeGreaterThan(0);
      for (const machine of machines)
        expect(existsSync(new URL(`./${machine}/SOURCE`, folder)), machine).toBe(true);
    });

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
