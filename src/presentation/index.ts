export type {
  Actions,
  BenchOptions,
  CalibrateOptions,
  CompareOptions,
  ExecOptions,
  ExitStatus,
  InitOptions,
  ListOptions,
  OutputOptions,
  PredictOptions,
  ProbeOptions,
  RunOptions,
  SetupRuntimeOptions,
  ShowOptions,
  ValidateOptions,
} from './cli/actions.ts';
export { printError } from './cli/print-error.ts';
export { buildProgram } from './cli/program.ts';
export { type Progress, startProgress } from './cli/progress.ts';
export { runCli } from './cli/run-cli.ts';
export { type Output, processTerminal, type Terminal } from './cli/terminal.ts';
export { renderBench } from './report/bench/render-bench.ts';
export { renderBenchHtml } from './report/bench/render-bench-html.ts';
export { renderBenchMarkdown } from './report/bench/render-bench-markdown.ts';
export { comparisonMarkdown } from './report/comparison-markdown.ts';
export { renderProbeComparison } from './report/probes/render-probe-comparison.ts';
export { renderProbes } from './report/probes/render-probes.ts';
export { renderProbesHtml } from './report/probes/render-probes-html.ts';
export { renderProbesMarkdown } from './report/probes/render-probes-markdown.ts';
export { renderBatch } from './report/render-batch.ts';
export { renderCalibration } from './report/render-calibration.ts';
export { type CleanupSummary, renderCleanup } from './report/render-cleanup.ts';
export { renderComparison } from './report/render-comparison.ts';
export { type DoctorFinding, type DoctorReport, renderDoctor } from './report/render-doctor.ts';
export { type InitSummary, renderInit } from './report/render-init.ts';
export { renderLogs } from './report/render-logs.ts';
export { renderPredictions } from './report/render-predictions.ts';
export { type ListedProvider, renderProviders } from './report/render-providers.ts';
export { renderReport } from './report/render-report.ts';
export { type ListedRun, renderRunList } from './report/render-run-list.ts';
export { renderRuntimeSetup } from './report/render-runtime-setup.ts';
export { renderRuntimes } from './report/render-runtimes.ts';
export { renderValidation, type Validation } from './report/render-validation.ts';
export type { RenderOptions } from './report/style.ts';
