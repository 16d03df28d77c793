import { expect, test } from 'vitest';
import type { Target } from '../domain/target.ts';
import type { Provider } from './provider.ts';
import { fixtureContainer, fixtureMachine } from './testdata/read-fixture.ts';
import { watchParsing } from './watch-parsing.ts';

const digits: Provider = {
  id: 'digits',
  metrics: [],
  probe: () => ({ available: true }),
  plan: () => [{ path: '/digits', offset: 0, length: 8, role: 'digits' }],
  parse(_source, bytes, emit) {
    const text = Buffer.from(bytes).toString();
    if (/^\d+$/.test(text)) emit({ metric: 'digits', value: Number(text) });
  },
};

/** The faults of a file of `target` that holds each of `texts` in turn, and the values found. */
function faultsOf(target: Target, texts: readonly string[]): { faults: string[]; values: number[] } {
  const watch = watchParsing([digits]);
  const [provider] = watch.providers;
  const [source] = provider?.plan(fixtureMachine(import.meta.url, 'nowhere'), target) ?? [];
  if (provider === undefined || source === undefined) throw new Error('nothing planned');
  const values: number[] = [];
  for (const text of texts) provider.parse(source, Buffer.from(text), ({ value }) => values.push(value));
  return { faults: watch.faults(), values };
}

const machine: Target = { kind: 'machine' };
const container = fixtureContainer('debian-12-hybrid');
const one = ['/digits: no value found in one sample'];

test.each([
  ['sense all the time', machine, ['1', '2'], []],
  ['no sense in between', machine, ['1', 'x', '2'], one],
  ['no sense in between, of a container', container, ['1', 'x', '2'], one],
  ['no sense from some time on', machine, ['1', 'x'], one],
  ['no sense at the end of a container', container, ['1', 'x'], []],
  ['no sense at first', container, ['x', '', '1'], ['/digits: no value found in 2 samples']],
  ['no sense ever', machine, ['x', ''], []],
] as const)('a file that makes %s', (_name, target, texts, expected) => {
  expect(faultsOf(target, texts)).toEqual({
    faults: expected,
    values: texts.filter((text) => /\d/.test(text)).map(Number),
  });
});
