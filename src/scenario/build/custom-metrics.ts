import type { CustomMetric } from '../../domain/scenario.ts';
import { isOn } from '../schema/scalars.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import { patternFault, toJavaScript } from '../values/metric-pattern.ts';
import { defined, textOf } from './defined.ts';
import type { Scope } from './scope.ts';

/** The key `custom_metrics`; a given pattern has two groups and is in JavaScript's notation afterwards. */
export function readCustomMetrics(data: ScenarioData, scope: Scope): Record<string, CustomMetric> {
  const metrics = Object.entries(data.custom_metrics ?? {}).map(([name, metric]) => {
    const path = ['custom_metrics', name];
    const regex = textOf(metric.regex);
    const fault = regex === undefined ? undefined : patternFault(regex);
    if (fault !== undefined)
      scope.fault([...path, 'regex'], `the pattern ${JSON.stringify(regex)} is refused: ${fault}`);
    if (!/^\w[\w.-]*$/.test(name))
      scope.findings.fault(scope.keyPlace(path), `"${name}" is no name of a metric`);
    const unit = String(metric.unit);
    return [name, defined({ unit, regex: regex && toJavaScript(regex), sci: isOn(metric.sci) })] as const;
  });
  return Object.fromEntries(metrics);
}
