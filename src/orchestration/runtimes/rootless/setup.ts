import type { PackageFamily } from '../runtime.ts';
import type { SetupStep } from '../setup-steps.ts';

const GUIDE = 'https://docs.docker.com/engine/security/rootless/';

/**
 * Sources: docker/docs, rootless/_index.md (docker-ce-rootless-extras, dbus-user-session) and moby, contrib/dockerd-rootless-setuptool.sh
 * (uidmap, shadow-utils); slirp4netns is what Debian calls the first of the programs that dockerd-rootless.sh looks for.
 */
const PACKAGES: Readonly<Partial<Record<PackageFamily, readonly string[]>>> = {
  debian: [
    'sudo apt-get install uidmap dbus-user-session slirp4netns',
    "sudo apt-get install docker-ce-rootless-extras   # from Docker's repository; Debian's docker.io has the scripts in /usr/share/docker.io/contrib",
  ],
  fedora: [
    'sudo dnf install shadow-utils',
    "sudo dnf install docker-ce-rootless-extras   # from Docker's repository",
  ],
};

/** How to get a Docker without root. */
export function rootlessSteps(family: PackageFamily | undefined): SetupStep[] {
  const packages = family === undefined ? undefined : PACKAGES[family];
  return [
    {
      title: 'Install what it needs',
      lines: packages ?? [`# newuidmap, slirp4netns or pasta, and Docker's rootless scripts: ${GUIDE}`],
    },
    {
      title: 'Set the engine up, as the user who will run it',
      lines: ['dockerd-rootless-setuptool.sh install'],
    },
    {
      title: 'Delegate cgroups, so that limits and disk figures work; log in again afterwards',
      lines: [
        'sudo mkdir -p /etc/systemd/system/user@.service.d',
        "printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf",
        'sudo systemctl daemon-reload',
      ],
    },
    {
      title: 'See whether it works',
      lines: [
        'export DOCKER_HOST=unix://$XDG_RUNTIME_DIR/docker.sock',
        'joulelab runtimes',
        'joulelab runtimes probe',
      ],
    },
  ];
}
