/**
 * In what the engines that speak Docker's API differ, as far as it changes what joulelab does. Declared here and nowhere
 * else: the rest asks for the capability and never for the engine's name.
 */
export type EngineVariant = {
  readonly name: string;
  /** Tells of lack of memory in a running container by an event; else only of a container that has ended of it. */
  readonly oomEvents: boolean;
  /** `HostConfig.Runtime` of a container is the OCI runtime that it runs under; else it is a fixed word. */
  readonly namesRuntime: boolean;
};

const DOCKER: EngineVariant = { name: 'Docker', oomEvents: true, namesRuntime: true };

/** Seen on 4.3.1: no `oom` event, `"Runtime": "oci"` for every container. */
const PODMAN: EngineVariant = { name: 'Podman', oomEvents: false, namesRuntime: false };

/** The variant by the components that `GET /version` lists; what nobody knows is taken for Docker. */
export function variantOf(components: readonly { readonly Name: string }[]): EngineVariant {
  return components.some(({ Name }) => /podman/i.test(Name)) ? PODMAN : DOCKER;
}
