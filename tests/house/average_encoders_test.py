"""tools/average_encoders.py: the mean it writes, byte for byte, and the models it refuses."""

import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ',"lyrics_table.weight":{"dtype":"F16","shape":[1],"data_offsets":[8,10]}'


def safetensors(a=(1.0, 2.0, 3.0), b=(0.5,), table=None):
    """A file as train_encoder writes it, of the tensors a and b."""
    head = ('{"__metadata__":{"format":"pt"},"a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},'
            '"b":{"dtype":"F16","shape":[1],"data_offsets":[6,8]}' + (TABLE if table else "") + "}").encode()
    head += b" " * (-len(head) % 8)
    values = (*a, *b, *(table or ()))
    return struct.pack("<Q", len(head)) + head + struct.pack(f"<{len(values)}e", *values)


class AverageEncoders(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "mean"

    def model(self, name, weights, **files):
        folder = self.folder / name
        folder.mkdir()
        (folder / "model.safetensors").write_bytes(weights)
        for file in ("config.json", "tokenizer_config.json", "vocab.txt"):
            (folder / file).write_text(files.get(file.split(".")[0], f"the {file}\n"))
        return folder

    def run_with(self, *words):
        return subprocess.run([sys.executable, "-B", ROOT / "tools/average_encoders.py", *map(str, words)],
                              capture_output=True, text=True, timeout=60)

    def mean_of(self, *words):
        done = self.run_with(*words, "--out", self.out)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        return (self.out / "model.safetensors").read_bytes()

    def assert_refused(self, code, says, *words):
        done = self.run_with(*words, "--out", self.out)
        self.assertEqual((done.returncode, done.stdout), (code, ""))
        self.assertIn(says, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        self.assertFalse(self.out.exists())

    def test_the_mean_is_rounded_once_and_everything_else_stays(self):
        one = self.model("one", safetensors(a=(1.0, 2.0, -4.0)))
        # Between 1 and the next float16 lies 1 + 2^-11: a tie, which goes to the even one.
        two = self.model("two", safetensors(a=(1.0 + 2**-10, 6.0, 4.0), b=(-1.5,)))
        self.assertEqual(self.mean_of(one, two), safetensors(a=(1.0, 4.0, 0.0), b=(-0.5,)))
        for file in ("config.json", "tokenizer_config.json", "vocab.txt"):
            self.assertEqual((self.out / file).read_bytes(), (one / file).read_bytes())
        self.assertEqual(len(list(self.out.iterdir())), 4)

    def test_weights_are_shares_in_the_order_of_the_models(self):
        one = self.model("one", safetensors(a=(0.0, 0.0, 0.0)))
        two = self.model("two", safetensors(a=(1.0, 2.0, 4.0)))
        three = self.model("three", safetensors(a=(8.0, 8.0, 8.0)))
        self.assertEqual(self.mean_of(one, two, three, "--weights", 0.25, 0.5, 0.25), safetensors(a=(2.5, 3.0, 4.0)))

    def test_a_table_of_lyrics_stays_behind(self):
        plain = self.model("plain", safetensors())
        tabled = self.model("tabled", safetensors(table=(7.0,)))
        self.assertEqual(self.mean_of(tabled, plain), safetensors())

    def test_other_vocabularies_and_shapes_are_refused(self):
        one = self.model("one", safetensors())
        self.assert_refused(1, "vocab.txt is another", one, self.model("words", safetensors(), vocab="other\n"))
        self.assert_refused(1, "config.json is another", one, self.model("config", safetensors(), config="{}\n"))
        shaped = safetensors().replace(b'"a":{"dtype":"F16","shape":[3]', b'"a":{"dtype":"F16","shape":[3,1]')
        shaped = struct.pack("<Q", len(shaped) - 8 - 8) + shaped[8:]
        self.assert_refused(1, "a is [3] in", one, self.model("shape", shaped))
        named = safetensors().replace(b'"b":', b'"c":')
        self.assert_refused(1, "b is [1] in", one, self.model("name", named))

    def test_damaged_files_are_refused(self):
        one = self.model("one", safetensors())
        whole = safetensors()
        for name, bad in {"empty": b"", "cut": whole[:-1], "head": whole[:40], "long": b"\xff" * 8 + whole[8:],
                          "json": whole.replace(b"{", b"[", 1), "text": whole.replace(b'"F16"', b'"F32"'),
                          "offsets": whole.replace(b"[6,8]", b"[7,8]"), "before": whole.replace(b"[6,8]", b"[-2,0]"),
                          "none": struct.pack("<Q", 2) + b"{}"}.items():
            with self.subTest(name):
                self.assert_refused(1, "not a whole safetensors file", one, self.model(name, bad))
        self.assert_refused(1, "cannot read", one, self.folder / "nowhere")

    def test_weights_that_are_no_numbers_are_refused(self):
        one = self.model("one", safetensors())
        for value in (float("nan"), float("inf")):
            with self.subTest(value):
                self.assert_refused(1, "a is not finite", one,
                                    self.model(str(value), safetensors(a=(1.0, value, 1.0))))

    def test_the_command_line_is_checked(self):
        one = self.model("one", safetensors())
        self.assert_refused(2, "two models", one)
        self.assert_refused(2, "2 models and 1 weights", one, one, "--weights", 1)
        for weights in ((0.5, 0.6), (-0.5, 1.5), ("nan", "nan")):
            self.assert_refused(2, "weights are not negative and sum to 1", one, one, "--weights", *weights)


if __name__ == "__main__":
    unittest.main()
