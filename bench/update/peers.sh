# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh: the others, as Debian builds them, each as its own documentation says it is used.

certificate() {  # KIND...
  openssl req -x509 -newkey "$@" -nodes -keyout "$scratch/key.pem" -out "$scratch/cert.pem" -subj /CN=bench -days 30 2>/dev/null
}

# RAUC: a bundle per format into an inactive file slot, through its service on a bus of its own.
rauc_rows() {  # BOUND
  installed rauc && installed dbus-run-session || return 0
  local at=$scratch/rauc format
  mkdir -p "$at/content" "$at/mount"
  certificate ec -pkeyopt ec_paramgen_curve:P-256
  cp "$new" "$at/content/rootfs.img"
  for slot in 0 1; do truncate -s "$(stat -c %s "$new")" "$at/slot$slot"; done
  printf '#!/bin/sh\ncase "$1" in get-primary) echo A;; get-state) echo good;; esac\n' >"$at/backend"
  chmod +x "$at/backend"
  { printf '[system]\ncompatible=bench\nbootloader=custom\nmountprefix=%s\nstatusfile=%s\n' "$at/mount" "$at/status"
    printf '[keyring]\npath=%s\n[handlers]\nbootloader-custom-backend=%s\n' "$scratch/cert.pem" "$at/backend"
    printf '[slot.rootfs.0]\ndevice=%s\ntype=raw\nbootname=A\n[slot.rootfs.1]\ndevice=%s\ntype=raw\nbootname=B\n' "$at/slot0" "$at/slot1"; } >"$at/system.conf"
  printf '[update]\ncompatible=bench\nversion=1\n[bundle]\nformat=plain\n[image.rootfs]\nfilename=rootfs.img\n' >"$at/content/manifest.raucm"
  for format in stored zstd; do
    local packing="-comp zstd"
    [ $format = stored ] && packing="-noI -noD -noF"
    rauc --cert "$scratch/cert.pem" --key "$scratch/key.pem" bundle --mksquashfs-args="$packing" "$at/content" "$at/$format.raucb" >/dev/null 2>&1
  done
  export scratch runs at new
  BOUND=$1 HERE=$here dbus-run-session -- bash -c '
    set -euo pipefail
    . "$HERE/measure.sh"
    export DBUS_STARTER_BUS_TYPE=session
    rauc -c "$at/system.conf" --override-boot-slot=A service >"$at/log" 2>&1 &
    service=$!
    until rauc status >/dev/null 2>&1; do sleep 0.1; done
    for format in stored zstd; do
      beside_bound "rauc, $format" "rm -f $at/status; rauc install $at/$format.raucb" "$BOUND" \
        "awk \"/VmHWM/{print \\\$2 / 1024}\" /proc/$service/status"
    done
    kill $service'
}

# SWUpdate: a signed .swu through its raw handler. It syncs nothing itself, so the slot is synced for it.
swupdate_rows() {  # BOUND
  installed swupdate && installed cpio || return 0
  local at=$scratch/swupdate packing
  mkdir -p "$at"
  certificate rsa:2048 -addext extendedKeyUsage=emailProtection -addext keyUsage=digitalSignature
  printf 'globals: { verbose = false; loglevel = 1; syslog = false; };\n' >"$at/config"
  for packing in stored zstd; do
    local content=$at/$packing compressed=''
    mkdir -p "$content"
    if [ $packing = zstd ]; then zstd -q -9 -f "$new" -o "$content/rootfs.img"; compressed='compressed = "zstd";'; else cp "$new" "$content/rootfs.img"; fi
    printf 'software = { version = "1"; hardware-compatibility: [ "#RE:.*" ]; images: ( { filename = "rootfs.img"; type = "raw"; device = "%s"; %s sha256 = "%s"; } ); }\n' \
      "$scratch/peer-slot" "$compressed" "$(sha256sum "$content/rootfs.img" | cut -d' ' -f1)" >"$content/sw-description"
    openssl cms -sign -in "$content/sw-description" -out "$content/sw-description.sig" -signer "$scratch/cert.pem" -inkey "$scratch/key.pem" \
      -outform DER -nosmimecap -binary
    (cd "$content" && printf 'sw-description\nsw-description.sig\nrootfs.img\n' | cpio -o -H crc --quiet) >"$at/$packing.swu"
    beside_bound "swupdate, $packing" "swupdate -f $at/config -H bench:1.0 -k $scratch/cert.pem -M -m -i $at/$packing.swu; sync $scratch/peer-slot" "$1"
  done
}

mender_rows() {  # BOUND
  installed mender && installed mender-artifact || return 0
  unshare -m bash "$here/mender.sh" "$here" "$scratch" "$old" "$new" "$runs" "$1" || printf '%-44s cannot be run here\n' "mender"
}

delta_rows() {
  local d=$scratch/delta out=$scratch/out
  installed bsdiff && delta_row "bsdiff" "$d" "rm -f $d; bsdiff $old $new $d" "bspatch $old $out $d; sync $out"
  installed xdelta3 && delta_row "xdelta3 -9" "$d" "xdelta3 -f -e -9 -S lzma -B 536870912 -s $old $new $d" "xdelta3 -f -d -B 536870912 -s $old $d $out; sync $out"
  installed xdelta3 && delta_row "xdelta3" "$d" "xdelta3 -f -e -s $old $new $d" "xdelta3 -f -d -s $old $d $out; sync $out"
  installed zstd && delta_row "zstd -19 --patch-from" "$d" "zstd -q -f -19 -T1 --long=31 --patch-from=$old $new -o $d" \
    "zstd -q -d -f --long=31 --memory=2048MB --patch-from=$old $d -o $out; sync $out"
  installed casync && casync_row
  installed ostree && ostree_row
  return 0
}

# OSTree knows files, not blocks: the same two systems as trees, and the static delta between their commits.
ostree_row() {
  local at=$scratch/ostree from=${old%.ext4} to=${new%.ext4}
  from=$images/tree-${from##*/} to=$images/tree-${to##*/}
  [ -d "$from" ] && [ -d "$to" ] || return 0
  rm -rf "$at" && mkdir "$at"
  for tree in "$from" "$to"; do cp -a "$tree" "$at/" && rm -rf "$at/${tree##*/}"/dev/*; done  # it takes no device nodes
  ostree init --repo="$at/maker" --mode=archive
  ostree init --repo="$at/device" --mode=bare
  local old_commit new_commit made applied
  old_commit=$(ostree commit --repo="$at/maker" -b release --tree="dir=$at/${from##*/}")
  ostree pull-local --repo="$at/device" "$at/maker" release >/dev/null
  new_commit=$(ostree commit --repo="$at/maker" -b release --tree="dir=$at/${to##*/}")
  made=$(once "ostree static-delta generate --repo=$at/maker --from=$old_commit --to=$new_commit --inline --filename=$at/delta --min-fallback-size=0") || return 0
  applied=$(once "ostree static-delta apply-offline --repo=$at/device $at/delta; sync") || return 0
  printf '%-44s %10d B  %6.2f x ours   made %7.1f s %7.1f MiB   applied %6.2f s %7.1f MiB\n' "ostree, static delta of the files" \
    "$(stat -c %s "$at/delta")" "$(awk -v a="$(stat -c %s "$at/delta")" -v b="$ours" 'BEGIN {print a / b}')" $made $applied
}

# casync: what the chunk store gains by the new image, and its index.
casync_row() {
  local at=$scratch/casync
  rm -rf "$at" && mkdir "$at"
  local index="casync make --store=$at/store --chunk-size=65536"
  $index "$at/old.caibx" "$old" >/dev/null 2>&1
  (cd "$at/store" && find . -type f | sort) >"$at/before"
  local made applied size
  made=$(once "$index $at/new.caibx $new") || return 0
  applied=$(once "casync extract --store=$at/store --seed=$old --seed-output=no $at/new.caibx $scratch/out; sync $scratch/out") || return 0
  size=$(cd "$at/store" && find . -type f | sort | comm -13 "$at/before" - | xargs -r stat -c %s | awk '{sum += $1} END {print sum + 0}')
  size=$((size + $(stat -c %s "$at/new.caibx")))
  printf '%-44s %10d B  %6.2f x ours   made %7.1f s %7.1f MiB   applied %6.2f s %7.1f MiB\n' "casync, chunks of 64 KiB" "$size" \
    "$(awk -v a="$size" -v b="$ours" 'BEGIN {print a / b}')" $made $applied
}
