export { type AnalysisInput, analyseRun } from './analyse-run.ts';
export { blockStatistics, recorderCpu } from './calibration.ts';
export { gridIntensity } from './grid-intensity.ts';
export { meterReadings, type PowerModel, powerModel } from './power/power-model.ts';
export { predictTable, type RowPrediction } from './power/predict-table.ts';
