import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { ProbedRuntime, ProbeReport, ProbeResult } from '../../domain/runtimes.ts';
import { compareProbes } from './compare-probes.ts';
import { latestProbes } from './latest-probes.ts';
import { type probeReportSchema, readProbeReport } from './probe-schema.ts';

type Mutable<T> = T extends readonly (infer Element)[]
  ? Mutable<Element>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- identity of types can only be asked this way
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function result(capability: ProbeResult['capability'], outcome: ProbeResult['outcome']): ProbeResult {
  return { capability, outcome, evidence: `${capability} ${outcome}`, durationMs: 5 };
}

function probed(name: string, version: string, results: readonly ProbeResult[]): ProbedRuntime {
  return {
    runtime: {
      name,
      id: name,
      title: name,
      isolation: 'namespaces',
      registered: 'listed',
      args: [],
      version,
      usable: true,
      requirements: [{ name: 'a kernel', met: 'yes', seen: '6.1' }],
      gates: [],
      claims: { run: { says: 'yes', source: 'its README' } },
    },
    results,
  };
}

function report(
  id: string,
  measuredUnixUs: number,
  runtimes: readonly ProbedRuntime[],
  hostname = 'lab',
): ProbeReport {
  return {
    schema: 'joulelab.probe/1',
    id,
    measuredUnixUs,
    joulelabVersion: '0.1.0',
    machine: { hostname, kernel: '6.1', threads: 4, memoryBytes: 1e9, virtualMachine: false, cgroup: 'v2' },
    engine: {
      name: 'Docker',
      version: '28.0',
      apiVersion: '1.48',
      socket: 'unix:///run/docker.sock',
      rootless: false,
      storageDriver: 'overlay2',
      cgroupDriver: 'systemd',
    },
    runtimes,
  };
}

test('the schema is the type, property by property (checked by the compiler)', () => {
  const same: Same<Mutable<z.infer<typeof probeReportSchema>>, Mutable<ProbeReport>> = true;
  expect(same).toBe(true);
});

test('a stored report comes back; what another version wrote is refused', () => {
  const stored = report('a', 1, [probed('runc', '1.1', [result('run', 'passed')])]);
  expect(readProbeReport('a', JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  for (const foreign of [{ ...stored, schema: 'joulelab.probe/2' }, { ...stored, more: 1 }, null, 'text'])
    expect(() => readProbeReport('a', foreign)).toThrow('stored probe a is not one');
});

test('two reports differ in facts and outcomes; what one of them has not asked is no difference', () => {
  const before = report('a', 1, [
    probed('runc', '1.1', [result('run', 'passed'), result('pause', 'failed'), result('exec', 'passed')]),
    probed('crun', '1', [result('run', 'passed')]),
  ]);
  const after = report(
    'b',
    2,
    [probed('runc', '1.2', [result('run', 'passed'), result('pause', 'passed')]), probed('kata', '4', [])],
    'other',
  );
  const { facts, runtimes } = compareProbes(before, after);
  expect(facts).toEqual([{ what: 'machine', before: 'lab', after: 'other' }]);
  expect(runtimes).toEqual([
    {
      name: 'runc',
      probedIn: 'both',
      facts: [{ what: 'version', before: '1.1', after: '1.2' }],
      results: [{ what: 'pause', before: result('pause', 'failed'), after: result('pause', 'passed') }],
      asked: 2,
    },
    { name: 'crun', probedIn: 'before', facts: [], results: [], asked: 0 },
  ]);
});

test('the latest answers of each runtime here: newer ones replace older, another version begins anew', () => {
  const here = { hostname: 'lab', socket: 'unix:///run/docker.sock' };
  const documents = [
    report('c', 30, [probed('runc', '1.1', [result('pause', 'passed')])]),
    report('a', 10, [probed('runc', '1.1', [result('run', 'passed'), result('pause', 'failed')])]),
    report('b', 20, [probed('runsc', '1', [result('run', 'passed'), result('exec', 'passed')])]),
    report('d', 40, [probed('runsc', '2', [result('run', 'hung')]), probed('crun', '1', [])]),
    report('e', 50, [probed('runc', '1.1', [result('run', 'failed')])], 'elsewhere'),
    { schema: 'another' },
  ];
  const latest = latestProbes(documents, here);
  expect([...latest.keys()].sort()).toEqual(['runc', 'runsc']);
  expect(latest.get('runc')).toMatchObject({
    reportId: 'c',
    measuredUnixUs: 30,
    results: [result('run', 'passed'), result('pause', 'passed')],
  });
  expect(latest.get('runsc')).toMatchObject({ version: '2', results: [result('run', 'hung')] });
});
