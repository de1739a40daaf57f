#!/usr/bin/env python3
"""The include rule: which room of src/segue may know which, and which third-party header may stand where.

The tables below are the rule; ARCHITECTURE.md says why the rooms are as they are. A room that must know another one
gets it here, in ARCHITECTURE.md and in its CMakeLists.txt, in one commit.

Usage: scripts/check_includes.py [--root DIR]     exit 0: kept; 1: broken, each place on a line of its own
"""

import argparse
import pathlib
import re
import sys

# Room: the rooms it may include besides itself. A room is a folder under src/segue; the value types of the catalog are
# a room of their own, so that every room may speak of songs and only app opens the catalog.
VALUES = "catalog/values"
ROOMS = {
    "base": [],
    "numeric": ["base"],
    VALUES: ["base"],
    "catalog": ["base", VALUES],
    "sources": ["base", VALUES],
    "audio": ["base", "numeric", VALUES],
    "text": ["base", "numeric"],
    "features": ["base", "numeric", VALUES],
    "embedding": ["base", "numeric"],
    "neighbors": ["base", "numeric"],
    "playlist": ["base", "numeric", VALUES, "neighbors"],
    "evaluation": ["base", "numeric", VALUES, "features", "text", "embedding", "neighbors", "playlist"],
    "app": ["base", "numeric", VALUES, "catalog", "sources", "audio", "text", "features", "embedding", "neighbors",
            "playlist", "evaluation"],
    "cli": ["base", "app"],
    "analyzer": ["base", VALUES, "audio"],
    "server": ["base", "app"],
}

ANYWHERE = list(ROOMS)

# Third-party headers (a whole name, or how a name begins): the rooms whose .cpp files may include them. Public headers
# speak the standard library and ours: none of these may stand in one.
THIRD_PARTY = {
    "fmt/": ANYWHERE,
    "nlohmann/": ANYWHERE,
    "sqlite3.h": ["catalog"],
    "hwy/": ["numeric"],
    "immintrin.h": ["numeric"],
    "dnnl": ["numeric"],
    "oneapi/dnnl/": ["numeric"],
    "unicode/": ["base"],
    "zstd.h": ["sources"],
    "xxhash.h": ["neighbors"],
    "curl/": ["sources"],
    "gumbo.h": ["sources"],
    "expat.h": ["sources"],
    "cld2/": ["text"],
    "yaml-cpp/": ["app"],
    "CLI/": ["cli"],
    "libavcodec/": ["audio"],
    "libavformat/": ["audio"],
    "libavutil/": ["audio"],
    "taglib/": ["sources"],
}

# Rooms whose headers nobody else includes: there a header may name a guest that is allowed in the room.
OWN_HEADERS = ["cli"]

# The system's own headers: where files, signals, processes and terminals are touched.
SYSTEM = {
    "fcntl.h": ["base", "sources"],
    "unistd.h": ["base", "sources", "cli", "analyzer"],
    "sys/": ["base", "sources", "cli"],
    "pthread.h": ["base"],
    "malloc.h": ["base"],
    "sched.h": ["base"],
    "poll.h": ["base", "sources"],
    "netinet/": ["sources"],
    "spawn.h": ["base"],
    "signal.h": ["cli"],
}

# Headers of the standard library that only some rooms may use: libraries never print.
STANDARD = {"iostream": ["cli"]}

# Names that say nothing about what lives in a folder.
FORBIDDEN_FOLDERS = {"util", "utils", "common", "helper", "helpers", "misc"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ROOM_CALL = re.compile(r"segue_room\(\s*(\w+)(.*?)\)", re.DOTALL)


def room_of(relative):
    """The room a path below src/segue ("catalog/values/song.h") belongs to, or None."""
    if relative.startswith(VALUES + "/"):
        return VALUES
    room, slash, _ = relative.partition("/")
    return room if slash and room in ROOMS else None


def rooms_allowed(table, name):
    """The rooms `table` allows to include header `name`; None if the table does not know it."""
    for beginning, rooms in table.items():
        whole_name = beginning.endswith(".h")
        if name == beginning or (not whole_name and name.startswith(beginning)):
            return rooms
    return None


def problem_of_include(quote, name, room, is_header, house):
    """What is wrong with one include, or None."""
    if name.startswith("segue/"):
        target = name.removeprefix("segue/")
        if quote == "<":
            return f'write #include "{name}": ours are quoted'
        if not (house / target).is_file():
            return f"{name} does not exist"
        other = room_of(target)
        if other != room and other not in ROOMS[room]:
            allowed = ", ".join(ROOMS[room]) or "no other room"
            return f"{room} may not know {other} (it may know: {allowed})"
        return None
    third_party = rooms_allowed(THIRD_PARTY, name)
    system = rooms_allowed(SYSTEM, name)
    if third_party is not None or system is not None:
        rooms = third_party if third_party is not None else system
        if room not in rooms:
            return f"{name} belongs to {', '.join(rooms)}, not to {room}"
        if is_header and room not in OWN_HEADERS:
            return f"{name} in a header: third-party and system headers stay in .cpp files"
        return None
    if quote == "<" and re.fullmatch(r"[a-z_0-9]+", name):
        if room not in STANDARD.get(name, ANYWHERE):
            return f"<{name}> belongs to {', '.join(STANDARD[name])}: libraries never print"
        return None
    if quote == '"':
        return f'write the path from src: "segue/{room}/{pathlib.PurePosixPath(name).name}"'
    return f"<{name}> is not known: give it rooms in THIRD_PARTY or SYSTEM of scripts/check_includes.py"


def check_file(path, house):
    relative = path.relative_to(house).as_posix()
    room = room_of(relative)
    if room is None:
        yield 1, f"src/segue/{relative} lies in no room of scripts/check_includes.py"
        return
    is_header = path.suffix == ".h"
    lines = path.read_text(encoding="utf-8").splitlines()
    if is_header and "#pragma once" not in (line.strip() for line in lines):
        yield 1, "a header without #pragma once"
    for number, line in enumerate(lines, start=1):
        match = INCLUDE.match(line)
        if match:
            problem = problem_of_include(match[1], match[2], room, is_header, house)
            if problem:
                yield number, problem


def room_of_library(name):
    """audio_rhythm, a corner of a room that is built by itself, belongs to audio."""
    return VALUES if name == "catalog_values" else name.partition("_")[0]


def check_links(path):
    """A room links only to the rooms it may include."""
    text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
    for call in ROOM_CALL.finditer(text):
        room = room_of_library(call[1])
        line = text.count("\n", 0, call.start()) + 1
        if room not in ROOMS:
            yield line, f"room {room} is not known to scripts/check_includes.py"
            continue
        uses = re.search(r"\bUSES\b(.*?)(?=\bPRIVATE\b|\bSOURCES\b|$)", call[2], re.DOTALL)
        for used in uses[1].split() if uses else []:
            other = room_of_library(used)
            if other != room and other not in ROOMS[room]:
                yield line, f"{room} may not link to {used}"


def check(root):
    """Yields (path relative to root, line, problem)."""
    house = root / "src" / "segue"
    for path in sorted(house.rglob("*")):
        if path.is_dir() and path.name in FORBIDDEN_FOLDERS:
            yield path.relative_to(root), 1, f"a folder named {path.name}: name it after what lives there"
        elif path.suffix in (".h", ".cpp"):
            for line, problem in check_file(path, house):
                yield path.relative_to(root), line, problem
        elif path.name == "CMakeLists.txt":
            for line, problem in check_links(path):
                yield path.relative_to(root), line, problem
        elif path.suffix in (".hpp", ".hh", ".cc", ".cxx"):
            yield path.relative_to(root), 1, "C++ files are named .h and .cpp"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root.resolve()
    if not (root / "src" / "segue").is_dir():
        sys.exit(f"{root} has no src/segue: --root names a checkout of segue")
    problems = list(check(root))
    for path, line, problem in problems:
        print(f"{path}:{line}: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
