import type { Capability, Claim, Claims } from '../../domain/runtimes.ts';

/** What a runtime owes to the specification; no document tests each of them under Docker. */
const BY_SPECIFICATION: readonly Capability[] = [
  'run',
  'logs',
  'stop',
  'bind-mount',
  'cpu-limit',
  'memory-limit',
  'host-network',
  'cpu-accounting',
];

/** What the engine's shim asks of every runtime that it starts like runc. */
const BY_SHIM: readonly Capability[] = [
  'exec',
  'exec-stdin',
  'exec-tty',
  'health-check',
  'out-of-memory',
  'pause',
  'engine-stats',
];

/** What the engine does itself, in the namespaces that it or the runtime makes. */
const BY_ENGINE: readonly Capability[] = [
  'published-port',
  'network-address',
  'network-name',
  'network-accounting',
];

/** Said where nothing was found. */
export const UNKNOWN: Claim = { says: 'unknown', source: 'no document was found' };

/**
 * What every runtime gives through the engine that starts processes on the host's kernel and is driven like runc. The last four rows
 * have documents of their own; the rest follows, and says so.
 */
export function nativeClaims(): Claims {
  const spec = follows(
    'follows from OCI conformance',
    'opencontainers/runtime-spec, config.md and runtime.md',
  );
  const shim = follows(
    'follows from the shim that drives it like runc',
    'docker/docs, alternative-runtimes.md; containerd, containerd-shim-runc-v2',
  );
  const engine = follows('the engine does it', 'moby/moby, daemon/libnetwork');
  return {
    ...each(BY_SPECIFICATION, spec),
    ...each(BY_SHIM, shim),
    ...each(BY_ENGINE, engine),
    'own-kernel': {
      says: 'no',
      note: "the host's kernel",
      source: 'opencontainers/runtime-spec, config-linux.md',
    },
    'kernel-modules': {
      says: 'no',
      note: 'would change the kernel of the host',
      source: 'capabilities(7), CAP_SYS_MODULE',
    },
    'nested-engine': { says: 'yes', note: 'privileged', source: 'docker-library/docs, docker/README.md' },
    systemd: {
      says: 'partly',
      note: 'privileged, or writable cgroups (Docker 28 and later)',
      source: 'moby/moby, commit e3cdd59a',
    },
    kubernetes: { says: 'partly', note: 'privileged', source: 'k3d-io/k3d and kubernetes-sigs/kind' },
    gpu: {
      says: 'yes',
      note: 'NVIDIA Container Toolkit',
      source: 'docs.nvidia.com, NVIDIA Container Toolkit',
    },
  };
}

/** The same claims, where they are concluded and not told: the note says so. */
export function inferred(claims: Claims, capabilities: readonly Capability[]): Claims {
  const changed = capabilities.flatMap((capability) => {
    const claim = claims[capability];
    if (claim === undefined) return [];
    const note = claim.note === undefined ? 'inferred' : `inferred; ${claim.note}`;
    return [[capability, { ...claim, note }]];
  });
  return { ...claims, ...Object.fromEntries(changed) };
}

function follows(note: string, source: string): Claim {
  return { says: 'yes', note, source };
}

function each(capabilities: readonly Capability[], claim: Claim): Claims {
  return Object.fromEntries(capabilities.map((capability) => [capability, claim]));
}
