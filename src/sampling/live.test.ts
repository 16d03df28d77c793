import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kernelRoots } from '../domain/environment.ts';
import { createLiveFigures } from './live.ts';

test('utilisation is the busy share of the time between two readings', () => {
  const root = mkdtempSync(`${tmpdir()}/joulelab-live-`);
  cpSync(fileURLToPath(new URL('./providers/cpu-system/testdata/debian-12-hybrid', import.meta.url)), root, {
    recursive: true,
  });
  const write = (line: string) => writeFileSync(`${root}/proc/stat`, `${line}\n`);
  write('cpu  100 0 100 1000 0 0 0 0 0 0');
  const live = createLiveFigures({ roots: kernelRoots(root) });
  try {
    write('cpu  120 0 110 1070 0 0 0 0 0 0');
    expect(live.read()).toEqual({ cpuUtilisation: 0.3 });
    expect(live.read()).toEqual({});
  } finally {
    live.close();
    rmSync(root, { recursive: true });
  }
});

test('power comes from packages and memory, over a wrap too, and from no overlapping domain', async () => {
  const root = mkdtempSync(`${tmpdir()}/joulelab-live-`);
  cpSync(fileURLToPath(new URL('./providers/rapl/testdata/intel-client', import.meta.url)), root, {
    recursive: true,
  });
  const zone = (name: string, energy: number) =>
    writeFileSync(`${root}/sys/class/powercap/${name}/energy_uj`, `${energy}\n`);
  zone('intel-rapl:0', 262_143_328_850 - 999_999);
  const live = createLiveFigures({ roots: kernelRoots(root) });
  try {
    await new Promise((resolve) => setTimeout(resolve, 50));
    zone('intel-rapl:0', 0);
    zone('intel-rapl:0:0', 99_999_999_999);
    const { powerUw = 0 } = live.read();
    // 1 J in at least 50 ms.
    expect(powerUw).toBeGreaterThan(0);
    expect(powerUw).toBeLessThanOrEqual(1_000_000 / 0.05);
  } finally {
    live.close();
    rmSync(root, { recursive: true });
  }
});
