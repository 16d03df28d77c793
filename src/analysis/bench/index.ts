export { cellFigures } from './cell-figures.ts';
export { compareBench } from './compare-bench.ts';
export { restCosts } from './rest-costs.ts';
