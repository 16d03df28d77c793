export type {
  Actions,
  CalibrateOptions,
  ExecOptions,
  ExitStatus,
  InitOptions,
  ListOptions,
  OutputOptions,
  PredictOptions,
  RunOptions,
  ShowOptions,
  ValidateOptions,
} from './cli/actions.ts';
export { printError } from './cli/print-error.ts';
export { buildProgram } from './cli/program.ts';
export { type Progress, startProgress } from './cli/progress.ts';
export { runCli } from './cli/run-cli.ts';
export { type Output, processTerminal, type Terminal } from './cli/terminal.ts';
export { renderBatch } from './report/render-batch.ts';
export { renderCalibration } from './report/render-calibration.ts';
export { type CleanupSummary, renderCleanup } from './report/render-cleanup.ts';
export { type DoctorFinding, type DoctorReport, renderDoctor } from './report/render-doctor.ts';
export { type InitSummary, renderInit } from './report/render-init.ts';
export { renderLogs } from './report/render-logs.ts';
export { renderPredictions } from './report/render-predictions.ts';
export { type ListedProvider, renderProviders } from './report/render-providers.ts';
export { renderReport } from './report/render-report.ts';
export { type ListedRun, renderRunList } from './report/render-run-list.ts';
export { renderValidation, type Validation } from './report/render-validation.ts';
export type { RenderOptions } from './report/style.ts';
