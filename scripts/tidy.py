#!/usr/bin/env python3
"""Runs clang-tidy over the files of a build, several at once, and only over those that changed.

A file is clean until something it is judged by changes: its text, the project headers it includes (directly or not),
its compile command, the .clang-tidy files, clang-tidy itself. Their hash is kept in ~/.cache/segue/tidy once it passed,
so that every checkout of the same files profits, as it does from ccache.

Usage: scripts/tidy.py [BUILD_FOLDER] [FILE]...     default: build/debug, all of its files under src and fuzz

Tests are left out unless named: GoogleTest's headers triple the time, and tests are held by the compiler's warnings,
the sanitizers and by having to fail.
"""

import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSED = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "segue" / "tidy"
KEPT_FOR = 60 * 24 * 3600  # seconds since a hash was last met
FOLDERS = ("src", "fuzz")
TIDY = "clang-tidy-16"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


@functools.cache
def text_and_includes(path):
    """The file's bytes, and the project files its quoted includes name."""
    text = path.read_bytes()
    found = []
    for name in INCLUDE.findall(text):
        name = name.decode("utf-8", errors="replace")
        for folder in (ROOT / "src", path.parent, ROOT / "tests"):
            if (folder / name).is_file():
                found.append((folder / name).resolve())
                break
    return text, found


def everything_included(path):
    seen = set()
    waiting = [path]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += text_and_includes(current)[1]
    return sorted(seen)


@functools.cache
def judge():
    """What all files are judged by: clang-tidy's version and our settings."""
    digest = hashlib.sha256(subprocess.run([TIDY, "--version"], check=True, capture_output=True).stdout)
    for path in [ROOT / ".clang-tidy", *sorted(ROOT.glob("[!.]*/.clang-tidy"))]:
        digest.update(path.read_bytes())
    return digest.digest()


def key_of(path, command):
    digest = hashlib.sha256(judge())
    # Where the checkout lies judges nothing.
    digest.update(command.replace(str(ROOT), ".").encode())
    for included in everything_included(path):
        digest.update(str(included.relative_to(ROOT) if included.is_relative_to(ROOT) else included).encode())
        digest.update(text_and_includes(included)[0])
    return digest.hexdigest()


def forget_old_ones():
    for stamp in PASSED.iterdir():
        if time.time() - stamp.stat().st_mtime > KEPT_FOR:
            stamp.unlink(missing_ok=True)


def tidy(path, build):
    result = subprocess.run([TIDY, "--quiet", "-p", str(build), str(path)], capture_output=True, text=True)
    return result.returncode, result.stdout if result.stdout.strip() else result.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", type=pathlib.Path, default=ROOT / "build" / "debug")
    parser.add_argument("file", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    database = arguments.build / "compile_commands.json"
    if not database.is_file():
        sys.exit(f"{database} is missing: configure first, with cmake --preset debug")

    chosen = {path.resolve() for path in arguments.file}
    commands = {}
    for entry in json.loads(database.read_text()):
        path = pathlib.Path(entry["directory"], entry["file"]).resolve()
        ours = any(path.is_relative_to(ROOT / folder) for folder in FOLDERS)
        if path.is_file() and (path in chosen if chosen else ours):
            commands[path] = entry["command"]

    PASSED.mkdir(parents=True, exist_ok=True)
    waiting = []
    for path, command in sorted(commands.items()):
        stamp = PASSED / key_of(path, command)
        if stamp.is_file():
            stamp.touch()
        else:
            waiting.append((path, stamp))
    forget_old_ones()

    failed = []
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        runs = {pool.submit(tidy, path, arguments.build): (path, stamp) for path, stamp in waiting}
        for done, run in enumerate(concurrent.futures.as_completed(runs), start=1):
            path, stamp = runs[run]
            code, output = run.result()
            if sys.stderr.isatty():
                print(f"\r\033[Kclang-tidy {done}/{len(waiting)} {path.relative_to(ROOT)}", end="", file=sys.stderr)
            if code == 0:
                stamp.touch()
            else:
                failed.append(path)
                print(output.strip(), flush=True)
    if sys.stderr.isatty() and waiting:
        print("\r\033[K", end="", file=sys.stderr)
    print(f"{len(commands)} files, {len(waiting)} of them new or changed, {len(failed)} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
