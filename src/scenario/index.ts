export { type LoadRequest, loadScenario } from './load-scenario.ts';
