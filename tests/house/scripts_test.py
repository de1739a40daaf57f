"""The scripts explain themselves, refuse wrong words, and scripts/deps.sh says what it would need."""

import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PURPOSES = ("build", "demo", "test", "check", "bench", "goldens")


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                          **options)


class Scripts(unittest.TestCase):
    def test_every_script_explains_itself(self):
        scripts = sorted((ROOT / "scripts").glob("*.sh")) + sorted((ROOT / "scripts").glob("*.py"))
        self.assertGreaterEqual(len(scripts), 8)
        for script in scripts:
            with self.subTest(script=script.name):
                done = run(str(script), "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("usage: ", done.stdout.lower())
                self.assertIn(script.name, done.stdout)

    def test_wrong_words_are_a_usage_error(self):
        for words in (["deps.sh", "lunch"], ["demo.sh", "--fast"], ["demo.sh", "no/such/table.csv"],
                      ["demo.sh", "one.csv", "two.csv"], ["fuzz.sh", "soon"], ["check.sh", "--fix"],
                      ["check_tree.py", "pretty"]):
            with self.subTest(words=words):
                done = run(f"scripts/{words[0]}", *words[1:])
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(words[0], done.stderr)


class Dependencies(unittest.TestCase):
    def test_the_list_of_a_purpose(self):
        done = run("scripts/deps.sh", "--list", "build")
        names = done.stdout.split()
        self.assertEqual(done.returncode, 0)
        self.assertEqual(names, sorted(set(names)))
        for name in ("g++", "cmake", "ninja-build", "ccache", "libsqlite3-dev", "libicu-dev"):
            self.assertIn(name, names)
        self.assertNotIn("python3-torch", names)

    def test_purposes_add_up(self):
        together = set(run("scripts/deps.sh", "--list", *PURPOSES).stdout.split())
        apart = [set(run("scripts/deps.sh", "--list", purpose).stdout.split()) for purpose in PURPOSES]
        self.assertEqual(together, set.union(*apart))
        self.assertTrue(all(apart))

    def with_invented_system(self, installed, *purposes):
        """Runs deps.sh where dpkg knows only `installed`, there is no sudo and the user is not root."""
        with tempfile.TemporaryDirectory() as folder:
            known = "".join(f"echo installed {name}\n" for name in installed)
            programs = {"dpkg-query": known, "id": "echo 1000\n", "apt-get": "echo called >&2; exit 1\n"}
            for name, body in programs.items():
                path = pathlib.Path(folder, name)
                path.write_text("#!/bin/sh\n" + body)
                path.chmod(0o755)
            for name in ("bash", "sort", "grep", "env", "mktemp", "rm", "tail"):
                os.symlink(f"/usr/bin/{name}", pathlib.Path(folder, name))
            script = str(ROOT / "scripts" / "deps.sh")
            return run("/bin/bash", script, *purposes, env={"PATH": folder})

    def test_nothing_missing_says_nothing(self):
        everything = run("scripts/deps.sh", "--list", "build").stdout.split()
        done = self.with_invented_system(everything, "build")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_without_root_it_says_what_to_install(self):
        everything = run("scripts/deps.sh", "--list", "build").stdout.split()
        missing = ("cmake", "g++", "ccache")
        done = self.with_invented_system([name for name in everything if name not in missing], "build")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("apt-get install --no-install-recommends cmake g++\n", done.stderr)

    def test_a_help_that_is_missing_stops_nobody(self):
        everything = run("scripts/deps.sh", "--list", "build").stdout.split()
        done = self.with_invented_system([name for name in everything if name != "ccache"], "build")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
