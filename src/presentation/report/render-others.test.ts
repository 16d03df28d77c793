import { beforeAll, describe, expect, it } from 'vitest';
import { JoulelabError, type ScenarioFault } from '../../domain/errors.ts';
import { renderCleanup } from './render-cleanup.ts';
import { renderDoctor } from './render-doctor.ts';
import { renderLogs } from './render-logs.ts';
import { renderProviders } from './render-providers.ts';
import { renderRunList } from './render-run-list.ts';
import { renderValidation } from './render-validation.ts';
import { ESTIMATED, FAILED } from './testdata/reports.ts';
import { SHOP } from './testdata/scenario.ts';

const PLAIN = { color: false, width: 80 };
const FAULT: ScenarioFault = {
  file: 'shop.yml',
  line: 12,
  column: 5,
  sourceLine: '    imagee: busybox:1.35',
  length: 6,
  message: 'Unknown key "imagee".',
  hint: 'Did you mean "image"?',
};

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

describe('renderValidation', () => {
  it('puts a caret under each fault, all of them, tabs and long lines included', () => {
    const faults = [
      FAULT,
      { ...FAULT, line: 7, column: 2, sourceLine: '\t- name: \tx', length: 1, message: 'A tab.' },
      { ...FAULT, line: 8, column: 151, sourceLine: `${'a'.repeat(150)}WRONG${'b'.repeat(99)}`, length: 5 },
    ];
    const error = new JoulelabError('scenario-invalid', 'shop.yml has 3 faults.', {
      advice: 'Correct them and check again: joulelab validate shop.yml',
      details: { faults },
    });
    const text = renderValidation([{ file: 'shop.yml', error }], PLAIN);
    expect(text).toBe(`error: shop.yml has 3 faults.

shop.yml:12:5: Unknown key "imagee".
  12 |     imagee: busybox:1.35
     |     ^^^^^^
  hint: Did you mean "image"?

shop.yml:7:2: A tab.
  7 |  - name:  x
    |  ^
  hint: Did you mean "image"?

shop.yml:8:151: Unknown key "imagee".
  8 | WRONG${'b'.repeat(69)}
    | ^^^^^
  hint: Did you mean "image"?

Correct them and check again: joulelab validate shop.yml
`);
  });

  it('says what a valid file has', () => {
    expect(renderValidation([{ file: 'shop.yml', scenario: SHOP }], PLAIN)).toBe(`OK shop.yml: Shop
   services  web, db
   flows     Buy
  ! shop.yml:3: "restart" has no effect.
    Nothing to do if the measurement does not depend on it.
`);
  });
});

describe('renderRunList', () => {
  it('shows one run a line', () => {
    expect(renderRunList([ESTIMATED.run, FAILED.run], PLAIN)).toBe(
      `  run                        started    took  status       what
  3f9c1a2b7d40  24 Nov 2026 11:40:12  23.6 s  completed    Compression: gzip, b…
  b00b5ca1ab1e  24 Nov 2026 11:40:12  23.6 s  flow-failed  Compression: gzip, b…
`,
    );
  });

  it('names runtimes other than runc', () => {
    const run = { ...ESTIMATED.run, name: 'Shop', runtimes: ['runc', 'runsc'] };
    expect(renderRunList([run], PLAIN)).toContain('  Shop (runsc, quick)\n');
  });

  it('says what to do when there is none', () => {
    expect(renderRunList([], PLAIN)).toContain('joulelab run');
  });
});

describe('renderDoctor', () => {
  it('marks each finding, gives its remedy and sums up', () => {
    const text = renderDoctor(
      {
        machine: ESTIMATED.run.machine,
        findings: [
          { topic: 'engine', verdict: 'good', message: 'Docker 20.10.24 answers.' },
          {
            topic: 'energy',
            verdict: 'poor',
            message: 'no RAPL.',
            advice: 'Load the module: modprobe intel_rapl_msr.',
          },
          {
            topic: 'store',
            verdict: 'missing',
            message: 'cannot be written.',
            advice: 'Set JOULELAB_STATE_DIR.',
          },
        ],
      },
      PLAIN,
    );
    expect(text).toBe(`Intel Xeon Platinum 8375C · 2 threads · 25.2 GB · virtual machine · Linux 6.18.0

  ✓ engine: Docker 20.10.24 answers.
  ! energy: no RAPL.
    Load the module: modprobe intel_rapl_msr.
  ✗ store: cannot be written.
    Set JOULELAB_STATE_DIR.

Not ready: 1 missing, 1 could be better.
`);
  });
});

describe('small results', () => {
  it('lists providers, those that work first', () => {
    const text = renderProviders(
      [
        {
          id: 'rapl',
          metrics: ['energy_rapl'],
          available: false,
          reason: 'No powercap.',
          advice: 'Load intel_rapl_msr.',
        },
        { id: 'cpu', metrics: ['cpu_time_system', 'cpu_time_container'], available: true },
      ],
      PLAIN,
    );
    expect(text).toBe(`✓ cpu
    cpu_time_system, cpu_time_container
✗ rapl
    No powercap. Load intel_rapl_msr.
    energy_rapl
`);
  });

  it('says which providers have to be asked for, and what those that work want care for', () => {
    const text = renderProviders(
      [
        { id: 'psi', defaultOn: false, available: true },
        { id: 'rapl', available: true, caveat: { message: 'Readings are blurred.' } },
        { id: 'ipmi', defaultOn: false, available: false, reason: 'no device', advice: 'Load it.' },
      ],
      PLAIN,
    );
    expect(text).toBe(`✓ rapl
    Readings are blurred.
✓ psi  with --provider psi
✗ ipmi  with --provider ipmi
    No device. Load it.
`);
  });

  it('says what a clean-up did', () => {
    expect(renderCleanup({ removed: [], failed: [] }, PLAIN)).toBe('Nothing was left over.\n');
    expect(
      renderCleanup({ removed: ['network x'], failed: [{ what: 'volume y', why: 'in use' }] }, PLAIN),
    ).toBe('removed network x\ncould not remove volume y: in use\n');
  });

  it('shows logs without control characters', () => {
    const entry = {
      container: 'web',
      phase: 'Buy',
      command: 'buy',
      stream: 'stdout',
      cutBytes: 2000,
    } as const;
    expect(renderLogs([{ ...entry, text: 'one\u001b[2J\r\ntwo\n' }], PLAIN)).toBe(
      'web · stdout · Buy · buy\none\ntwo\n… 2.00 kB more were not kept\n',
    );
  });
});
