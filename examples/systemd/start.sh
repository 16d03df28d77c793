#!/bin/sh
# Starts systemd with cgroups of the container's own: what the engine has mounted is read-only, and systemd mounts what it finds
# missing, version 1 or 2, within the container's cgroup namespace. Nothing of the host's is shared.
set -eu
umount -R /sys/fs/cgroup
exec /lib/systemd/systemd
