import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { labelledObjects, leftProcesses } from '../support/engine.ts';
import { measure, repository, total } from '../support/joulelab.ts';

afterEach(() => {
  expect(labelledObjects()).toEqual([]);
  expect(leftProcesses()).toEqual([]);
});

type Reading = { readonly monoUs: number; readonly cpuUs: number };

/** Polls the container's counter beside a run; resolves with the readings when the container is gone. */
function pollCounter(): { readonly readings: Promise<Reading[]>; stop(): void } {
  const child = spawn(process.execPath, [join(repository, 'test/support/poll-counter.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const readings = new Promise<Reading[]>((resolve) => {
    child.on('close', () => {
      const rows = text
        .trim()
        .split('\n')
        .map((line) => line.split(' ').map(Number));
      resolve(rows.map(([monoUs = 0, cpuUs = 0]) => ({ monoUs, cpuUs })));
    });
  });
  return { readings, stop: () => child.kill() };
}

/** The counter at a moment, between the two readings around it. */
function at(readings: readonly Reading[], monoUs: number): number {
  const after = readings.findIndex((reading) => reading.monoUs >= monoUs);
  const [left, right] = [readings[after - 1], readings[after]];
  if (left === undefined || right === undefined) throw new Error(`no readings around ${monoUs}`);
  return left.cpuUs + ((right.cpuUs - left.cpuUs) * (monoUs - left.monoUs)) / (right.monoUs - left.monoUs);
}

const BURN = `
name: Burn
services:
  burner:
    image: busybox:1.35
    command: sleep infinity
flow:
  - name: One second
    container: burner
    commands:
      - type: console
        command: timeout 1 sh -c 'while :; do :; done'
        ignore-errors: true
  - name: Three seconds
    container: burner
    commands:
      - type: console
        command: timeout 3 sh -c 'while :; do :; done'
        ignore-errors: true
`;

describe('CPU time of a container', () => {
  it('agrees with the kernel counter, read independently at both ends, within 1 %', async () => {
    const poll = pollCounter();
    let report: RunReport;
    try {
      report = await measure(BURN);
    } finally {
      poll.stop();
    }
    const readings = await poll.readings;
    const marks = new Map(report.run.marks.map((mark) => [mark.id, mark]));
    for (const name of ['One second', 'Three seconds', '[RUNTIME]']) {
      const phase = report.run.phases.find((candidate) => candidate.name === name);
      const [begin, end] = [marks.get(phase?.beginMark ?? -1), marks.get(phase?.endMark ?? -1)];
      if (begin === undefined || end === undefined) throw new Error(`no marks of ${name}`);
      const kernelUs = at(readings, end.endMonoUs) - at(readings, begin.endMonoUs);
      const reportedUs = total(report, name, 'cpu_time_container', 'burner');
      expect(kernelUs, name).toBeGreaterThan(200_000);
      expect(
        Math.abs(reportedUs - kernelUs) / kernelUs,
        `${name}: ${reportedUs} against ${kernelUs}`,
      ).toBeLessThan(0.01);
    }
  });
});

const SENT = 64 * 1024 * 1024;
const WRITTEN = 48 * 1024 * 1024;

const BYTES = `
name: Bytes
services:
  server:
    image: debian:bookworm-slim
    command: sleep infinity
    networks: [inner]
  client:
    image: debian:bookworm-slim
    command: sleep infinity
    networks: [inner]
networks:
  inner:
flow:
  - name: Listen
    container: server
    commands:
      - type: console
        detach: true
        shell: bash
        command: |
          perl -MIO::Socket::INET -e '
            my $listener = IO::Socket::INET->new(LocalPort => 5001, Listen => 1) or die;
            my $peer = $listener->accept; my $sum = 0;
            while (my $n = sysread($peer, my $block, 1 << 16)) { $sum += $n }
            open(my $file, ">", "/tmp/received"); print $file $sum;'
  - name: Send
    container: client
    commands:
      - type: console
        shell: bash
        command: |
          until (exec 3<>/dev/tcp/server/5001; dd if=/dev/zero bs=1M count=${SENT / 1024 / 1024} status=none >&3) 2>/dev/null; do sleep 0.1; done
          sleep 0.5
  - name: Write
    container: client
    commands:
      - type: console
        command: dd if=/dev/zero of=/var/written bs=1M count=${WRITTEN / 1024 / 1024} conv=fsync
`;

describe('bytes', () => {
  it('received over a network and written with fsync agree with what was sent and written within 2 %', async () => {
    const report = await measure(BYTES);
    const received = total(report, 'Send', 'network_received_bytes_container', 'server');
    const sent = total(report, 'Send', 'network_sent_bytes_container', 'client');
    const written = total(report, 'Write', 'disk_written_bytes_container', 'client');
    expect(Math.abs(received - SENT) / SENT, `received ${received} of ${SENT}`).toBeLessThan(0.02);
    expect(Math.abs(sent - SENT) / SENT, `sent ${sent} of ${SENT}`).toBeLessThan(0.02);
    expect(Math.abs(written - WRITTEN) / WRITTEN, `written ${written} of ${WRITTEN}`).toBeLessThan(0.02);
  });

  it('and every other counter: the flows add up to [RUNTIME] exactly', async () => {
    const report = await measure(BURN, { args: ['--interval', '20ms'] });
    const flows = report.phases.filter(({ kind }) => kind === 'flow');
    const runtime = report.phases.find(({ name }) => name === '[RUNTIME]');
    const counters = runtime?.figures.filter(({ kind }) => kind === 'counter') ?? [];
    expect(flows.length).toBe(2);
    expect(counters.length).toBeGreaterThan(10);
    for (const { metric, target, detail, value } of counters) {
      const parts = flows.map(
        (flow) =>
          flow.figures.find(
            (figure) => figure.metric === metric && figure.target === target && figure.detail === detail,
          )?.value ?? 0,
      );
      expect(
        parts.reduce((sum, part) => sum + part, 0),
        `${metric} ${target} ${detail ?? ''}`,
      ).toBe(value);
    }
    expect(flows.reduce((sum, flow) => sum + (flow.energyUj ?? 0), 0)).toBe(runtime?.energyUj);
  });
});
