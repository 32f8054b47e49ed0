#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Mender's client, standalone: it asks which partition is the root, so it gets a root of its own whose slots are two loop devices, in
# a mount namespace that takes all of it along when it ends. Its environment of the boot loader is a file behind two small programs.
# usage: mender.sh HERE SCRATCH OLD-IMAGE NEW-IMAGE RUNS BOUND-COMMAND
set -euo pipefail
here=$1 scratch=$2 old=$3 new=$4 runs=$5 bound=$6
. "$here/measure.sh"
at=$scratch/mender root=$scratch/mender/root
mkdir -p "$root"
truncate -s 64M "$at/root.img"
mke2fs -q -F "$at/root.img"
mount -o loop "$at/root.img" "$root"
cp "$old" "$at/slot-b"
slot_a=$(findmnt -no SOURCE "$root") slot_b=$(losetup -f --show "$at/slot-b")
trap 'losetup -d "$slot_b"' EXIT
mkdir -p "$root"/{usr,etc/mender,lib,lib64,bin,sbin,dev,proc,sys,tmp,artifacts,boot-env,var/lib/mender}
for folder in usr lib lib64 bin sbin dev proc sys; do mount --rbind "/$folder" "$root/$folder"; done

cat >"$root/boot-env/fw_printenv" <<'END'
#!/bin/sh
if [ "$1" = -n ]; then sed -n "s/^$2=//p" /boot-env/variables; exit; fi
[ $# -gt 0 ] || exec cat /boot-env/variables
for name in "$@"; do grep "^$name=" /boot-env/variables; done
exit 0
END
cat >"$root/boot-env/fw_setenv" <<'END'
#!/bin/sh
put() { sed -i "/^$1=/d" /boot-env/variables; [ -z "$2" ] || echo "$1=$2" >>/boot-env/variables; }
if [ "$1" = -s ]; then sed 's/[= ]/ /' "$2" | while read -r name value; do put "$name" "$value"; done; else put "$1" "$2"; fi
exit 0
END
chmod +x "$root"/boot-env/fw_*

openssl ecparam -genkey -name prime256v1 -noout -out "$at/key.pem"
openssl ec -in "$at/key.pem" -pubout -out "$root/etc/mender/key.pub" 2>/dev/null
printf '{"RootfsPartA":"%s","RootfsPartB":"%s","ServerURL":"https://localhost:9","ArtifactVerifyKey":"/etc/mender/key.pub","DeviceTypeFile":"/etc/mender/type","DBus":{"Enabled":false}}\n' \
  "$slot_a" "$slot_b" >"$root/etc/mender/mender.conf"
echo device_type=bench >"$root/etc/mender/type"
echo artifact_name=before >"$root/etc/mender/artifact_info"
mount --bind "$at" "$root/artifacts"

# A device that runs from the first slot, and holds the older image in the second: it writes only the blocks that differ.
cat >"$at/before" <<END
rm -rf $root/var/lib/mender && mkdir $root/var/lib/mender
printf 'mender_boot_part=${slot_a##*loop}\nupgrade_available=0\nbootcount=0\nmender_check_saveenv_canary=1\nmender_saveenv_canary=1\n' >$root/boot-env/variables
dd if=$old of=$slot_b bs=1M conv=notrunc,fsync status=none
END
for packing in none gzip; do
  mender-artifact --compression $packing write rootfs-image -t bench -n after -f "$new" -k "$at/key.pem" -o "$at/$packing.mender" >/dev/null 2>&1
  PREPARE="bash $at/before" beside_bound "mender, ${packing/none/stored}" \
    "PATH=/boot-env:\$PATH chroot $root /usr/bin/mender --no-syslog --log-level error install /artifacts/$packing.mender" "$bound"
  cmp -s "$slot_b" "$new" || printf '%-44s installed another image\n' "mender, $packing"
done
