#!/usr/bin/env python3
"""Makes tiny-bert: a BERT of 8 numbers, one layer and 66 pieces with weights drawn by chance, in Hugging Face's layout.

It knows nothing, and reads like a real one: the program's tests need a model and no download. Standard library only;
the same bytes every time.
"""

import json
import pathlib
import random
import string
import struct

HIDDEN, INTERMEDIATE, POSITIONS, LABELS = 8, 12, 32, 3

pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
pieces += list(string.ascii_lowercase) + ["##" + c for c in string.ascii_lowercase]
pieces += ["love", "hate", "rain", "sun", "the", "la", ",", "'", "!"]

rng = random.Random(4)


def drawn(*shape):
    size = 1
    for extent in shape:
        size *= extent
    return shape, [rng.gauss(0, shape[-1] ** -0.5) for _ in range(size)]


def linear(name, outputs, inputs):
    return {name + ".weight": drawn(outputs, inputs), name + ".bias": drawn(outputs)}


def norm(name):
    return {name + ".weight": ((HIDDEN,), [1.0] * HIDDEN), name + ".bias": ((HIDDEN,), [0.0] * HIDDEN)}


tensors = {
    "embeddings.word_embeddings.weight": drawn(len(pieces), HIDDEN),
    "embeddings.position_embeddings.weight": drawn(POSITIONS, HIDDEN),
    "embeddings.token_type_embeddings.weight": drawn(2, HIDDEN),
    **norm("embeddings.LayerNorm"),
}
for part in ("query", "key", "value"):
    tensors |= linear(f"encoder.layer.0.attention.self.{part}", HIDDEN, HIDDEN)
tensors |= linear("encoder.layer.0.attention.output.dense", HIDDEN, HIDDEN)
tensors |= norm("encoder.layer.0.attention.output.LayerNorm")
tensors |= linear("encoder.layer.0.intermediate.dense", INTERMEDIATE, HIDDEN)
tensors |= linear("encoder.layer.0.output.dense", HIDDEN, INTERMEDIATE)
tensors |= norm("encoder.layer.0.output.LayerNorm")
tensors |= linear("pooler.dense", HIDDEN, HIDDEN)
tensors |= linear("classifier", LABELS, HIDDEN)

header, data = {}, b""
for name, (shape, values) in sorted(tensors.items()):
    packed = struct.pack(f"<{len(values)}e", *values)
    header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [len(data), len(data) + len(packed)]}
    data += packed
head = json.dumps(header, separators=(",", ":")).encode()
head += b" " * (-len(head) % 8)

config = {
    "model_type": "bert",
    "architectures": ["BertForSequenceClassification"],
    "language": "en",
    "vocab_size": len(pieces),
    "hidden_size": HIDDEN,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": INTERMEDIATE,
    "max_position_embeddings": POSITIONS,
    "type_vocab_size": 2,
    "id2label": {"0": "negative", "1": "neutral", "2": "positive"},
}

folder = pathlib.Path(__file__).parent / "tiny-bert"
folder.mkdir(exist_ok=True)
(folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
(folder / "vocab.txt").write_text("\n".join(pieces) + "\n")
(folder / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)
