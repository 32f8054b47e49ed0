#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Two real systems to update between: a Debian 12 root as it was released and as it is with all updates, as ext4 images of 256 MiB,
# and one that differs from the second in a single package. Wants root, mmdebstrap and e2fsprogs; keeps what is there already.
set -euo pipefail
folder=${1:?usage: images.sh FOLDER}
mkdir -p "$folder"

readonly SOURCES=/etc/apt/sources.list.d/debian.sources
readonly PACKAGES=systemd-sysv,udev,dbus,openssh-server,openssl,ca-certificates,curl,python3,iproute2,nftables,wpasupplicant,sqlite3,mosquitto,rsync,busybox,e2fsprogs,nginx-light,gnupg,apt
export SOURCE_DATE_EPOCH=1700000000 E2FSPROGS_FAKE_TIME=1700000000

mirror_of() { sed -n 's/^URIs: *//p' "$SOURCES" | sed -n "$1p"; }

tree() {  # NAME SOURCE...
  local to=$folder/tree-$1
  shift
  [ -d "$to" ] && return
  mmdebstrap --quiet --mode=root --variant=extract --include="$PACKAGES" bookworm "$to.part" "$@"
  rm -rf "$to.part"/usr/share/{doc,man,locale,info} "$to.part"/var/cache/apt/* "$to.part"/var/lib/apt/lists/* "$to.part"/var/log/*
  find "$to.part" -depth -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  mv "$to.part" "$to"
}

image() {  # NAME
  local to=$folder/$1.ext4
  [ -s "$to" ] && return
  truncate -s 256M "$to.part"
  mke2fs -q -F -t ext4 -b 4096 -m 0 -O ^has_journal,^metadata_csum -U 6f1d7a5e-0000-4000-8000-000000000001 \
    -E hash_seed=6f1d7a5e-0000-4000-8000-000000000002,root_owner=0:0 -d "$folder/tree-$1" "$to.part"
  mv "$to.part" "$to"
}

released="deb $(mirror_of 1) bookworm main"
tree u1 "$released"
tree u2 "$released" "deb $(mirror_of 1) bookworm-updates main" "deb $(mirror_of 2) bookworm-security main"
if [ ! -d "$folder/tree-s1" ]; then
  cp -a "$folder/tree-u2" "$folder/tree-s1"
  for file in usr/bin/openssl usr/lib/*/libssl.so.3 usr/lib/*/libcrypto.so.3; do
    for one in "$folder"/tree-u1/$file; do cp -a "$one" "$folder/tree-s1/${one#"$folder"/tree-u1/}"; done
  done
  find "$folder/tree-s1" -depth -type d -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
fi
for name in u1 u2 s1; do image "$name"; done
