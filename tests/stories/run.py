#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one story: a text file of commands and what they must say.

    exec PROGRAM ARGS...      must exit 0          ! exec ...   must not exit 0 (and not by a signal)
    exit N                    the last exec's code
    stdout REGEX              somewhere in the last exec's stdout       ! stdout REGEX   nowhere
    stderr REGEX              likewise
    exists PATH / ! exists PATH
    mode PATH 0600            a file's permissions
    replace PATH OLD NEW      edits a file of the story (OLD must be there)
    -- PATH --                from here on: the content of PATH, until the next such line

Each story has a folder of its own; $BIN is the folder of the built programs, $SOURCE the tree.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile

TIMEOUT_S = 60


class Story:
    def __init__(self, path, bin_dir, source):
        self.path, self.bin = path, os.path.abspath(bin_dir)
        self.env = {"PATH": f"{self.bin}:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "BIN": self.bin, "SOURCE": os.path.abspath(source)}
        self.last = None

    def run(self):
        script, files = self.split(open(self.path, encoding="utf-8").read())
        with tempfile.TemporaryDirectory() as folder:
            self.env["HOME"] = self.folder = folder
            for name, content in files.items():
                os.makedirs(os.path.dirname(os.path.join(folder, name)) or folder, exist_ok=True)
                open(os.path.join(folder, name), "w", encoding="utf-8").write(content)
            for number, line in script:
                self.step(number, line)
        if self.last is None:
            self.fail(0, "the story runs nothing")

    def split(self, text):
        script, files, name = [], {}, None
        for number, line in enumerate(text.splitlines(), 1):
            heading = re.fullmatch(r"-- (\S+) --", line)
            if heading:
                name = heading.group(1)
                files[name] = ""
            elif name is not None:
                files[name] += line + "\n"
            elif line.strip() and not line.startswith("#"):
                script.append((number, line))
        return script, files

    def fail(self, number, why):
        said = "" if self.last is None else f"\n--- stdout\n{self.last.stdout}\n--- stderr\n{self.last.stderr}"
        sys.exit(f"{self.path}:{number}: {why}{said}")

    def check(self, number, wanted, holds, what):
        if wanted != bool(holds):
            self.fail(number, ("expected " if wanted else "did not expect ") + what)

    def step(self, number, line):
        wanted = not line.startswith("! ")
        verb, _, rest = line.removeprefix("! ").partition(" ")
        if verb == "exec":
            words = [os.path.expandvars(word) if "$" not in word else re.sub(r"\$(\w+)", lambda m: self.env[m.group(1)], word) for word in shlex.split(rest)]
            self.last = subprocess.run(words, cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_S)
            if self.last.returncode < 0:
                self.fail(number, f"ended by signal {-self.last.returncode}")
            self.check(number, wanted, self.last.returncode == 0, "success")
        elif verb == "exit":
            self.check(number, wanted, self.last.returncode == int(rest), f"exit code {rest}, it was {self.last.returncode}")
        elif verb in ("stdout", "stderr"):
            self.check(number, wanted, re.search(rest, getattr(self.last, verb), re.MULTILINE), f"{verb} to match {rest!r}")
        elif verb == "exists":
            self.check(number, wanted, os.path.exists(os.path.join(self.folder, rest)), f"{rest} to exist")
        elif verb == "mode":
            name, mode = rest.split()
            have = oct(os.stat(os.path.join(self.folder, name)).st_mode & 0o777)
            self.check(number, wanted, have == oct(int(mode, 8)), f"{name} to have mode {mode}, it has {have}")
        elif verb == "replace":
            name, old, new = shlex.split(rest)
            text = open(os.path.join(self.folder, name), encoding="utf-8").read()
            self.check(number, True, old in text, f"{old!r} in {name}")
            open(os.path.join(self.folder, name), "w", encoding="utf-8").write(text.replace(old, new, 1))
        else:
            self.fail(number, f"no such verb: {verb}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: run.py STORY BIN SOURCE")
    Story(*sys.argv[1:]).run()
