#!/usr/bin/env python3
"""Averages the weights of text encoders that train_encoder wrote: models that went on from one another, or from one beginning.

    tools/average_encoders.py MODEL MODEL... --out FOLDER
    tools/average_encoders.py build/encoder/run2/model build/encoder/run3/model --weights 0.4 0.6 --out build/encoder/mean

Each MODEL is a folder with config.json, tokenizer_config.json, vocab.txt and model.safetensors in float16; all but the weights
must be the same, byte for byte, and so must the tensors' names and shapes. --weights are the shares of the models, in their
order (default: equal ones); they must sum to 1. A table of lyrics stays behind: run train_lyrics_table on what comes out.

Needs nothing but Python. The same models give the same bytes: sums are in double precision, in the order given, and rounded
to float16 once. Exit code: 0 done; 1 the models cannot be averaged; 2 the command line cannot be read.
"""
import argparse
import json
import math
import pathlib
import struct
import sys

SAME = ("config.json", "tokenizer_config.json", "vocab.txt")
TABLE = "lyrics_table.weight"
LARGEST_HEADER = 1 << 24


class Unusable(Exception):
    pass


def content(file):
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unusable(f"cannot read {file}: {error.strerror}") from error


def extent(tensor):
    """(begin, end) in the data of a float16 tensor of a safetensors header; ValueError where it is none."""
    begin, end = tensor["data_offsets"]
    if tensor["dtype"] != "F16" or begin < 0 or end - begin != 2 * math.prod(tensor["shape"]):
        raise ValueError
    return begin, end


def read(folder):
    """{name: (shape, bytes)} of a model's tensors, in the order of the file, without the table."""
    file = folder / "model.safetensors"
    whole = content(file)
    try:
        (size,) = struct.unpack_from("<Q", whole)
        if size > min(LARGEST_HEADER, len(whole) - 8):
            raise ValueError
        header = json.loads(whole[8:8 + size])
        data = memoryview(whole)[8 + size:]
        tensors = {}
        for name, tensor in header.items():
            if name in ("__metadata__", TABLE):
                continue
            begin, end = extent(tensor)
            if end > len(data):
                raise ValueError
            tensors[name] = (tensor["shape"], data[begin:end])
        if not tensors:
            raise ValueError
        return tensors
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise Unusable(f"{file} is not a whole safetensors file of float16 tensors") from error


def check_alike(folders, models):
    for folder, model in zip(folders[1:], models[1:]):
        for name in SAME:
            if content(folder / name) != content(folders[0] / name):
                raise Unusable(f"{folder / name} is another than {folders[0] / name}")
        shapes, wanted = ({name: tensor[0] for name, tensor in m.items()} for m in (model, models[0]))
        for name in {**wanted, **shapes}:
            if shapes.get(name) != wanted.get(name):
                raise Unusable(f"{name} is {wanted.get(name, 'not there')} in {folders[0]} and "
                               f"{shapes.get(name, 'not there')} in {folder}")


def average(name, parts, shares):
    """The float16 bytes of the weighted mean of tensors given as float16 bytes."""
    columns = [struct.unpack(f"<{len(part) // 2}e", part) for part in parts]
    mean = [math.fsum(share * value for share, value in zip(shares, row)) for row in zip(*columns)]
    if not all(map(math.isfinite, mean)):
        raise Unusable(f"{name} is not finite")
    try:
        return struct.pack(f"<{len(mean)}e", *mean)
    except OverflowError as error:
        raise Unusable(f"the mean of {name} does not fit float16") from error


def write(folder, like, tensors):
    """Writes a model: the bytes that train_encoder would write of these tensors, and the rest as it is in `like`."""
    header = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, (shape, data) in tensors.items():
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in SAME:
            (folder / name).write_bytes(content(like / name))
        fresh = folder / "model.safetensors.new"
        fresh.write_bytes(struct.pack("<Q", len(head)) + head + b"".join(data for _, data in tensors.values()))
        fresh.replace(folder / "model.safetensors")
    except OSError as error:
        raise Unusable(f"cannot write into {folder}: {error.strerror}") from error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", metavar="MODEL", nargs="+", type=pathlib.Path)
    parser.add_argument("--weights", metavar="SHARE", nargs="+", type=float)
    parser.add_argument("--out", metavar="FOLDER", required=True, type=pathlib.Path)
    options = parser.parse_args()
    count = len(options.models)
    if count < 2:
        parser.error("two models at least are averaged")
    shares = options.weights or [1 / count] * count
    if len(shares) != count:
        parser.error(f"there are {count} models and {len(shares)} weights")
    # A NaN is no share either.
    if not all(share >= 0 for share in shares) or not abs(sum(shares) - 1) <= 1e-9:
        parser.error("weights are not negative and sum to 1")
    try:
        models = [read(folder) for folder in options.models]
        check_alike(options.models, models)
        mean = {name: (shape, average(name, [model[name][1] for model in models], shares))
                for name, (shape, _) in models[0].items()}
        write(options.out, options.models[0], mean)
    except Unusable as error:
        print(f"average_encoders.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
