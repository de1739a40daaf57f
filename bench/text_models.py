#!/usr/bin/env python3
"""Writes models of random weights for bench/text.sh, each as a Hugging Face folder and, with the same weights, as ONNX
in float32 and as ONNX Runtime's dynamic quantisation makes int8 (activations per tensor as u8, weights per column as
s8, attention in float32); what stands there already stays. The ONNX files are written here, field by field, so that no
other package is needed.

Needs numpy.  Usage: text_models.py OUTPUT
"""
import json
import pathlib
import struct
import sys

import numpy as np

SHIPPED = pathlib.Path(__file__).parent.parent / "models/words/config.json"


def shapes():
    """BERT-base's, and that of the encoder that ships."""
    shipped = json.loads(SHIPPED.read_text())
    return {
        "base": dict(vocabulary=30522, hidden=768, layers=12, heads=12, intermediate=3072, positions=512),
        "words": dict(vocabulary=shipped["vocab_size"], hidden=shipped["hidden_size"],
                      layers=shipped["num_hidden_layers"], heads=shipped["num_attention_heads"],
                      intermediate=shipped["intermediate_size"], positions=shipped["max_position_embeddings"]),
    }


# Protocol buffers: a field is its number and kind, then a varint, or a length and bytes.
def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def block(field, content):
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


FLOAT, UINT8, INT8, INT64 = 1, 2, 3, 7
ONNX_TYPES = {"float32": FLOAT, "uint8": UINT8, "int8": INT8, "int64": INT64}


class Graph:
    def __init__(self):
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, array):
        self.count += 1
        name = f"c{self.count}"
        self.constants.append(b"".join(number(1, extent) for extent in array.shape)
                              + number(2, ONNX_TYPES[array.dtype.name]) + block(8, name) + block(9, array.tobytes()))
        return name

    def floats(self, *values):
        return self.constant(np.array(values[0] if len(values) == 1 else values, dtype=np.float32))

    def node(self, kind, inputs, outputs=1, **attributes):
        self.count += 1
        names = [f"n{self.count}_{i}" for i in range(outputs)]
        content = b"".join(block(1, name) for name in inputs) + b"".join(block(2, name) for name in names)
        content += block(3, names[0]) + block(4, kind)
        for key, value in attributes.items():
            if isinstance(value, float):
                content += block(5, block(1, key) + varint(2 << 3 | 5) + struct.pack("<f", value) + number(20, 1))
            elif isinstance(value, int):
                content += block(5, block(1, key) + number(3, value) + number(20, 2))
            else:
                content += block(5, block(1, key) + b"".join(number(8, v) for v in value) + number(20, 7))
        self.nodes.append(content)
        return names[0] if outputs == 1 else names

    def document(self, inputs, output):
        def value(name, kind, dims):
            shape = b"".join(block(1, block(2, dim)) for dim in dims)
            return block(1, name) + block(2, block(1, number(1, kind) + block(2, shape)))
        graph = b"".join(block(1, node) for node in self.nodes) + block(2, "model")
        graph += b"".join(block(5, constant) for constant in self.constants)
        graph += b"".join(block(11, value(name, INT64, dims)) for name, dims in inputs)
        graph += block(12, value(output, FLOAT, ["batch", "tokens", "hidden"]))
        return number(1, 8) + block(7, graph) + block(8, block(1, "") + number(2, 17))


def onnx_of(shape, weights, int8):
    graph = Graph()
    hidden, heads = shape["hidden"], shape["heads"]
    size = hidden // heads

    def quantised(x):
        return graph.node("DynamicQuantizeLinear", [x], 3)

    def linear(x, name, parts=None):
        weight, bias = weights[name + ".weight"].T, weights[name + ".bias"]
        if not int8:
            return graph.node("Add", [graph.node("MatMul", [x, graph.constant(np.ascontiguousarray(weight))]),
                                      graph.constant(bias)])
        value, scale, zero = parts or quantised(x)
        scales = np.abs(weight).max(axis=0) / 127
        integers = np.clip(np.round(weight / scales), -127, 127).astype(np.int8)
        product = graph.node("MatMulInteger", [value, graph.constant(np.ascontiguousarray(integers)), zero,
                                               graph.constant(np.zeros(weight.shape[1], dtype=np.int8))])
        both = graph.node("Mul", [scale, graph.constant(scales.astype(np.float32))])
        scaled = graph.node("Mul", [graph.node("Cast", [product], to=FLOAT), both])
        return graph.node("Add", [scaled, graph.constant(bias)])

    def norm(x, name):
        return graph.node("LayerNormalization", [x, graph.constant(weights[name + ".weight"]),
                                                 graph.constant(weights[name + ".bias"])], axis=-1, epsilon=1e-12)

    split = graph.constant(np.array([0, 0, heads, size], dtype=np.int64))
    join = graph.constant(np.array([0, 0, hidden], dtype=np.int64))
    x = graph.node("Gather", [graph.constant(weights["embeddings.word_embeddings.weight"]), "ids"])
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    x = graph.node("Add", [x, graph.node("Gather", [graph.constant(places), "positions"])])
    x = norm(x, "embeddings.LayerNorm")
    for i in range(shape["layers"]):
        layer = f"encoder.layer.{i}."
        parts = quantised(x) if int8 else None
        q, k, v = (graph.node("Reshape", [linear(x, layer + "attention.self." + name, parts), split])
                   for name in ("query", "key", "value"))
        q = graph.node("Transpose", [q], perm=[0, 2, 1, 3])
        k = graph.node("Transpose", [k], perm=[0, 2, 3, 1])
        v = graph.node("Transpose", [v], perm=[0, 2, 1, 3])
        scores = graph.node("Mul", [graph.node("MatMul", [q, k]), graph.floats(size ** -0.5)])
        mixed = graph.node("MatMul", [graph.node("Softmax", [scores], axis=-1), v])
        mixed = graph.node("Reshape", [graph.node("Transpose", [mixed], perm=[0, 2, 1, 3]), join])
        x = norm(graph.node("Add", [linear(mixed, layer + "attention.output.dense"), x]),
                 layer + "attention.output.LayerNorm")
        wide = linear(x, layer + "intermediate.dense")
        erf = graph.node("Add", [graph.node("Erf", [graph.node("Div", [wide, graph.floats(2 ** 0.5)])]),
                                 graph.floats(1.0)])
        wide = graph.node("Mul", [graph.node("Mul", [wide, erf]), graph.floats(0.5)])
        x = norm(graph.node("Add", [linear(wide, layer + "output.dense"), x]), layer + "output.LayerNorm")
    return graph.document([("ids", ["batch", "tokens"]), ("positions", ["tokens"])], x), x


def weights_of(shape):
    random = np.random.default_rng(1)
    hidden, inter = shape["hidden"], shape["intermediate"]
    weights = {}

    def put(name, *extents, scale):
        weights[name] = random.standard_normal(extents, dtype=np.float32) * np.float32(scale)

    def linear(name, outputs, inputs):
        put(name + ".weight", outputs, inputs, scale=inputs ** -0.5)
        put(name + ".bias", outputs, scale=0.1)

    def norm(name):
        weights[name + ".weight"] = np.ones(hidden, dtype=np.float32)
        weights[name + ".bias"] = np.zeros(hidden, dtype=np.float32)

    put("embeddings.word_embeddings.weight", shape["vocabulary"], hidden, scale=1)
    put("embeddings.position_embeddings.weight", shape["positions"], hidden, scale=0.3)
    put("embeddings.token_type_embeddings.weight", 2, hidden, scale=0.3)
    norm("embeddings.LayerNorm")
    for i in range(shape["layers"]):
        layer = f"encoder.layer.{i}."
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            linear(layer + "attention." + name, hidden, hidden)
        linear(layer + "intermediate.dense", inter, hidden)
        linear(layer + "output.dense", hidden, inter)
        norm(layer + "attention.output.LayerNorm")
        norm(layer + "output.LayerNorm")
    return weights


def write_folder(shape, weights, folder):
    folder.mkdir(parents=True, exist_ok=True)
    header, offset = {}, 0
    for name in sorted(weights):
        size = weights[name].nbytes
        header[name] = {"dtype": "F32", "shape": list(weights[name].shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    with open(folder / "model.safetensors", "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for name in sorted(weights):
            out.write(weights[name].tobytes())
    (folder / "config.json").write_text(json.dumps({
        "model_type": "bert", "vocab_size": shape["vocabulary"], "hidden_size": shape["hidden"],
        "num_hidden_layers": shape["layers"], "num_attention_heads": shape["heads"],
        "intermediate_size": shape["intermediate"], "max_position_embeddings": shape["positions"]}))
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + [f"w{i}" for i in range(shape["vocabulary"] - 4)]
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n")


def main():
    output = pathlib.Path(sys.argv[1])
    for name, shape in shapes().items():
        notes = output / name / "rival.json"
        if notes.exists() and json.loads(notes.read_text()).get("shape") == shape:
            continue  # of an earlier run
        weights = weights_of(shape)
        write_folder(shape, weights, output / name)
        names = {}
        for kind in ("float32", "int8"):
            document, result = onnx_of(shape, weights, kind == "int8")
            (output / name / f"{kind}.onnx").write_bytes(document)
            names[kind] = result
        notes.write_text(json.dumps({"outputs": names, "vocabulary": shape["vocabulary"], "shape": shape}))


if __name__ == "__main__":
    main()
