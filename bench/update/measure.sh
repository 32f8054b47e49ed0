# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh: medians of interleaved runs, so that drift of a shared machine meets everybody alike.

median() { sort -g | awk '{a[NR]=$1} END {print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2}'; }

# One run of a command line. Prints seconds and peak MiB of its largest process. PREPARE is run before it, and not counted.
once() {  # COMMAND
  [ -z "${PREPARE:-}" ] || bash -c "$PREPARE" >/dev/null 2>&1
  sync
  local from=$EPOCHREALTIME
  /usr/bin/time -q -o "$scratch/time" -f '%M' bash -c "$1" >"$scratch/output" 2>&1 ||
    { printf 'bench: failed: %s\n' "$1" >&2; tail -3 "$scratch/output" >&2; return 1; }
  awk -v from="$from" -v to="$EPOCHREALTIME" '{printf "%.4f %.1f\n", to - from, $1 / 1024}' "$scratch/time"
}

# Runs the command and the bound in turn, RUNS times after one that is not counted. Prints a row of the table.
beside_bound() {  # NAME COMMAND BOUND-COMMAND [PEAK-COMMAND: prints MiB, for a daemon]
  local i
  once "$2" >/dev/null || return 0
  : >"$scratch/theirs"; : >"$scratch/ratios"
  for ((i = 0; i < runs; i++)); do
    local theirs bound
    theirs=$(once "$2") || return 0
    bound=$(PREPARE='' once "$3") || return 0
    echo "$theirs" >>"$scratch/theirs"
    echo "$theirs $bound" | awk '{printf "%.4f\n", $1 / $3}' >>"$scratch/ratios"
  done
  local peak
  peak=$(cut -d' ' -f2 "$scratch/theirs" | median)
  [ -z "${4:-}" ] || peak=$(bash -c "$4")
  printf '%-44s %8.3f s  %6.2f x bound  %8.1f MiB\n' "$1" "$(cut -d' ' -f1 "$scratch/theirs" | median)" "$(median <"$scratch/ratios")" "$peak"
}

# A way to the new image from the old one: how much travels, and what making and applying it takes.
delta_row() {  # NAME FILE MAKE APPLY
  local made applied
  made=$(once "$3") || return 0
  applied=$(once "$4") || return 0
  cmp -s "$scratch/out" "$new" || { printf '%-44s makes another image\n' "$1"; return 0; }
  printf '%-44s %10d B  %6.2f x ours   made %7.1f s %7.1f MiB   applied %6.2f s %7.1f MiB\n' "$1" "$(stat -c %s "$2")" \
    "$(awk -v a="$(stat -c %s "$2")" -v b="$ours" 'BEGIN {print a / b}')" $made $applied
}

installed() { command -v "$1" >/dev/null || { printf '%-44s not installed here\n' "$1"; return 1; }; }
