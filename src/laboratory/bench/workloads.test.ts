import { describe, expect, it } from 'vitest';
import { workloads } from './workloads.ts';

describe.each([false, true])('quick: %s', (quick) => {
  const all = workloads(quick);

  it('has every kind of task that a runtime may make slower, each once', () => {
    const ids = all.map(({ facts }) => facts.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        'start',
        'exec',
        'cpu',
        'memory',
        'syscalls',
        'processes',
        'network',
        'rest-10',
      ]),
    );
  });

  it('says the amount that is really done', () => {
    const syscalls = all.find(({ facts }) => facts.id === 'syscalls');
    const amount = quick ? '20000' : '300000';
    expect(syscalls?.facts.does).toContain(amount);
    expect(JSON.stringify(syscalls?.work)).toContain(`count=${amount}"`);
  });

  it('counts the containers that are there at once', () => {
    const of = (id: string) => all.find(({ facts }) => facts.id === id)?.facts.containers;
    expect([of('cpu'), of('network'), of('rest-1'), of('rest-10')]).toEqual([1, 2, 1, 10]);
  });
});

it('a quick bench does less', () => {
  const sum = (quick: boolean) => workloads(quick).reduce((total, { nominalMs }) => total + nominalMs, 0);
  expect(sum(true)).toBeLessThan(sum(false) / 2);
});
