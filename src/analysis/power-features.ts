/** What the power model is told about a machine. Cores and memory are the whole machine's. */
export type PowerInputs = {
  readonly chips: number;
  readonly cores: number;
  readonly threads: number;
  readonly memoryGib: number;
  readonly amd: boolean;
  /** Launch year of the CPU's generation. */
  readonly generationYear?: number;
};

/**
 * The three ways of looking at a machine, from most to least known:
 *
 * - `machine`: size and generation are known; the whole machine's watts.
 * - `undated`: the generation is not known.
 * - `thread`: the size is not known either (a guest does not know its host): watts per hardware thread.
 */
export type PowerVariant = 'machine' | 'undated' | 'thread';

/**
 * Regressors of ln(watts), or of ln(watts per thread) for `thread`. One place for the fit and for its use, so that the
 * two cannot drift apart. Years count in lustra from 2010 to keep the squares near 1.
 */
export function powerFeatures(variant: PowerVariant, inputs: PowerInputs): readonly number[] {
  const amd = inputs.amd ? 1 : 0;
  if (variant === 'thread') return [1, amd];
  const size = [
    1,
    Math.log(inputs.chips),
    Math.log(inputs.cores),
    Math.log(inputs.threads / inputs.cores),
    Math.log(inputs.memoryGib),
    amd,
  ];
  if (variant === 'undated') return size;
  const age = ((inputs.generationYear ?? 2010) - 2010) / 5;
  return [...size, age, age * age, amd * age];
}
