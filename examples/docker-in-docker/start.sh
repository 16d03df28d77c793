#!/bin/sh
# Starts the engine. Its containers' cgroups are to be below this container's, so that they are counted with it: the engine mounts
# them read-only unless a container is privileged, and this one asks for less.
set -eu
awk '$2 ~ "^/sys/fs/cgroup" && $3 ~ "^cgroup" { print $2 }' /proc/mounts | while read -r mount; do
  mount -o remount,bind,rw "$mount"
done
exec dockerd-entrypoint.sh dockerd --host=unix:///var/run/docker.sock
