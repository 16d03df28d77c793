import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProgressEvent } from '../../domain/progress.ts';
import { startProgress } from './progress.ts';
import { textOutput } from './testdata/text-output.ts';

const EVENTS: readonly ProgressEvent[] = [
  { kind: 'step', text: 'Pulling busybox:1.35' },
  { kind: 'phase-begin', name: '[RUNTIME]' },
  { kind: 'phase-begin', name: 'gzip', parent: '[RUNTIME]' },
  { kind: 'command-begin', container: 'web', text: 'gzip\u001b[2J -9 big.txt' },
  { kind: 'warning', warning: { code: 'container-ended', message: 'Container db ended.' } },
  { kind: 'command-end', container: 'web', exitCode: 0 },
  { kind: 'phase-end', name: 'gzip', durationMs: 1904 },
  { kind: 'phase-end', name: '[RUNTIME]', durationMs: 2000 },
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('startProgress without a terminal', () => {
  it('writes plain lines for what has ended and nothing else', () => {
    const output = textOutput();
    const progress = startProgress({ output });
    for (const event of EVENTS) progress(event);
    vi.advanceTimersByTime(5000);
    progress.stop();
    expect(output.text()).toBe(
      'Pulling busybox:1.35\n[RUNTIME] begins\n  gzip begins\n! Container db ended.\n  gzip 1.90 s\n[RUNTIME] 2.00 s\n',
    );
  });
});

describe('startProgress on a terminal', () => {
  it('shows phase, time, figures of the moment and the command, twice a second at most', () => {
    const output = textOutput({ isTty: true });
    let draws = 0;
    const live = () => {
      draws += 1;
      return { cpuUtilisation: 0.61, powerUw: 23_000_000 };
    };
    const progress = startProgress({ output, live, now: () => Date.now() });
    for (const event of EVENTS.slice(0, 4)) progress(event);
    vi.advanceTimersByTime(3000);
    expect(output.text()).toContain('[RUNTIME] gzip · 3 s · CPU 61 % · 23.0 W\n  web: gzip -9 big.txt');
    expect(draws).toBe(6);
    for (let each = 0; each < 100; each += 1)
      progress({ kind: 'command-end', container: 'web', exitCode: 0 });
    expect(draws).toBe(6);
    progress.stop();
  });

  it('counts down where the end is known', () => {
    const output = textOutput({ isTty: true });
    const progress = startProgress({ output, now: () => Date.now() });
    progress({ kind: 'phase-begin', name: '[BASELINE]', expectedMs: 60_000 });
    vi.advanceTimersByTime(10_000);
    progress.stop();
    expect(output.text()).toContain('[BASELINE] · 50 s left of 60 s');
  });

  it('gives the cursor back, once, and draws no more after that', () => {
    const output = textOutput({ isTty: true });
    const progress = startProgress({ output });
    for (const event of EVENTS) progress(event);
    progress.stop();
    const text = output.text();
    expect(text.startsWith('\u001b[?25l')).toBe(true);
    expect(text.endsWith('\u001b[?25h')).toBe(true);
    progress.stop();
    vi.advanceTimersByTime(5000);
    progress({ kind: 'step', text: 'late' });
    expect(output.text()).toBe(text);
    expect(process.listeners('exit').map((listener) => listener.name)).not.toContain('stop');
  });
});
