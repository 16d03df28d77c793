#!/bin/sh
# Makes the image "tools" from this container's own busybox and the libraries that it needs. No registry is asked, so that the
# example runs everywhere and measures no download.
set -eu
tree=$(mktemp -d)
mkdir -p "$tree/bin" "$tree/tmp"
cp /bin/busybox "$tree/bin/busybox"
for library in $(ldd /bin/busybox | grep -o '/[^ ]*' | sort -u); do
  mkdir -p "$tree$(dirname "$library")"
  cp -L "$library" "$tree$library"
done
for applet in $(busybox --list); do
  [ "$applet" = busybox ] || ln -s busybox "$tree/bin/$applet"
done
tar -C "$tree" -c . | docker import --change 'ENV PATH=/bin' - tools
rm -r "$tree"
