import type { Bench } from './probe.ts';

/** A way to give a container more rights, and how to say it. */
export type Rights = { readonly words: string; readonly options: readonly string[] };

const OPEN = ['seccomp', 'apparmor', 'systempaths'].flatMap((one) => ['--security-opt', `${one}=unconfined`]);

const NONE: Rights = { words: 'without further rights', options: [] };
const PRIVILEGED: Rights = { words: 'with --privileged', options: ['--privileged'] };
const CAPABILITIES: Rights = {
  words: 'with --cap-add ALL and open security options',
  options: ['--cap-add', 'ALL', ...OPEN],
};
/** Some hosts have not got this capability to give; nested programs do without it. */
const FEWER: Rights = {
  words: 'with --cap-add ALL --cap-drop SYS_RESOURCE and open security options',
  options: ['--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE', ...OPEN],
};

/** What is worth a try under a runtime, in this order. */
export function rightsToTry({ subject }: Bench): readonly Rights[] {
  switch (subject.privileged) {
    case 'refused':
      return [NONE];
    case 'guest':
      return [CAPABILITIES, FEWER];
    case 'engine':
      return [PRIVILEGED, CAPABILITIES, FEWER];
    default:
      return subject.privileged satisfies never;
  }
}
