#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Unpacks Debian packages, with what they need and this machine lacks, below a folder. Nothing is installed and nothing starts: some
# of these packages would run a daemon on the machine from then on.
# usage: fetch.sh FOLDER PACKAGE...
set -euo pipefail
folder=$1
shift
mkdir -p "$folder/packages" "$folder/root"
# New ones alone: what is installed in another version is what the machine runs with. Asked each time, for what was installed at the
# last call may be gone.
missing=$(apt-get install --simulate -y --no-install-recommends "$@" | sed -n 's/^Inst \([^ ]*\) (.*/\1/p')
[ "$(cat "$folder/complete" 2>/dev/null)" = "$missing" ] && exit 0
rm -f "$folder/complete"
cd "$folder/packages"
# apt-get download checks each file against the signed list of the archive.
[ -z "$missing" ] || apt-get -q download $missing
for package in *.deb; do [ -e "$package" ] && dpkg-deb -x "$package" ../root; done
printf '%s\n' "$missing" >"../complete"
