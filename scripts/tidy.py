#!/usr/bin/env python3
"""Runs clang-tidy over the files of a build, several at once, and only over those that changed.

A file is clean until something it is judged by changes: its text, the project headers it includes (directly or not),
its compile command, the .clang-tidy files, clang-tidy itself. Their hash is kept in ~/.cache/segue/tidy once it passed,
so that every checkout of the same files profits, as it does from ccache.

Where many files wait (a clean machine), those of one folder are judged together, as one file: most of clang-tidy's time
goes into the standard library's headers, which are then read once. What is found, and what cannot stand beside its
neighbours, is judged again alone; measured on eight files of app: 44 s of processor together, 104 s one by one.

Usage: scripts/tidy.py [BUILD_FOLDER] [FILE]...     default: build/debug, all of its files under src and fuzz

Tests are left out unless named: GoogleTest's headers triple the time, and tests are held by the compiler's warnings,
the sanitizers and by having to fail.
"""

import argparse
import bisect
import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSED = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "segue" / "tidy"
KEPT_FOR = 60 * 24 * 3600  # seconds since a hash was last met
FOLDERS = ("src", "fuzz")
TIDY = "clang-tidy-16"
FUZZER = "LLVMFuzzerTestOneInput"
TOGETHER = 12  # files judged as one, at most
ALONE_BELOW = 16  # waiting files: so few are judged one by one, which is exact
ERROR = re.compile(r"^(/\S+?):(\d+):\d+: error: ", re.MULTILINE)
INCLUDE_LINE = re.compile(r"^\s*#\s*include\s*([<\"][^>\"]+[>\"])")
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


def tidy(path, build, *options):
    result = subprocess.run([TIDY, "--quiet", "-p", str(build), *options, str(path)], capture_output=True, text=True)
    return result.returncode, result.stdout if result.stdout.strip() else result.stderr


def joined(paths):
    """The texts of the files one after the other, each header included once, and the line after each file's last."""
    lines, ends, included = [], [], set()
    for path in paths:
        for line in path.read_text().splitlines():
            line = line.replace(FUZZER, f"{FUZZER}_{path.stem}")  # all fuzzers define the same function
            header = INCLUDE_LINE.match(line)
            again = header and header[1] in included
            if header:
                included.add(header[1])
            lines.append("" if again else line)
        ends.append(len(lines))
    return "\n".join(lines) + "\n", ends


def compile_together(paths, command, scratch):
    """Makes one file of those that compile beside each other; returns them, and those that do not."""
    together, apart = list(paths), []
    while len(together) > 1:
        text, ends = joined(together)
        (scratch / "text.cpp").write_text(text)
        # Errors only: warnings are judged by the builds.
        said = subprocess.run(["clang++-16", *shlex.split(command)[1:], "-w", "-fsyntax-only", "-ferror-limit=0",
                               str(scratch / "text.cpp")], capture_output=True, text=True).stderr
        lines = [int(line) for file, line in ERROR.findall(said) if file == str(scratch / "text.cpp")]
        if not lines:
            return (together, apart) if "error:" not in said else ([], paths)
        bad = {together[bisect.bisect_left(ends, line)] for line in lines}
        together, apart = [path for path in together if path not in bad], apart + sorted(bad)
    return [], paths


def judge_together(paths, command, scratch):
    """Those of the files that clang-tidy passes as one file; the others are to be judged alone.

    clang-tidy is told that the file lies where its parts do, for their includes and their .clang-tidy."""
    scratch.mkdir(parents=True, exist_ok=True)
    passed = []
    while len(paths) > 1:
        together, paths = compile_together(paths, command + f" -I{paths[0].parent}", scratch)
        if not together:
            break
        _, ends = joined(together)
        place = together[0].parent / f"together_{scratch.name}.cpp"
        overlay = {"version": 0, "roots": [{"name": str(place.parent), "type": "directory", "contents": [
            {"name": place.name, "type": "file", "external-contents": str(scratch / "text.cpp")}]}]}
        (scratch / "overlay.json").write_text(json.dumps(overlay))
        entry = {"directory": str(ROOT), "file": str(place), "command": command + f" -c {place}"}
        (scratch / "compile_commands.json").write_text(json.dumps([entry]))
        code, output = tidy(place, scratch, f"--vfsoverlay={scratch / 'overlay.json'}")
        found = ERROR.findall(output)
        if code != 0 and (not found or any(file != str(place) for file, _ in found)):
            break
        suspects = {together[bisect.bisect_left(ends, int(line))] for _, line in found}
        passed += [path for path in together if path not in suspects]
    return passed


def groups_of(waiting, commands):
    """Files of one folder with the same compile command, TOGETHER at most. Highway's kernels include themselves."""
    found = collections.defaultdict(list)
    for path, _ in waiting:
        if b"foreach_target" not in text_and_includes(path)[0]:
            command = re.sub(r" -(o|c) \S+", "", commands[path])
            found[path.parent, command].append(path)
    for (_, command), paths in found.items():
        parts = -(-len(paths) // TOGETHER)
        for part in range(parts):
            yield paths[part::parts], command


def judge_groups(waiting, commands, build):
    """Judges what can be judged together, and returns what is left to be judged alone."""
    groups = list(groups_of(waiting, commands))
    stamps = dict(waiting)
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        runs = [pool.submit(judge_together, paths, command, build.absolute() / "tidy" / str(number))
                for number, (paths, command) in enumerate(groups)]
        for done, run in enumerate(concurrent.futures.as_completed(runs), start=1):
            for path in run.result():
                stamps.pop(path).touch()
            if sys.stderr.isatty():
                print(f"\r\033[Kclang-tidy {done}/{len(groups)} groups", end="", file=sys.stderr)
    return list(stamps.items())


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
    changed = len(waiting)
    if len(waiting) >= ALONE_BELOW:
        waiting = judge_groups(waiting, commands, arguments.build)
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
    print(f"{len(commands)} files, {changed} of them new or changed, {len(failed)} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
