export { type AnalysisInput, analyseRun } from './analyse-run.ts';
export { gridIntensity } from './grid-intensity.ts';
export { type PowerModel, powerModel } from './power-model.ts';
