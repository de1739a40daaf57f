"""A small checkout in a temporary folder, for the tests of the checks."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"

GOOD = {
    "src/segue/CMakeLists.txt": "add_subdirectory(base)\n",
    "src/segue/base/CMakeLists.txt": "segue_room(base\n  SOURCES names.cpp)\n",
    "src/segue/base/names.h": "#pragma once\n\n#include <string>\n",
    "src/segue/base/names.cpp": '#include "segue/base/names.h"\n\n'
    "#include <fmt/format.h>\n#include <unicode/unistr.h>\n",
    "src/segue/catalog/CMakeLists.txt": "segue_room(catalog_values\n  SOURCES values/song.cpp\n  USES base)\n"
    "segue_room(catalog\n  SOURCES store.cpp\n  USES base catalog_values\n  PRIVATE SQLite::SQLite3)\n",
    "src/segue/catalog/store.h": '#pragma once\n\n#include "segue/catalog/values/song.h"\n',
    "src/segue/catalog/store.cpp": '#include "segue/catalog/store.h"\n\n#include <sqlite3.h>\n',
    "src/segue/catalog/values/song.h": '#pragma once\n\n#include "segue/base/names.h"\n',
    "src/segue/catalog/values/song.cpp": '#include "segue/catalog/values/song.h"\n',
    "tests/base/CMakeLists.txt": "segue_test(base\n  SOURCES names_test.cpp\n  USES base)\n",
    "tests/base/names_test.cpp": "\n",
}


class InventedTree(unittest.TestCase):
    """Each test gets a tree that keeps every rule, and breaks it with `write`."""

    script = ""  # set by the subclass: a program of scripts/

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for path, text in GOOD.items():
            self.write(path, text)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def append(self, path, text):
        self.write(path, GOOD[path] + text)

    def run_check(self, *arguments):
        command = [sys.executable, "-B", str(SCRIPTS / self.script), "--root", str(self.root), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def assert_kept(self, *arguments):
        self.assertEqual(self.run_check(*arguments), (0, ""))

    def assert_broken(self, place, words, *arguments):
        """The check fails with one line that names `place` and holds `words`."""
        code, output = self.run_check(*arguments)
        self.assertEqual(code, 1, output)
        self.assertEqual(len(output.splitlines()), 1, output)
        self.assertTrue(output.startswith(place + ":"), output)
        self.assertIn(words, output)
