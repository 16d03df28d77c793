/** Where a CPU stands among its maker's products. */
export type CpuGeneration = {
  /** Product line and launch year, such as `scalable-2019`: CPUs that share their design. */
  readonly family: string;
  /** Launch year of the generation. */
  readonly year: number;
  /** The maker's letter for a low-power variant (L, or E before 2011) is in the name. */
  readonly lowPower: boolean;
};

/**
 * A CPU's generation, read from the model name as /proc/cpuinfo, a hypervisor or a results table writes it.
 *
 * A machine knows its model name but neither its thermal design power nor its age; the generation stands for both in the
 * power model. Undefined for names that say nothing ("AMD EPYC", "Intel Xeon Processor", "Common KVM processor").
 *
 * Source: the vendors' naming schemes (Intel "Xeon processor numbers", AMD "EPYC model number decoder") and QEMU's names
 * of CPU models.
 */
export function cpuGeneration(cpuModel: string): CpuGeneration | undefined {
  const name = cpuModel.replaceAll(/\((?:R|TM|r|tm)\)|®|™/g, '');
  for (const { line, pattern, years } of GENERATIONS) {
    const match = pattern.exec(name);
    if (match === null) continue;
    const year = years[match.slice(1).join('').toLowerCase()];
    if (year !== undefined) return { family: `${line}-${year}`, year, lowPower: LOW_POWER.test(name) };
  }
  return undefined;
}

const LOW_POWER = /\b[LE]\d{4}\b|\d{4}L\b|\d HE\b/;

/** The joined groups of `pattern` are the key of `years`. The first rule that gives a year wins. */
type Generation = {
  readonly line: string;
  readonly pattern: RegExp;
  readonly years: Readonly<Record<string, number>>;
};

const GENERATIONS: readonly Generation[] = [
  // AMD EPYC: first digit the series, last digit the generation, also in cloud names such as 7R32 and 9R14.
  { line: 'epyc4000', pattern: /EPYC (4)\d\d(\d)/i, years: { 44: 2024, 45: 2025 } },
  {
    line: 'epyc',
    pattern: /EPYC (\d)[0-9A-Z]\d(\d)/i,
    years: { 71: 2017, 72: 2019, 73: 2021, 84: 2023, 94: 2022, 95: 2024 },
  },
  {
    line: 'epyc',
    pattern: /EPYC-(Rome|Milan|Genoa|Turin)/i,
    years: { rome: 2019, milan: 2021, genoa: 2022, turin: 2024 },
  },
  // QEMU's names of Intel's generations, and of the first EPYC.
  {
    line: 'e5',
    pattern: /(Sandy ?Bridge|Ivy ?Bridge|Haswell|Broadwell)/i,
    years: {
      sandybridge: 2012,
      'sandy bridge': 2012,
      ivybridge: 2013,
      'ivy bridge': 2013,
      haswell: 2014,
      broadwell: 2016,
    },
  },
  {
    line: 'scalable',
    pattern: /(Skylake|Cascade ?Lake|Cooper ?Lake|Ice ?lake)/i,
    years: {
      skylake: 2017,
      cascadelake: 2019,
      'cascade lake': 2019,
      cooperlake: 2020,
      'cooper lake': 2020,
      icelake: 2021,
      'ice lake': 2021,
    },
  },
  {
    line: 'scalable',
    pattern: /(Sapphire ?Rapids|Emerald ?Rapids|Granite ?Rapids|Sierra ?Forest)/i,
    years: {
      sapphirerapids: 2023,
      'sapphire rapids': 2023,
      emeraldrapids: 2024,
      'emerald rapids': 2024,
      graniterapids: 2024,
      'granite rapids': 2024,
      sierraforest: 2024,
      'sierra forest': 2024,
    },
  },
  // Intel Xeon 6: four digits and P or E.
  { line: 'xeon6', pattern: /Xeon (?:Gold )?6[3579]\d\d([PE])/i, years: { p: 2024, e: 2024 } },
  // Intel Xeon Scalable: second digit the generation.
  {
    line: 'scalable',
    pattern: /(?:Bronze|Silver|Gold|Platinum) [3-9]([1-6])\d\d/i,
    years: { 1: 2017, 2: 2019, 3: 2021, 4: 2023, 5: 2024, 6: 2024 },
  },
  { line: 'scalable', pattern: /Xeon 8([1-5])\d\d/i, years: { 1: 2017, 2: 2019, 3: 2021, 4: 2023, 5: 2024 } },
  // Intel Xeon E3, E5, E7: the version; without one the first.
  {
    line: 'e3',
    pattern: /E3-?\d{4}L? ?v?(\d?)\b/i,
    years: { '': 2011, 0: 2011, 2: 2012, 3: 2013, 4: 2015, 5: 2015, 6: 2017 },
  },
  {
    line: 'e5',
    pattern: /E5-\d{4}[LWA]? ?v?(\d?)\b/i,
    years: { '': 2012, 0: 2012, 2: 2013, 3: 2014, 4: 2016 },
  },
  {
    line: 'e7',
    pattern: /E7- ?\d{4}L? ?v?(\d?)\b/i,
    years: { '': 2011, 0: 2011, 2: 2014, 3: 2015, 4: 2016 },
  },
  { line: 'e', pattern: /\bE-2([1-4])/i, years: { 1: 2018, 2: 2019, 3: 2021, 4: 2023 } },
  { line: 'd', pattern: /\bD-(1[578]|2[17])/i, years: { 15: 2015, 17: 2022, 18: 2022, 21: 2018, 27: 2022 } },
  {
    line: 'w',
    pattern: /\b[Ww]\d?-(21|22|24|25|32|33|34|35)/i,
    years: { 21: 2017, 22: 2019, 24: 2023, 25: 2024, 32: 2019, 33: 2021, 34: 2023, 35: 2024 },
  },
  // Intel Xeon before E3/E5: four digits.
  {
    line: 'xeon',
    pattern: /Xeon.*?\b[XELW]?(3[0-4]|5[0-6]|7[1-5])\d\d\b/i,
    years: {
      30: 2006,
      32: 2007,
      33: 2008,
      34: 2009,
      50: 2006,
      51: 2006,
      52: 2008,
      53: 2007,
      54: 2007,
      55: 2009,
      56: 2010,
      71: 2006,
      73: 2007,
      74: 2008,
      75: 2010,
    },
  },
  {
    line: 'opteron',
    pattern: /Opteron (?:Processor )?(\d\d)\d\d/i,
    years: {
      22: 2006,
      82: 2006,
      23: 2008,
      83: 2008,
      24: 2009,
      84: 2009,
      41: 2010,
      61: 2010,
      42: 2011,
      62: 2011,
      43: 2012,
      63: 2012,
    },
  },
  // Intel Core: one or two digits of generation before three more.
  {
    line: 'core',
    pattern: /Core i\d[- ](\d{1,2})\d{3}/i,
    years: {
      2: 2011,
      3: 2012,
      4: 2013,
      5: 2015,
      6: 2015,
      7: 2017,
      8: 2018,
      9: 2019,
      10: 2020,
      11: 2021,
      12: 2021,
      13: 2022,
      14: 2023,
    },
  },
  // Generation 10 and 11 for laptops write letters in the middle: i7-1165G7.
  { line: 'core', pattern: /Core i\d-(1[01])\d\dG/i, years: { 10: 2019, 11: 2020 } },
  { line: 'coreultra', pattern: /Core Ultra \d ([12])\d\d/i, years: { 1: 2024, 2: 2025 } },
  {
    line: 'ryzen',
    pattern: /Ryzen .*?\b([1-9])\d{3}/i,
    years: { 1: 2017, 2: 2018, 3: 2019, 4: 2020, 5: 2021, 6: 2022, 7: 2023, 8: 2024, 9: 2024 },
  },
];
