import { expect, test } from 'vitest';
import { fixtureContainer, fixtureMachine, readOnce } from '../../testdata/read-fixture.ts';
import { cpuThrottling } from './index.ts';

const throttled = (timeUs: number, count: number) => [
  { metric: 'throttled_time_container', value: timeUs },
  { metric: 'throttled_count_container', value: count },
];

test.each([
  ['debian-12-hybrid', throttled(296683, 5)],
  ['rhel-7-v1', throttled(1_234_567, 37)],
  ['cgroup-v2-systemd', throttled(45_678, 3)],
  // Without the cpu controller there is no limit, and no figure.
  ['cgroup-v2-rootless', []],
])('throttling of the container on %s', (name, expected) => {
  const machine = fixtureMachine(import.meta.url, name);
  expect(cpuThrottling.probe(machine)).toEqual({ available: true });
  expect(readOnce(cpuThrottling, machine, fixtureContainer(name))).toEqual(expected);
});

test('without a cpu controller it is unavailable', () => {
  expect(cpuThrottling.probe(fixtureMachine(import.meta.url, 'no-such-machine'))).toMatchObject({
    available: false,
    advice: expect.stringContaining('Delegate=cpu'),
  });
});
