import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { endRaw, linesOf, shape, startBare, startRaw } from '../testdata/bare-recorder.ts';
import { RECORDERS } from '../testdata/recorders.ts';
import { RECORD } from './frames.ts';

/** The protocol of README.md, spoken to the bare process: every implementation must pass. */

const folder = mkdtempSync(`${tmpdir()}/joulelab-contract-`);
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  writeFileSync(`${folder}/${name}`, content);
  return `${folder}/${name}`;
}

describe.each(RECORDERS)('$title', ({ program }) => {
  if (program === undefined) return test.skip('cannot be built here', () => {});

  test('writes the frames of README.md', async () => {
    await using bare = startBare(program);
    const ask = (order: string, answer: string) => bare.process.ask(order, answer);
    const path = file('a file with blanks', 'first');
    const still = file('still', 'still');
    await ask(`add 7 0 100 ${path}`, 'added');
    await ask(`add 4000000000 2 2 ${still}`, 'added');
    await ask(`add 9 0 10 ${folder}/missing`, 'added');
    await ask(`add 10 0 10 ${folder}`, 'added');
    await ask('mark 0', 'marked');
    writeFileSync(path, 'second');
    await ask('mark 1', 'marked');
    writeFileSync(path, '');
    await ask('mark 2', 'marked');
    await ask('mark 3', 'marked');
    await ask('remove 7', 'removed');
    await ask('remove 7', 'removed');
    await ask('mark 4', 'marked');
    await ask('stop', 'stopped');
    const rounds = [
      ['1 2', '2 7 first', '6 0'],
      ['1 2', '2 4000000000 il', '6 0'],
      ['1 2', '4 9', '6 0'],
      ['1 2', '5 10 EISDIR', '6 0'],
      ['1 1', '3 7', '3 4000000000', '5 10 EISDIR', '6 0'],
      ['1 1', '2 7 second', '3 4000000000', '5 10 EISDIR', '6 0'],
      ['1 1', '2 7', '3 4000000000', '5 10 EISDIR', '6 0'],
      ['1 1', '3 7', '3 4000000000', '5 10 EISDIR', '6 0'],
      ['1 2', '3 7', '4 7', '6 0'],
      ['1 1', '3 4000000000', '5 10 EISDIR', '6 0'],
    ];
    expect(shape(bare.frames())).toEqual(rounds.flat());
  });

  test('answers with times of one clock, in order, and with what it wrote', async () => {
    await using bare = startBare(program);
    await bare.process.ask(`add 0 0 10 ${file('timed', 'x')}`, 'added');
    const [begin, end, unix] = (await bare.process.ask('mark 5', 'marked')).slice(1).map(Number);
    const nowUs = Number(process.hrtime.bigint() / 1000n);
    expect(end).toBeGreaterThanOrEqual(begin ?? 0);
    expect(nowUs - (end ?? 0)).toBeGreaterThanOrEqual(-5);
    expect(Math.abs((unix ?? 0) / 1000 - Date.now())).toBeLessThan(10_000);
    const words = (await bare.process.ask('stop', 'stopped')).map(Number);
    const written = bare.frames();
    expect(words.slice(0, 3)).toEqual([0, 0, 0]);
    expect(written.filter(({ kind }) => kind === RECORD.ROUND).map(({ timeUs }) => timeUs)[1]).toBe(begin);
    expect(words[3]).toBe(14 + 13 + 1 + 5 + 14 + 9 + 5);
  });

  test('counters of performance events are read like files, or refused for good reason', async () => {
    await using bare = startBare(program);
    const add = (id: number, event: string) => bare.process.ask(`add ${id} 0 8 perf:${event}`, 'added');
    await add(0, '1:0:0'); // PERF_COUNT_SW_CPU_CLOCK of the first CPU, in ns
    await add(1, '1:0'); // no event, and no file either
    await sleep(50);
    const [beginUs = 0] = (await bare.process.ask('mark 0', 'marked')).slice(1).map(Number);
    await sleep(200);
    const [, endUs = 0] = (await bare.process.ask('mark 1', 'marked')).slice(1).map(Number);
    const frames = bare.frames().filter(({ kind }) => kind !== RECORD.ROUND && kind !== RECORD.END);
    const first = frames.filter(({ source }) => source === 0);
    const second = shape(frames.filter(({ source }) => source === 1));
    if (program.implementation === 'typescript') {
      expect([...shape(first), ...second]).toEqual(['5 0 ENOSYS', '5 1 ENOSYS']);
      return;
    }
    expect(second).toEqual(['4 1']);
    if (first[0]?.kind === RECORD.FAULT) return expect(shape(first)[0]).toMatch(/^5 0 E(ACCES|PERM|NOSYS)$/);
    expect(shape(first).every((line) => line.startsWith('2 0 '))).toBe(true);
    expect(first.map(({ bytes }) => bytes.length)).toEqual([8, 8, 8]);
    const [, from, to] = first.map(({ bytes }) => Number(bytes.readBigUInt64LE()) / 1000);
    // The clock of a CPU goes on whatever runs on it; both ends lie within the marks' rounds.
    expect(Math.abs((to ?? 0) - (from ?? 0) - (endUs - beginUs))).toBeLessThan(50_000);
  });

  test('reads every source at the instant at which a watched process ends', async () => {
    await using bare = startBare(program);
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const gone = once(child, 'exit');
    const path = file('counted', 'before');
    await bare.process.ask(`add 0 0 100 ${path}`, 'added');
    const watched = await bare.process.ask(`watch ${child.pid}`, 'watched');
    expect(await bare.process.ask('watch 4194305', 'watched')).toEqual(['4194305', '0']); // above any pid
    writeFileSync(path, 'after');
    child.kill('SIGKILL');
    await gone;
    await bare.process.ask('mark 0', 'marked');
    const read = [`1 3 ${child.pid}`, '2 0 after', '6 0'];
    if (program.implementation === 'typescript') {
      expect(watched).toEqual([String(child.pid), '0']);
      expect(shape(bare.frames()).slice(3)).toEqual(['1 1', '2 0 after', '6 0']);
      return;
    }
    expect(watched).toEqual([String(child.pid), '1']);
    expect(shape(bare.frames()).slice(3)).toEqual([...read, '1 1', '3 0', '6 0']);
  });

  test('says its version, before and after its stop', async () => {
    await using bare = startBare(program);
    expect(await bare.process.ask('version', 'version')).toEqual(['2', program.implementation]);
    await bare.process.ask('stop', 'stopped');
    expect(await bare.process.ask('version', 'version')).toEqual(['2', program.implementation]);
    await bare.process.ask('mark 0', 'refused');
    await bare.process.ask('stop', 'refused');
  });

  test.each([
    '',
    'add',
    'add 1',
    'add 1 0 10',
    'add 1 0 10 ',
    'add x 0 10 /proc/stat',
    'add 1 -1 10 /proc/stat',
    'add 1 0 1e3 /proc/stat',
    'addition 1 0 10 /proc/stat',
    'remove',
    'remove 1 2',
    'mark',
    'mark one',
    'start 1000',
    'start  1000 1',
    'stop now',
    'Stop',
    'dance',
  ])('refuses "%s" and goes on', async (order) => {
    await using bare = startBare(program);
    expect((await bare.process.ask(order, 'refused')).join(' ')).toBe(order);
    await bare.process.ask('mark 0', 'marked');
  });

  test('dry rounds leave no frames, and the first sample after them is whole', async () => {
    await using bare = startBare(program);
    await bare.process.ask(`add 0 0 10 ${file('dry', 'dry')}`, 'added');
    await bare.process.ask('start 0 5000', 'ready');
    await bare.process.ask('mark 0', 'marked');
    await bare.process.ask('stop', 'stopped');
    expect(shape(bare.frames())).toEqual(['1 2', '2 0 dry', '6 0', '1 1', '2 0 dry', '6 0']);
  });

  test('with an interval of 0 nothing is read but at marks', async () => {
    await using bare = startBare(program);
    await bare.process.ask('add 0 0 4096 /proc/stat', 'added');
    await bare.process.ask('start 0 1', 'ready');
    await sleep(100);
    const before = sleeps(bare.process.pid);
    await sleep(300);
    if (program.implementation === 'c') expect(sleeps(bare.process.pid)).toBe(before);
    await bare.process.ask('mark 0', 'marked');
    const [ticks, missed, p99] = (await bare.process.ask('stop', 'stopped')).map(Number);
    expect([ticks, missed, p99]).toEqual([0, 0, 0]);
    expect(bare.frames().filter(({ kind }) => kind === RECORD.ROUND)).toHaveLength(2);
  });

  test('the grid of samples does not drift', async () => {
    await using bare = startBare(program);
    await bare.process.ask(`add 0 0 10 ${file('grid', 'x')}`, 'added');
    const [readyUs = 0] = (await bare.process.ask(`start 1000 ${program.dryRounds}`, 'ready')).map(Number);
    await sleep(2_000);
    // The last tick lies before the mark, and no deadline lies between them.
    const [, markUs = 0] = (await bare.process.ask('mark 0', 'marked')).map(Number);
    const [ticks = 0, missed = 0] = (await bare.process.ask('stop', 'stopped')).map(Number);
    const times = bare
      .frames()
      .filter(({ kind, source }) => kind === RECORD.ROUND && source === 0)
      .map(({ timeUs }) => timeUs);
    expect(times).toHaveLength(ticks);
    expect(ticks).toBeGreaterThan(100);
    // Were each wake-up's delay added to the next deadline, thousands of ticks would fall behind by dozens.
    const passed = (markUs - readyUs) / 1000;
    expect(ticks + missed).toBeGreaterThan(passed - 30);
    expect(ticks + missed).toBeLessThan(passed + 30);
    // No tick comes before its deadline: at most n of them in the first n intervals.
    expect(times.every((time, index) => time >= readyUs + (index + 1) * 1000)).toBe(true);
    const late = times.map((time) => (time - readyUs) % 1000).sort((a, b) => a - b);
    expect(late[Math.floor(late.length / 4)]).toBeLessThan(500);
  });

  test('one that cannot keep up still answers, and takes no core from everybody else', async () => {
    await using bare = startBare(program);
    for (let id = 0; id < 50; id += 1) await bare.process.ask(`add ${id} 0 4096 /proc/stat`, 'added');
    await bare.process.ask('start 50 1', 'ready');
    await sleep(500);
    await bare.process.ask('mark 0', 'marked');
    const [ticks = 0, missed = 0] = (await bare.process.ask('stop', 'stopped')).map(Number);
    expect(ticks).toBeGreaterThan(0);
    expect(missed).toBeGreaterThan(ticks);
    // The scheduling policy: 0 is ordinary, 1 and 2 are real time.
    const fields = readFileSync(`/proc/${bare.process.pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
    expect(fields[38]).toBe('0');
  });

  test('a file longer than a sample can be is cut off, not an error', async () => {
    await using bare = startBare(program);
    const path = file('huge', Buffer.alloc(3 * 1024 * 1024, 'h'));
    await bare.process.ask(`add 0 0 99999999 ${path}`, 'added');
    await bare.process.ask(`add 1 3145727 100 ${path}`, 'added');
    await bare.process.ask(`add 2 9999999999 100 ${path}`, 'added');
    await bare.process.ask('mark 0', 'marked');
    await bare.process.ask('stop', 'stopped');
    expect(bare.frames().map(({ kind, bytes }) => [kind, bytes.length])).toEqual([
      [1, 0],
      [2, 1024 * 1024],
      [6, 0],
      [1, 0],
      [2, 1],
      [6, 0],
      [1, 0],
      [2, 0],
      [6, 0],
      [1, 0],
      [3, 0],
      [3, 0],
      [3, 0],
      [6, 0],
    ]);
  });

  test('orders may come in pieces and many at a time, and each is answered', async () => {
    const { child, framesFd } = startRaw(program);
    try {
      const lines = linesOf(child);
      const path = file('pieces', 'x');
      child.stdin?.write('add 0 0 10 ');
      await sleep(50);
      child.stdin?.write(`${path}\nmark`);
      await sleep(50);
      child.stdin?.write(` 0\n`);
      for (let id = 1; id < 3_000; id += 1)
        child.stdin?.write(`mark ${id}\nadd ${id} 0 10 ${path}\nremove ${id}\n`);
      child.stdin?.write('stop\n');
      const words = await lines.until('stopped');
      expect(words.slice(0, 5)).toEqual(['added 0', 'marked 0', 'marked 1', 'added 1', 'removed 1']);
      expect(words).toHaveLength(2 + 3 * 2_999 + 1);
    } finally {
      await endRaw(child, framesFd);
    }
  });

  test('an order without an end is the end', async () => {
    const { child, framesFd } = startRaw(program);
    const exit = once(child, 'exit');
    child.stdin?.on('error', () => {});
    child.stdin?.write('x'.repeat(200_000));
    expect((await exit)[0]).toBe(1);
    closeSync(framesFd);
  });

  test('ends within a second when the channel closes, with a status of success', async () => {
    const { child, framesFd } = startRaw(program);
    const lines = linesOf(child);
    child.stdin?.write('start 60000000 1\n');
    await lines.until('ready');
    const exit = once(child, 'exit');
    const before = performance.now();
    child.stdin?.end();
    expect((await exit)[0]).toBe(0);
    expect(performance.now() - before).toBeLessThan(1_000);
    closeSync(framesFd);
  });

  test('has a session of its own and nothing of the parent’s environment', async () => {
    await using bare = startBare(program);
    await bare.process.ask('version', 'version');
    const { pid } = bare.process;
    const session = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ')[3];
    expect(Number(session)).toBe(pid);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('PATH=');
  });

  test('more files than a process may open by default', async () => {
    const limited = {
      ...program,
      command: 'sh',
      args: ['-c', 'ulimit -Sn 64; exec "$@"', 'sh', program.command, ...program.args],
    };
    await using bare = startBare(limited);
    const path = file('many', 'x');
    const adds = Array.from({ length: 300 }, (_, id) => bare.process.ask(`add ${id} 0 10 ${path}`, 'added'));
    await Promise.all(adds);
    await bare.process.ask('mark 0', 'marked');
    await bare.process.ask('stop', 'stopped');
    const kinds = bare.frames().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === RECORD.DATA)).toHaveLength(300);
    expect(kinds.filter((kind) => kind === RECORD.SAME)).toHaveLength(300);
  });

  test('memory does not grow with the time it samples', async () => {
    await using bare = startBare(program);
    for (let id = 0; id < 50; id += 1) await bare.process.ask(`add ${id} 0 4096 /proc/self/stat`, 'added');
    await bare.process.ask(`start 0 ${program.dryRounds}`, 'ready');
    const residentKb = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${bare.process.pid}/status`, 'utf8'))?.[1]);
    for (let id = 0; id < 200; id += 1) await bare.process.ask(`mark ${id}`, 'marked');
    const before = residentKb();
    for (let id = 0; id < 1_000; id += 1) await bare.process.ask(`mark ${id}`, 'marked');
    const grown = residentKb() - before;
    const resident = Number((await bare.process.ask('stop', 'stopped'))[5]);
    // The figures of an emulator's process would be its own.
    if (program.implementation === 'c' && program.args.length === 0) {
      expect(grown).toBeLessThan(64);
      expect(resident).toBeLessThan(4 * 1024 * 1024);
    }
    expect(grown).toBeLessThan(20_000);
  });
});

/** How often a process with one thread has gone to sleep: it cannot have woken up in between where this is the same. */
function sleeps(pid: number): string | undefined {
  return /^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
}
