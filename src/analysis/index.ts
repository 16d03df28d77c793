export { type AnalysisInput, analyseRun } from './analyse-run.ts';
export { cellFigures, compareBench, restCosts } from './bench/index.ts';
export { blockStatistics, recorderCpu } from './calibration.ts';
export {
  batchReport,
  type ComparisonOptions,
  type ComparisonRequest,
  type ComparisonRow,
  compareArms,
  compareReports,
  compareRows,
  holm,
  meanDeviation,
  median,
} from './comparison/index.ts';
export { gridIntensity } from './grid-intensity.ts';
export { meterReadings, type PowerModel, powerModel } from './power/power-model.ts';
export { predictTable, type RowPrediction } from './power/predict-table.ts';
export { compareProbes } from './probes/compare-probes.ts';
export { latestProbes } from './probes/latest-probes.ts';
export { readProbeReport } from './probes/probe-schema.ts';
