import { expect, test } from 'vitest';
import { chooseProviders } from './choose-providers.ts';
import { PROVIDERS } from './providers/registry.ts';
import { fixtureMachine } from './testdata/read-fixture.ts';

const psi = fixtureMachine(new URL('./providers/psi-system/', import.meta.url).href, 'cgroup-v2-systemd');
const nowhere = fixtureMachine(import.meta.url, 'no-such-machine');
const ids = (words: readonly string[]) => chooseProviders(psi, words).providers.map(({ id }) => id);

test('by default those that are not opt-in, without a warning for what is not there', () => {
  const choice = chooseProviders(nowhere);
  expect(choice.providers.map(({ id }) => id)).toEqual(
    PROVIDERS.filter(({ optIn }) => optIn !== true).map(({ id }) => id),
  );
  expect(choice.providers.length).toBeLessThan(PROVIDERS.length);
  expect(choice).toMatchObject({ streams: [], warnings: [] });
});

test('one more, one less, all', () => {
  expect(ids(['psi-system'])).toContain('psi-system');
  expect(ids(['no-network-system'])).not.toContain('network-system');
  expect(ids(['all', 'no-hwmon'])).toHaveLength(PROVIDERS.length - 1);
  expect(chooseProviders(psi, ['all']).streams).toEqual([]);
});

test('what was asked for and is not there is a warning with advice, and an error where it must work', () => {
  expect(chooseProviders(psi, ['psi-system']).warnings).toEqual([]);
  expect(chooseProviders(nowhere, ['psi-system', 'nvidia-gpu']).warnings).toEqual([
    { code: 'provider-unavailable', message: expect.stringMatching(/^The provider psi-system .*psi=1/) },
    { code: 'provider-unavailable', message: expect.stringMatching(/^The provider nvidia-gpu /) },
  ]);
  expect(() => chooseProviders(nowhere, ['must-rapl'])).toThrow(
    expect.objectContaining({ code: 'provider-unavailable', advice: expect.stringContaining('modprobe') }),
  );
  expect(chooseProviders(psi, ['must-psi-system']).providers.map(({ id }) => id)).toContain('psi-system');
});

test('a caveat of a provider that records is a warning of the run', () => {
  const sgx = fixtureMachine(new URL('./providers/rapl/', import.meta.url).href, 'intel-sgx');
  expect(chooseProviders(sgx).warnings.map(({ code }) => code)).toEqual(['rapl-filtered']);
  expect(chooseProviders(sgx, ['no-rapl']).warnings).toEqual([]);
});

test('several meters of one kind', () => {
  const { streams } = chooseProviders(nowhere, [
    'meter=shelly:http://10.0.0.7',
    'meter=tasmota:http://10.0.0.8',
  ]);
  expect(streams.map(({ plan }) => plan.name)).toEqual([
    'meter shelly:http://10.0.0.7',
    'meter tasmota:http://10.0.0.8',
  ]);
});

test.each(['', 'no-', 'rapll', 'no-all', 'rapl=x', 'nvidia-gpu=0', 'no-meter=x', 'meter', 'program=x'])(
  '%j is a usage error',
  (word) => {
    expect(() => chooseProviders(psi, [word])).toThrow(expect.objectContaining({ code: 'usage' }));
  },
);
