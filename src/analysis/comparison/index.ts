export { batchReport } from './batch-report.ts';
export type { ComparisonRequest } from './comparable-rows.ts';
export { armStatistics, type ComparisonOptions, compareArms } from './compare-arms.ts';
export { compareReports } from './compare-reports.ts';
export { type ComparisonRow, compareRows } from './compare-rows.ts';
export { holm } from './holm.ts';
export { type MeanDeviation, meanDeviation, median } from './mean-deviation.ts';
export { tQuantile } from './student-t.ts';
