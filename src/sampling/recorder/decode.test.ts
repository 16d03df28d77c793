import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Target } from '../../domain/target.ts';
import type { Provider } from '../provider.ts';
import { decodeFrames, type RecordedSource } from './decode.ts';
import { RECORD, ROUND_KIND, writeUint64 } from './frames.ts';

/** Frames as a recorder writes them, put together by hand from the table in README.md. */
const round = (timeUs: number) => {
  const record = Buffer.alloc(14);
  record[0] = RECORD.ROUND;
  writeUint64(record, timeUs, 6);
  return record;
};
const short = (kind: number, source: number, delta: number) => {
  const record = Buffer.alloc(9);
  record[0] = kind;
  record.writeUInt32LE(source, 1);
  record.writeUInt32LE(delta, 5);
  return record;
};
const long = (kind: number, source: number, delta: number, text: string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([short(kind, source, delta), length, Buffer.from(text)]);
};
const data = (source: number, delta: number, text: string) => long(RECORD.DATA, source, delta, text);
const same = (source: number, delta: number) => short(RECORD.SAME, source, delta);
const gone = (source: number, delta: number) => short(RECORD.GONE, source, delta);
const end = Buffer.from([RECORD.END, 9, 0, 0, 0]);

const numbers: Provider = {
  id: 'numbers',
  metrics: [
    { name: 'count', unit: 'count', kind: 'counter', scope: 'target', help: '' },
    { name: 'sum', unit: 'count', kind: 'gauge', scope: 'target', help: '' },
  ],
  probe: () => ({ available: true }),
  plan: () => [],
  parse(source, bytes, emit) {
    const value = Number(Buffer.from(bytes).toString());
    if (source.role === 'count') emit({ metric: 'count', value });
    else if (source.role.startsWith('tree'))
      emit({
        metric: 'count',
        value,
        part: `${source.role}${source.path}`,
        ...(source.role === 'tree-process' ? { endsWithSource: true } : {}),
      });
    else emit({ metric: 'sum', value, part: source.role });
  },
  combine: (metric, parts) =>
    metric === 'sum' && parts.size < 2 ? undefined : [...parts.values()].reduce((a, b) => a + b),
};
const container: Target & { kind: 'container' } = {
  kind: 'container',
  name: 'web',
  id: 'c',
  pid: 1,
  cgroup: {},
  ownNetwork: false,
  ignoreInterfaces: [],
};
const source = (id: number, role: string, target: Target = container): RecordedSource => ({
  id,
  provider: numbers,
  target,
  plan: { path: `/file/${id}`, offset: 0, length: 64, role },
});

function decode(frames: readonly Buffer[], sources: readonly RecordedSource[]) {
  const folder = mkdtempSync(`${tmpdir()}/frames-`);
  writeFileSync(`${folder}/frames`, Buffer.concat(frames));
  const fd = openSync(`${folder}/frames`, 'r');
  try {
    return decodeFrames(fd, sources, 1_000_000);
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}

test('changed and unchanged samples become one series; a vanished source says when', () => {
  const { series } = decode(
    [
      round(1_000_000),
      data(0, 5, '7'),
      end,
      round(1_099_000),
      same(0, 4),
      end,
      round(2 ** 40),
      gone(0, 3),
      end,
    ],
    [source(0, 'count')],
  );
  expect(series).toEqual([
    {
      metric: 'count',
      target: 'web',
      timesMonoUs: Float64Array.of(1_000_005, 1_099_004),
      values: Float64Array.of(7, 7),
      startsAtZero: true,
      goneAtMonoUs: 2 ** 40 + 3,
    },
  ]);
});

test('a counter of the machine does not start at zero, nor does a gauge', () => {
  const frames = [round(1), data(0, 0, '1'), data(1, 1, '2'), data(2, 2, '3'), end];
  const { series } = decode(frames, [
    source(0, 'count', { kind: 'machine' }),
    source(1, 'a'),
    source(2, 'b'),
  ]);
  expect(series.map((one) => [one.metric, one.target, one.startsAtZero])).toEqual([
    ['count', 'machine', false],
    ['sum', 'web', false],
  ]);
});

test('parts are combined at the end of each round, once all are known', () => {
  const { series } = decode(
    [
      round(100),
      data(0, 1, '1'),
      end,
      round(200),
      same(0, 1),
      data(1, 2, '10'),
      end,
      round(300),
      data(0, 1, '2'),
      same(1, 2),
      end,
    ],
    [source(0, 'a'), source(1, 'b')],
  );
  expect(series).toHaveLength(1);
  expect([...(series[0]?.timesMonoUs ?? [])]).toEqual([202, 302]);
  expect([...(series[0]?.values ?? [])]).toEqual([11, 12]);
});

test('a series of several sources is gone only when all of them are', () => {
  const frames = [round(100), data(0, 1, '1'), data(1, 2, '2'), end, round(200), gone(0, 1), end];
  const sources = [source(0, 'a'), source(1, 'b')];
  expect(decode(frames, sources).series[0]?.goneAtMonoUs).toBeUndefined();
  expect(decode([...frames, round(300), gone(1, 1), end], sources).series[0]?.goneAtMonoUs).toBe(301);
});

test('two samples within a microsecond: the later one stays, times are strictly increasing', () => {
  const frames = [
    round(100),
    data(0, 0, '1'),
    end,
    round(100),
    data(0, 0, '2'),
    end,
    round(101),
    same(0, 0),
    end,
  ];
  const [series] = decode(frames, [source(0, 'count')]).series;
  expect([...(series?.timesMonoUs ?? [])]).toEqual([100, 101]);
  expect([...(series?.values ?? [])]).toEqual([2, 2]);
});

test('faults are told once per file and error, with number and time', () => {
  const fault = (error: number) => {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(error);
    return Buffer.concat([short(RECORD.FAULT, 0, 0), number]);
  };
  const frames = [round(3_500_000), fault(5), end, round(4_000_000), fault(5), fault(4000), end];
  expect(decode(frames, [source(0, 'count')]).faults).toEqual([
    '/file/0: EIO (2 times, first 2.5 s after the recorder started)',
    '/file/0: errno 4000 (once, first 3.0 s after the recorder started)',
  ]);
});

test('the last value before a container ended counts as whole if it was read as its first process ended', () => {
  const ended = (pid: number) => {
    const record = round(2_000);
    record[1] = ROUND_KIND.EXIT;
    record.writeUInt32LE(pid, 2);
    return record;
  };
  const wholeWhere = (pid: number) => {
    const frames = [
      round(1_000),
      data(0, 1, '5'),
      end,
      ended(pid),
      data(0, 1, '7'),
      end,
      round(3_000),
      gone(0, 1),
      end,
    ];
    return decode(frames, [{ ...source(0, 'count'), target: container }]).series[0];
  };
  expect(wholeWhere(container.pid)).toMatchObject({ readAtEnd: true, goneAtMonoUs: 3_001 });
  expect(wholeWhere(container.pid + 1)).toMatchObject({ goneAtMonoUs: 3_001 });
  expect(wholeWhere(container.pid + 1)).not.toHaveProperty('readAtEnd');
});

test('a file that was cut off anywhere gives the first samples of the whole', () => {
  const frames = Buffer.concat([
    round(100),
    data(0, 1, '11'),
    end,
    round(200),
    same(0, 1),
    end,
    round(300),
    data(0, 1, '12'),
    end,
  ]);
  const whole = [...(decode([frames], [source(0, 'count')]).series[0]?.values ?? [])];
  fc.assert(
    fc.property(fc.nat(frames.length), (length) => {
      const cut = [...(decode([frames.subarray(0, length)], [source(0, 'count')]).series[0]?.values ?? [])];
      expect(cut).toEqual(whole.slice(0, cut.length));
    }),
  );
});

test('more samples than fit into the reader’s window', () => {
  const text = '1'.repeat(15);
  const frames = Array.from({ length: 100_000 }, (_, index) => [
    round(1000 + index * 100),
    data(0, 1, text),
    end,
  ]);
  const [series] = decode(frames.flat(), [source(0, 'count')]).series;
  expect(series?.values.length).toBe(100_000);
  expect(series?.values.every((value) => value === Number(text))).toBe(true);
});

test('a process that ended counts no longer once its parent has its time; a round in between that has neither is bridged', () => {
  const at = (timeUs: number, ...records: Buffer[]) => [round(timeUs), ...records, end];
  const { series } = decode(
    [
      ...at(1_000, data(0, 1, '100'), data(1, 2, '50')),
      // The parent waits for it after it has been read.
      ...at(2_000, same(0, 1), gone(1, 2)),
      ...at(3_000, data(0, 1, '160')),
      ...at(4_000, data(0, 1, '170')),
    ],
    [{ ...source(0, 'tree-root') }, { ...source(1, 'tree-process') }],
  );
  expect(series.map(({ values }) => [...values])).toEqual([[150, 150, 160, 170]]);
});

test('the time of a process that nobody waited for is a lasting fall', () => {
  const at = (timeUs: number, ...records: Buffer[]) => [round(timeUs), ...records, end];
  const { series } = decode(
    [
      ...at(1_000, data(0, 1, '100'), data(1, 2, '50')),
      ...at(2_000, same(0, 1), gone(1, 2)),
      ...at(3_000, data(0, 1, '110')),
    ],
    [source(0, 'tree-root'), source(1, 'tree-process')],
  );
  expect(series.map(({ values }) => [...values])).toEqual([[150, 100, 110]]);
});
