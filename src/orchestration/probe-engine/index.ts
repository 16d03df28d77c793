export { engineRuntimes } from './engine-runtimes.ts';
export { openLaboratoryEngine, privilegedUnder } from './open-laboratory-engine.ts';
export { provideImage } from './provide-image.ts';
