#!/usr/bin/env python3
"""Makes tensor_file.safetensors for tests/numeric/tensor_file_test.cpp, byte by byte from the format's description.

    python3 tests/goldens/tensor_file.py > tests/goldens/tensor_file.safetensors

Nothing in it is as segue writes it: the header is not padded, so the data is not aligned; the tensors are neither in
the order of their names nor of their bytes; there are several types, a scalar and an empty tensor.
"""
import json
import struct
import sys

parts = [
    ("weights", "F32", [2, 3], struct.pack("<6f", 0.5, -1.25, 3e-39, float("inf"), -0.0, 16777216.0)),
    ("steps", "I64", [2], struct.pack("<2q", -(2**62), 7)),
    ("empty", "F32", [0, 4], b""),
    ("scalar", "F32", [], struct.pack("<f", 2.75)),
    ("half", "BF16", [3], struct.pack("<3H", 0x3F80, 0xC000, 0x7F80)),
    ("flags", "BOOL", [5], bytes([1, 0, 0, 1, 1])),
]
header = {"__metadata__": {"kind": "golden", "title": "Bj\u00f6rk \u2013 J\u00f3ga", "note": 'a "quoted"\nline'}}
offset = 0
for name, dtype, shape, data in parts:
    header[name] = {"data_offsets": [offset, offset + len(data)], "dtype": dtype, "shape": shape}
    offset += len(data)
shuffled = dict(sorted(header.items(), key=lambda item: item[0][::-1]))
text = json.dumps(shuffled).encode()
if len(text) % 8 == 0:
    text += b" "
sys.stdout.buffer.write(struct.pack("<Q", len(text)) + text + b"".join(part[3] for part in parts))
