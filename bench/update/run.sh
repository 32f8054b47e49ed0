#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# An update of 256 MiB, beside what others make of the same bytes in the same run: one table of ratios. As root.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
bin=$(readlink -f "${1:?usage: run.sh BIN FOLDER [RUNS]}")
images=$(readlink -f "${2:?usage: run.sh BIN FOLDER [RUNS]}")
runs=${3:-5}
export LC_ALL=C
. "$here/measure.sh"
. "$here/peers.sh"
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/cardea-bench-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
readonly MODEL=bench-1

# Our images hold theirs as one file; the desk makes the delta and the update file as a maker does.
make_release() {  # OLD NEW
  local desk=$scratch/desk release="$bin/cardea release"
  rm -rf "$desk" "$scratch"/*.img "$scratch/media"
  mkdir -p "$scratch/media"
  "$bin/cardea-bench-image" --content "$1" --model $MODEL --version 1.0.0 --out "$scratch/old.img" >/dev/null
  "$bin/cardea-bench-image" --content "$2" --model $MODEL --version 1.1.0 --out "$scratch/new.img" >/dev/null
  { $release init --dir "$desk"
    $release add --dir "$desk" --image "$scratch/old.img" --model $MODEL --version 1.0.0
    $release add --dir "$desk" --image "$scratch/new.img" --model $MODEL --version 1.1.0 --delta-from 1.0.0
    $release file --dir "$desk" --model $MODEL --version 1.1.0 -o "$scratch/media/new.update"; } >/dev/null 2>&1
}

install_with() {  # RUNNING-IMAGE [MORE...]
  local running=$1
  shift
  echo "rm -rf $scratch/state; mkdir $scratch/state; $bin/cardea-bench-install --repository $scratch/desk/repository --media $scratch/media" \
    "--state $scratch/state --running $running --slot $scratch/slot --model $MODEL --version 1.0.0 $*"
}

install_table() {
  printf '\ninstall of %s, verified before and after it is written, synced; bound: openssl dgst -sha256 and dd conv=fsync\n' "$(basename "$new")"
  local bound="openssl dgst -sha256 $new; dd if=$new of=$scratch/peer-slot bs=1M conv=notrunc,fsync status=none"
  dd if=/dev/zero of="$scratch/peer-slot" bs=1M count=$(($(stat -c %s "$new") >> 20)) conv=fsync status=none
  # An image that we install goes into a slot that holds something else.
  PREPARE="dd if=/dev/zero of=$scratch/slot bs=1M count=260 conv=notrunc,fsync status=none"
  beside_bound "cardea, whole, compressed" "$(install_with /nothing)" "$bound"
  beside_bound "cardea, whole, from an update file, compressed" "$(install_with /nothing --file new.update)" "$bound"
  cp -a "$scratch/desk/repository/targets" "$scratch/all-targets"
  rm "$scratch"/desk/repository/targets/*.pack
  beside_bound "cardea, whole, stored" "$(install_with /nothing)" "$bound"
  rm -rf "$scratch/desk/repository/targets" && mv "$scratch/all-targets" "$scratch/desk/repository/targets"
  beside_bound "cardea, by delta" "$(install_with "$scratch/old.img")" "$bound"
  PREPARE=''
  rauc_rows "$bound"
  swupdate_rows "$bound"
  mender_rows "$bound"
}

delta_table() {
  printf '\nthe whole image compressed: %d of %d bytes\n' "$(stat -c %s "$scratch"/desk/repository/targets/*-1.1.0.pack)" "$(stat -c %s "$new")"
  ours=$(stat -c %s "$scratch"/desk/repository/targets/*.delta)
  printf '\n%s to %s, %d bytes\n' "$(basename "$old")" "$(basename "$new")" "$(stat -c %s "$new")"
  local made applied
  made=$(once "$bin/cardea release delta $scratch/old.img $scratch/new.img -o $scratch/again.delta")
  rm -f "$scratch/again.delta"
  applied=$(PREPARE="rm -f $scratch/slot" once "$(install_with "$scratch/old.img")")
  printf '%-44s %10d B  %6.2f x ours   made %7.1f s %7.1f MiB   applied %6.2f s %7.1f MiB (and all checks)\n' "cardea" "$ours" 1 $made $applied
  delta_rows
}

printf 'load %s; each figure is the median of %d interleaved runs\n' "$(cut -d' ' -f1-3 /proc/loadavg)" "$runs"
old=$images/u1.ext4 new=$images/u2.ext4
make_release "$old" "$new"
install_table
delta_table
old=$images/s1.ext4
make_release "$old" "$new"
delta_table
