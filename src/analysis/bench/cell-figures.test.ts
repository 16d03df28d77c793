import { expect, it } from 'vitest';
import type { MetricFigure, PhaseReport } from '../../domain/report.ts';
import { cellFigures } from './cell-figures.ts';

const counter = (metric: string, target: string, value: number): MetricFigure => ({
  metric,
  target,
  unit: 'us',
  kind: 'counter',
  value,
  complete: true,
});
const memory = (target: string, value: number, max: number): MetricFigure => ({
  metric: 'memory_used_container',
  target,
  unit: 'bytes',
  kind: 'gauge',
  value,
  max,
  complete: true,
});
const phase = (figures: readonly MetricFigure[], more: Partial<PhaseReport> = {}): PhaseReport => ({
  kind: 'phase',
  name: 'c1',
  hidden: false,
  aborted: false,
  durationUs: 1_000_000,
  attribution: [],
  figures,
  ...more,
});

it('adds the cell’s containers, and takes the tool’s own work out of the machine’s', () => {
  const figures = [
    counter('cpu_time_container', 'c1-network-server', 100),
    counter('cpu_time_container', 'c1-network-client', 50),
    counter('cpu_time_container', 'c12-cpu', 7),
    counter('cpu_time_system', 'machine', 1000),
    counter('cpu_time_tool', 'recorder', 10),
    counter('cpu_time_tool', 'orchestrator', 20),
    memory('c1-network-server', 5, 8),
    memory('c1-network-client', 1, 2),
  ];
  expect(cellFigures(phase(figures, { energyUj: 9 }), 'c1')).toEqual({
    durationUs: 1_000_000,
    ownCpuUs: 150,
    machineCpuUs: 970,
    energyUj: 9,
    memoryBytes: 10,
  });
});

it('what was not recorded is absent, not nothing', () => {
  expect(cellFigures(phase([]), 'c1')).toEqual({ durationUs: 1_000_000 });
});

it('a tick that the machine has not counted yet makes no negative time', () => {
  const figures = [counter('cpu_time_system', 'machine', 5), counter('cpu_time_tool', 'recorder', 10)];
  expect(cellFigures(phase(figures), 'c1').machineCpuUs).toBe(0);
});
