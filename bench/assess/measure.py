#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command and writes how long it took and what its biggest process held: "SECONDS MIB". usage: measure.py FIGURES COMMAND..."""
import resource
import subprocess
import sys
import time

began = time.monotonic()
code = subprocess.call(sys.argv[2:])
seconds = time.monotonic() - began
held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
with open(sys.argv[1], "w", encoding="utf-8") as figures:
    figures.write(f"{seconds:.3f} {held:.1f}\n")
sys.exit(code)
