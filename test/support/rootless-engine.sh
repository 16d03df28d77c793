#!/bin/sh
# Starts a rootless Docker engine below DIR, its socket DIR/run/docker.sock, until it is ended by a signal. To be started as
# root in a mount namespace of its own (unshare --mount): the user that it runs as exists in there only.
#
#   unshare --mount rootless-engine.sh DIR DOCKERD_ROOTLESS_SH
set -eu
dir=$1
script=$2
user=joulelab-rootless
id=61234
mkdir -p "$dir/home" "$dir/run" "$dir/data" "$dir/etc" "$dir/dev"
cp /etc/passwd /etc/group "$dir/etc/"
echo "$user:x:$id:$id::$dir/home:/bin/sh" >>"$dir/etc/passwd"
echo "$user:x:$id:" >>"$dir/etc/group"
echo "$user:200000:65536" | tee "$dir/etc/subuid" >"$dir/etc/subgid"
for file in passwd group subuid subgid; do mount --bind "$dir/etc/$file" "/etc/$file"; done
mknod "$dir/dev/tun" c 10 200
chmod 666 "$dir/dev/tun"
mount --bind "$dir/dev/tun" /dev/net/tun
chown -R "$id:$id" "$dir/home" "$dir/run" "$dir/data"
chmod 711 "$dir"
chmod 700 "$dir/run"
exec setpriv --reuid "$id" --regid "$id" --clear-groups env -i HOME="$dir/home" USER="$user" XDG_RUNTIME_DIR="$dir/run" \
  PATH=/usr/sbin:/usr/bin:/sbin:/bin "$script" --iptables=false --data-root "$dir/data"
