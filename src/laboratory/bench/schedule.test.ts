import fc from 'fast-check';
import { expect, it } from 'vitest';
import { schedule } from './schedule.ts';

const ARMS = ['runc', 'runsc', 'host'];
const plan = (seed: number, blocks = 4) => ({
  workloads: ['cpu', 'memory', 'network'],
  armsFor: (workload: string) => (workload === 'network' ? ['runc', 'runsc'] : ARMS),
  blocks,
  seed,
});

it('every block has every task once under every arm that can do it', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (seed) => {
      const blocks = schedule(plan(seed));
      expect(blocks).toHaveLength(4);
      for (const [index, block] of blocks.entries()) {
        expect(block.map(({ workload, arm }) => `${workload} ${arm}`).toSorted()).toEqual([
          'cpu host',
          'cpu runc',
          'cpu runsc',
          'memory host',
          'memory runc',
          'memory runsc',
          'network runc',
          'network runsc',
        ]);
        expect(new Set(block.map((cell) => cell.block))).toEqual(new Set([index + 1]));
      }
    }),
  );
});

it('the arms of a task follow each other, so that what is compared lies close together in time', () => {
  for (const block of schedule(plan(7))) {
    const tasks = block.map(({ workload }) => workload);
    const changes = tasks.filter((task, index) => task !== tasks[index - 1]);
    expect(changes).toHaveLength(3);
  }
});

it('the same seed gives the same order, another seed another', () => {
  expect(schedule(plan(1))).toEqual(schedule(plan(1)));
  expect(schedule(plan(1))).not.toEqual(schedule(plan(2)));
});

it('each arm comes first about equally often', () => {
  const firsts = schedule(plan(42, 900)).map(
    (block) => block.find(({ workload }) => workload === 'cpu')?.arm,
  );
  for (const arm of ARMS) {
    const share = firsts.filter((first) => first === arm).length / firsts.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.39);
  }
});
