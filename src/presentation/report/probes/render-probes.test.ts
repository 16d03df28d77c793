import { expect, test } from 'vitest';
import type { ProbeReport } from '../../../domain/runtimes.ts';
import { renderProbes } from './render-probes.ts';
import { renderProbesHtml } from './render-probes-html.ts';
import { renderProbesMarkdown } from './render-probes-markdown.ts';

const BASE = {
  args: [],
  requirements: [],
  gates: [],
  registered: 'listed',
  isolation: 'namespaces',
} as const;

const REPORT: ProbeReport = {
  schema: 'joulelab.probe/1',
  id: 'abcdef012345',
  measuredUnixUs: 1_700_000_000_000_000,
  joulelabVersion: '0.1.0',
  machine: {
    hostname: 'lab',
    kernel: '6.1',
    threads: 4,
    memoryBytes: 1e9,
    virtualMachine: false,
    cgroup: 'v2',
  },
  engine: {
    name: 'Docker',
    version: '28.0',
    apiVersion: '1.48',
    socket: 'unix:///run/docker.sock',
    rootless: false,
    storageDriver: 'overlay2',
    cgroupDriver: 'systemd',
  },
  runtimes: [
    {
      runtime: {
        ...BASE,
        name: 'one',
        id: 'one',
        title: 'One',
        version: '1.2',
        usable: true,
        claims: {
          exec: { says: 'yes', source: 'its manual' },
          pause: { says: 'no', note: 'not built', source: 'issue 7' },
          stop: { says: 'partly', source: 'its manual' },
        },
      },
      results: [
        { capability: 'run', outcome: 'passed', evidence: 'seen it', durationMs: 500 },
        {
          capability: 'exec',
          outcome: 'failed',
          evidence: 'said <b>no</b> | "thus"\u001b[31m',
          durationMs: 500,
        },
        { capability: 'stop', outcome: 'failed', evidence: 'went on', durationMs: 500 },
        { capability: 'pause', outcome: 'passed', evidence: 'stood still', durationMs: 500 },
        { capability: 'gpu', outcome: 'skipped', evidence: 'no GPU', durationMs: 0 },
      ],
    },
    {
      runtime: { ...BASE, name: 'two', id: 'two', title: 'Two', usable: true, claims: {} },
      results: [{ capability: 'run', outcome: 'hung', evidence: 'no answer within 8 s', durationMs: 9000 }],
    },
    {
      runtime: {
        ...BASE,
        name: 'three',
        id: 'three',
        title: 'Three',
        usable: false,
        claims: {},
        reason: 'it is not installed.',
        advice: 'Install it.',
      },
      results: [],
    },
  ],
};

const OPTIONS = { color: false, width: 80, command: 'joulelab' };

test('the matrix: marks, what contradicts documents, evidence, and why others were not probed', () => {
  const text = renderProbes(REPORT, OPTIONS);
  const rows = text
    .split('\n')
    .filter((line) => /^ {2}[a-z-]+ +[✓✗∞–]/.test(line))
    .map((line) => line.trim().split(/ +/));
  expect(rows).toEqual([
    ['run', '✓', '∞'],
    ['exec', '✗≠'],
    ['stop', '✗'],
    ['pause', '✓≠'],
    ['gpu', '–'],
  ]);
  expect(text).toContain('documents say no, not built (issue 7)');
  expect(text).toContain('∞  run: no answer within 8 s');
  expect(text).toContain('three: it is not installed. Install it');
  expect(text).not.toContain('\u001b');
});

test('a matrix without anything in it says so', () => {
  const text = renderProbes({ ...REPORT, runtimes: REPORT.runtimes.slice(2) }, OPTIONS);
  expect(text).toContain('Nothing was probed.');
  expect(text).toContain('--force');
  expect(text).not.toContain('\n\n\n');
});

test('in ASCII every sign has a stand-in', () => {
  const text = renderProbes(REPORT, { ...OPTIONS, unicode: false });
  // oxlint-disable-next-line no-control-regex -- that there are none beyond is what is asked
  expect(text).toMatch(/^[\x00-\x7f]*$/);
});

test('foreign text stays text in HTML and in Markdown', () => {
  const html = renderProbesHtml(REPORT);
  expect(html).toContain('said &lt;b&gt;no&lt;/b&gt; | &quot;thus&quot;');
  expect(html).not.toMatch(/<b>no|(src|href)=/);
  const markdown = renderProbesMarkdown(REPORT);
  expect(markdown).toContain('| exec | ✗≠ |  |');
  expect(markdown).toContain('said \\<b\\>no\\</b\\> \\| "thus"');
});
