import type { Series } from '../domain/recording.ts';
import { integratePower } from './integrate-power.ts';
import type { RecordedSeries } from './recorded-series.ts';
import type { Span } from './span.ts';
import { type MeasuredEnergy, sumKnown, wholeEnergy } from './whole-energy.ts';

/** Energy of graphics cards that are no part of a CPU package, by provider. */
export function gpuEnergy(recorded: RecordedSeries): readonly MeasuredEnergy[] {
  const nvidia = recorded.of('power_nvidia', 'machine');
  const amd = discreteAmd(recorded);
  const intel = intelCards(recorded);
  return [
    ...(nvidia.length === 0 ? [] : [gauges('nvidia-gpu', nvidia, 'NVIDIA')]),
    ...(amd.length === 0 ? [] : [gauges('gpu-hwmon', amd, 'AMD')]),
    ...(intel.length === 0
      ? []
      : [
          {
            provider: 'gpu-hwmon',
            domains: details(intel),
            covers: cards(intel.length, 'Intel'),
            energyUj: (span: Span) => wholeEnergy(recorded, intel, span),
          },
        ]),
  ];
}

function gauges(provider: string, series: readonly Series[], maker: string): MeasuredEnergy {
  const integrated = series.map(integratePower);
  return {
    provider,
    domains: details(series),
    covers: cards(series.length, maker),
    energyUj: (span) => sumKnown(integrated.map(({ energyUj }) => energyUj(span))),
  };
}

/**
 * A processor with graphics inside shows the power of its whole package here, which RAPL counts already. The driver shows a
 * hot-spot temperature (`junction`) for cards alone. Source: hwmon_attributes_visible in drivers/gpu/drm/amd/pm/amdgpu_pm.c.
 */
function discreteAmd(recorded: RecordedSeries): readonly Series[] {
  const hot = details(recorded.of('temperature_gpu', 'machine')).filter((name) => name.endsWith('/junction'));
  const chips = new Set(hot.map(chipOf));
  return firstOfEachChip(recorded.of('power_gpu', 'machine')).filter(({ detail }) =>
    chips.has(chipOf(detail ?? '')),
  );
}

/**
 * Both drivers register their hwmon for discrete cards alone; `card` holds `pkg`. Sources: i915_hwmon_register in
 * drivers/gpu/drm/i915/i915_hwmon.c, xe_hwmon_register in drivers/gpu/drm/xe/xe_hwmon.c,
 * Documentation/ABI/testing/sysfs-driver-intel-xe-hwmon.
 */
function intelCards(recorded: RecordedSeries): readonly Series[] {
  const all = recorded.of('energy_gpu', 'machine');
  const isCard = ({ detail }: Series): boolean => detail?.endsWith('/card') === true;
  return firstOfEachChip([...all.filter(isCard), ...all.filter((series) => !isCard(series))]);
}

function firstOfEachChip(all: readonly Series[]): readonly Series[] {
  const first = new Map<string, Series>();
  for (const series of all) {
    const chip = chipOf(series.detail ?? '');
    if (!first.has(chip)) first.set(chip, series);
  }
  return [...first.values()];
}

/** `amdgpu-pci-0300/PPT` → `amdgpu-pci-0300`. */
function chipOf(detail: string): string {
  return detail.slice(0, Math.max(0, detail.lastIndexOf('/')));
}

function details(series: readonly Series[]): string[] {
  return series.flatMap(({ detail }) => detail ?? []);
}

function cards(count: number, maker: string): string {
  return count === 1 ? `the ${maker} graphics card` : `${count} ${maker} graphics cards`;
}
