import type { Quantity } from '../../domain/comparison-report.ts';
import type { MetricFigure, PhaseReport } from '../../domain/report.ts';
import type { Unit } from '../../domain/units.ts';

/** A value with its unit, or why there is none. */
export type MetricValue = { readonly value: number; readonly unit: string } | { readonly missing: string };

/**
 * A quantity, a metric (`NAME`, `NAME:TARGET`, `NAME:TARGET:DETAIL`; of several targets their sum) or a scenario's own metric (`NAME`
 * is its mean, `energy-per-NAME` and `carbon-per-NAME` what one unit took) in a phase or flow.
 */
export function metricValue(phase: PhaseReport, metric: string): MetricValue {
  if (isQuantity(metric)) return QUANTITY[metric](phase);
  return customValue(phase, metric) ?? figureValue(phase, metric);
}

/** Whether a value rests on the energy source. */
export function restsOnEnergy(metric: string): boolean {
  return ['energy', 'power', 'carbon'].includes(metric) || /^(?:energy|carbon)-per-/.test(metric);
}

/** Names that `metricValue` knows in a phase, quantities aside. */
export function metricNames(phase: PhaseReport): string[] {
  const own = (phase.customMetrics ?? []).flatMap(({ name, energyPerUnitUj }) =>
    energyPerUnitUj === undefined ? [name] : [name, `energy-per-${name}`, `carbon-per-${name}`],
  );
  return [...own, ...new Set(phase.figures.map(({ metric }) => metric))];
}

const QUANTITY: Readonly<Record<Quantity, (phase: PhaseReport) => MetricValue>> = {
  energy: ({ energyUj }) => known(energyUj, 'uJ', 'no energy source'),
  duration: ({ durationUs }) => ({ value: durationUs, unit: 'us' }),
  cpu: (phase) => ofContainers(phase, ['cpu_time']),
  memory: (phase) => ofContainers(phase, ['memory_used']),
  power: ({ powerUw }) => known(powerUw, 'uW', 'no energy source'),
  carbon: ({ carbonUg }) => known(carbonUg, 'ugCO2e', 'no energy source'),
  network: (phase) => ofContainers(phase, ['network_received_bytes', 'network_sent_bytes']),
  disk: (phase) => ofContainers(phase, ['disk_read_bytes', 'disk_written_bytes']),
};

function isQuantity(metric: string): metric is Quantity {
  return Object.hasOwn(QUANTITY, metric);
}

/** Of all containers, or the command, together. */
function ofContainers(phase: PhaseReport, metrics: readonly string[]): MetricValue {
  const names = metrics.flatMap((metric) => [`${metric}_container`, `${metric}_command`]);
  return sum(
    phase.figures.filter(({ metric, detail }) => names.includes(metric) && detail === undefined),
    `no ${metrics.join(' or ')} of containers`,
  );
}

function figureValue(phase: PhaseReport, asked: string): MetricValue {
  const [metric, target, detail] = asked.split(':');
  const figures = phase.figures.filter(
    (figure) =>
      figure.metric === metric &&
      (target === undefined || figure.target === target) &&
      (detail === undefined || figure.detail === detail),
  );
  const whole = figures.filter((figure) => figure.detail === undefined);
  const parts = whole.length === 0 ? figures : whole;
  const [first] = parts;
  const addable = whole.length > 0 && (first?.kind === 'counter' || first?.unit === 'bytes');
  if (parts.length > 1 && !addable) {
    const names = parts.map((part) => [
      metric,
      part.target,
      ...(part.detail === undefined ? [] : [part.detail]),
    ]);
    return {
      missing: `it has parts that cannot be added; name one: ${names.map((words) => words.join(':')).join(', ')}`,
    };
  }
  return sum(parts, 'not recorded');
}

function customValue({ customMetrics = [] }: PhaseReport, asked: string): MetricValue | undefined {
  for (const { name, unit, mean, energyPerUnitUj, carbonPerUnitUg } of customMetrics) {
    if (asked === name) return { value: mean, unit };
    if (asked === `energy-per-${name}`)
      return known(energyPerUnitUj, 'uJ', 'the metric is not counted per unit');
    if (asked === `carbon-per-${name}`)
      return known(carbonPerUnitUg, 'ugCO2e', 'the metric is not counted per unit');
  }
  return undefined;
}

function sum(figures: readonly MetricFigure[], reason: string): MetricValue {
  const [first] = figures;
  if (first === undefined) return { missing: reason };
  return { value: figures.reduce((total, { value }) => total + value, 0), unit: first.unit };
}

function known(value: number | undefined, unit: Unit, reason: string): MetricValue {
  return value === undefined ? { missing: reason } : { value, unit };
}
