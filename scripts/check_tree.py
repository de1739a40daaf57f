#!/usr/bin/env python3
"""Rules about the files of the tree that neither the compiler nor clang-tidy knows.

  registered   every source, test and fuzzer is named where the build (or ctest) finds it: no test sleeps unseen
  length       no file under src has more than 500 lines
  finished     no marker of unfinished work
  silent       libraries neither print nor end the program: that is for the cli alone

Usage: scripts/check_tree.py [--root DIR] [RULE]...     exit 0: kept; 1: broken, each place on a line of its own
"""

import argparse
import pathlib
import re
import sys

MAX_LINES = 500
CODE_FOLDERS = ("src", "tests", "fuzz", "bench", "tools", "scripts", "cmake")
CODE_SUFFIXES = {".h", ".cpp", ".py", ".sh", ".bash", ".bats", ".cmake", ".txt"}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")  # split, or this line would be one
LOUD = re.compile(
    r"\bstd::(cout|cerr|clog|printf|fprintf|puts|fputs|exit|quick_exit|_Exit|abort|terminate)\b"
    r"|\bfmt::(print|println)\b|(?<![\w:.>])(printf|fprintf|puts|exit|abort)\s*\(")


def files(root, folders, suffixes):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts:
                yield path


def without_comments(line):
    return re.sub(r"//.*", "", line)


def is_registered(path, root):
    """Whether a CMakeLists.txt in the file's folder or above (below root) names it, or takes all of its kind."""
    for folder in path.parents:
        if folder == root.parent:
            return False
        lists = folder / "CMakeLists.txt"
        if lists.is_file():
            text = re.sub(r"#.*", "", lists.read_text(encoding="utf-8"))
            text = re.sub(r"\$\{CMAKE_(CURRENT_)?SOURCE_DIR\}/", "", text)
            name = path.relative_to(folder).as_posix()
            if re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w.-])", text):
                return True
            if re.search(rf"segue_fuzz\(\s*{re.escape(path.stem)}\s", text):
                return True
            if re.search(rf"file\(\s*GLOB[^)]*\*{re.escape(path.suffix)}[\s)\"]", text):
                return True
    return False


def rule_registered(root):
    wanted = list(files(root, ["src", "tests", "fuzz", "bench"], {".cpp"}))
    wanted += files(root, ["tests"], {".bats"})
    wanted += [path for path in files(root, ["tests"], {".py"}) if path.name.endswith("_test.py")]
    for path in wanted:
        if not is_registered(path, root):
            yield path, 1, "named in no CMakeLists.txt: it is never built or run"


def rule_length(root):
    for path in files(root, ["src"], {".h", ".cpp"}):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > MAX_LINES:
            yield path, lines, f"{lines} lines, at most {MAX_LINES}: split it by idea"


def rule_finished(root):
    for path in files(root, CODE_FOLDERS, CODE_SUFFIXES):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            match = UNFINISHED.search(line)
            if match:
                yield path, number, f"{match[0]}: finish it, or open an issue"


def rule_silent(root):
    for path in files(root, ["src"], {".h", ".cpp"}):
        if path.relative_to(root).parts[:3] in (("src", "segue", "cli"), ("src", "segue", "analyzer")):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            match = LOUD.search(without_comments(line))
            if match:
                yield path, number, f"{match[0].strip()}: libraries report through Progress, Notes and Error"


RULES = {"registered": rule_registered, "length": rule_length, "finished": rule_finished, "silent": rule_silent}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("rule", nargs="*", metavar="RULE", help=f"one of {', '.join(RULES)} (default: all)")
    arguments = parser.parse_args()
    unknown = [rule for rule in arguments.rule if rule not in RULES]
    if unknown:
        parser.error(f"unknown rule {unknown[0]!r}; expected one of {', '.join(RULES)}")
    root = arguments.root.resolve()
    problems = [problem for rule in arguments.rule or RULES for problem in RULES[rule](root)]
    for path, line, problem in problems:
        print(f"{path.relative_to(root)}:{line}: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
