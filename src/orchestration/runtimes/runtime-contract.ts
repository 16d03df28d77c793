import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RuntimeEntry } from '../engine/engine.ts';
import { fixtureMachine } from './fixture-machine.ts';
import type { Runtime } from './runtime.ts';

/** What the rules need to know besides the runtime. */
export type ContractCase = {
  /** The runtime's folder. */
  readonly folder: string;
  /** Entries that are this runtime. */
  readonly own: readonly RuntimeEntry[];
  /** Entries of other runtimes; none for the last one, which takes what nobody else does. */
  readonly foreign: readonly RuntimeEntry[];
};

const CONTAINER = { name: 'app', id: '5d427ca23b67', pid: 4_194_305, networkMode: 'bridge' };

/** The rules that every runtime keeps. A new one is run through them with an entry of its own. */
export function describeRuntime(runtime: Runtime, { folder, own, foreign }: ContractCase): void {
  describe(`runtime ${runtime.id}`, () => {
    it('is called like its folder, and has a title', () => {
      expect(runtime.id).toBe(basename(folder));
      expect(runtime.title).toMatch(/\S/);
    });

    it('recognises its own entries, and no others', () => {
      expect(own.length).toBeGreaterThan(0);
      for (const entry of own) expect(runtime.recognise(entry), JSON.stringify(entry)).toBe(true);
      for (const entry of foreign) expect(runtime.recognise(entry), JSON.stringify(entry)).toBe(false);
    });

    it('has a source for every claim, and a reason for every "unknown" and "partly"', () => {
      for (const [capability, { says, source, note }] of Object.entries(runtime.claims)) {
        expect(source, capability).toMatch(/\S/);
        if (says === 'partly') expect(note, capability).toMatch(/\S/);
      }
    });

    it('looks at a machine of which nothing can be seen without failing, and says what to do', async () => {
      for (const entry of own) {
        for (const requirement of await runtime.requirements(entry, fixtureMachine())) {
          expect(requirement.name).toMatch(/\S/);
          expect(requirement.seen, requirement.name).toMatch(/\S/);
          if (requirement.met === 'no') expect(requirement.advice, requirement.name).toMatch(/\S/);
        }
        expect(runtime.sharedServices(fixtureMachine())).toEqual([]);
      }
    });

    it('knows nothing of a machine on which the engine is not', async () => {
      const elsewhere = fixtureMachine({}, { socket: 'tcp://192.0.2.1:2375' });
      for (const entry of own)
        for (const { met, name } of await runtime.requirements(entry, elsewhere))
          expect(met, name).toBe('unknown');
    });

    it.each(['20.10.24', '26.0.0', '28.0.0', '29.5.0', 'unknown'])(
      'has a source and advice for every gate under Docker %s',
      (version) => {
        const host = fixtureMachine({}, { version });
        for (const own_version of [undefined, '0.0.1', '99.0.0'])
          for (const entry of own)
            for (const gate of runtime.gates(own_version, entry, host)) {
              expect(gate.source).toMatch(/\S/);
              expect(gate.message).toMatch(/^[A-Z].*\.$/);
              expect(gate.advice).toMatch(/^[A-Z].*\.$/);
            }
      },
    );

    it('refuses no version that is not known', () => {
      for (const entry of own)
        for (const { effect } of runtime.gates(undefined, entry, fixtureMachine({}, { version: '29.5.0' })))
          expect(effect).toBe('warn');
    });

    it('accounts a container that has ended: without a cgroup, which is no error', () => {
      const { ownCgroup, target } = runtime.accounting(CONTAINER, fixtureMachine().env);
      expect([ownCgroup, target.cgroup, target.pid]).toEqual([false, {}, CONTAINER.pid]);
      expect(target.ignoreInterfaces).toContain('lo');
    });

    it('says what it does differently in sentences', () => {
      const { engine } = fixtureMachine();
      for (const entry of own)
        for (const note of runtime.policy(entry, engine).notes) expect(note).toMatch(/^\S+( \S+){3,}[^.]$/);
    });

    it('tells how to get it, or why there is no way', () => {
      const how = runtime.installation;
      if (how === undefined) return;
      expect(how.name).toMatch(/^[a-z][\w-]*$/);
      expect(how.binary).toMatch(/^[a-z][\w-]*$/);
      if (how.refused !== undefined) expect(how.refused.advice).toMatch(/\.$/);
      else expect([how.manual.length > 0, how.daemonEntry !== undefined]).toEqual([true, true]);
    });
  });
}
