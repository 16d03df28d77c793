/**
 * Loaded into the program with NODE_OPTIONS=--import: on SIGUSR2 it does what JOULELAB_TEST_FAULT says, which cannot be
 * had from outside.
 */
const faults: Readonly<Record<string, () => void>> = {
  rejection: () => void Promise.reject(new Error('planted fault')),
  'clock-back': () => {
    const now = Date.now.bind(Date);
    Date.now = () => now() - 3_600_000;
  },
};

process.on('SIGUSR2', () => faults[process.env['JOULELAB_TEST_FAULT'] ?? '']?.());
