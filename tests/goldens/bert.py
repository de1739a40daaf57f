#!/usr/bin/env python3
"""Writes bert/CASE: tiny models of the BERT family in the Hugging Face layout, and what they make of some sequences.

The reference is written here with torch.nn.functional, in double, from the weights as the file holds them (rounded to
F16 or BF16 where it does); a second opinion, ONNX Runtime's in float32 on an export of the same model, is stored
beside it. CASE/expected.safetensors holds per sequence ids, the state after the embeddings and after each layer,
logits where there is a head, and ONNX Runtime's last state and logits; and the reading of a text in windows.

Needs Debian's python3-torch, Node and onnxruntime-node in DIR/node_modules
(cd DIR && ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node).
Usage: bert.py DIR [OUTPUT]
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

WORDS = "love me do you know i so please oh yes the sea of sad green rain and night ##s ##ing ##er sun day".split()
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
TEXT = "love me do you know i love you so please love me do oh love me dos sunday unheard raining rainer night"
PIECES = ("love me do you know i love you so please love me do oh love me do ##s sun ##day [UNK] rain ##ing rain ##er "
          "night").replace("sun ##day", "[UNK]").split()
LENGTHS = [1, 2, 3, 8, 17, 40]
POSITIONS = 48
WINDOW = 12

CASES = {
    # As Google's conversion has it: prefix, gamma and beta, heads of pre-training, an integer tensor.
    "bert_f32": dict(hidden=32, layers=2, heads=4, intermediate=64, act="gelu", prefix="bert.", norm=("gamma", "beta"),
                     type="F32", labels=[], extra=True),
    "bert_f16": dict(hidden=32, layers=2, heads=2, intermediate=48, act="gelu_new", prefix="", norm=("weight", "bias"),
                     type="F16", labels=["LABEL_0", "LABEL_1", "LABEL_2"]),
    # Heads of odd size.
    "distilbert_bf16": dict(hidden=36, layers=2, heads=4, intermediate=40, act="gelu", prefix="distilbert.",
                            norm=("weight", "bias"), type="BF16", labels=["NEGATIVE", "POSITIVE"]),
    # In two parts.
    "bert_parts": dict(hidden=20, layers=3, heads=1, intermediate=24, act="relu", prefix="model.",
                       norm=("weight", "bias"), type="F32",
                       labels=["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], parts=True),
}


def layer_names(case, i):
    if "distil" in case["name"]:
        base = f"transformer.layer.{i}."
        return dict(q=base + "attention.q_lin", k=base + "attention.k_lin", v=base + "attention.v_lin",
                    o=base + "attention.out_lin", n1=base + "sa_layer_norm", f1=base + "ffn.lin1", f2=base + "ffn.lin2",
                    n2=base + "output_layer_norm")
    base = f"encoder.layer.{i}."
    return dict(q=base + "attention.self.query", k=base + "attention.self.key", v=base + "attention.self.value",
                o=base + "attention.output.dense", n1=base + "attention.output.LayerNorm",
                f1=base + "intermediate.dense", f2=base + "output.dense", n2=base + "output.LayerNorm")


def make_weights(case, random):
    """Canonical name: tensor in double, already rounded to the type of the file."""
    h, inter = case["hidden"], case["intermediate"]
    weights = {}

    def put(name, *shape, scale=1.0, shift=0.0):
        rounded = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}[case["type"]]
        weights[name] = (torch.tensor(random.normal(size=shape)) * scale + shift).to(rounded).double()

    def linear(name, outputs, inputs):
        put(name + ".weight", outputs, inputs, scale=inputs ** -0.5)
        put(name + ".bias", outputs, scale=0.3)

    def norm(name):
        put(name + ".weight", h, scale=0.2, shift=1.0)
        put(name + ".bias", h, scale=0.2)

    p = case["prefix"]
    put(p + "embeddings.word_embeddings.weight", len(VOCABULARY), h)
    put(p + "embeddings.position_embeddings.weight", POSITIONS, h, scale=0.5)
    if "distil" not in case["name"]:
        put(p + "embeddings.token_type_embeddings.weight", 2, h, scale=0.5)
    norm(p + "embeddings.LayerNorm")
    for i in range(case["layers"]):
        n = layer_names(case, i)
        for key in "qkvo":
            linear(p + n[key], h, h)
        linear(p + n["f1"], inter, h)
        linear(p + n["f2"], h, inter)
        norm(p + n["n1"])
        norm(p + n["n2"])
    if case["labels"]:
        linear("pre_classifier" if "distil" in case["name"] else p + "pooler.dense", h, h)
        linear("classifier", len(case["labels"]), h)
    return weights


class Model(torch.nn.Module):
    def __init__(self, case, weights):
        super().__init__()
        self.case, self.weights = case, weights
        self.eps = 1e-12

    def linear(self, name, x):
        return F.linear(x, self.weights[name + ".weight"], self.weights[name + ".bias"])

    def norm(self, name, x):
        return F.layer_norm(x, (self.case["hidden"],), self.weights[name + ".weight"], self.weights[name + ".bias"], self.eps)

    def act(self, x):
        if self.case["act"] == "gelu":
            return F.gelu(x)
        if self.case["act"] == "relu":
            return F.relu(x)
        return 0.5 * x * (1 + torch.tanh((2 / np.pi) ** 0.5 * (x + 0.044715 * x * x * x)))

    def states(self, ids):
        case, w, p = self.case, self.weights, self.case["prefix"]
        x = w[p + "embeddings.word_embeddings.weight"][ids]
        x = x + w[p + "embeddings.position_embeddings.weight"][:ids.shape[0]]
        if p + "embeddings.token_type_embeddings.weight" in w:
            x = x + w[p + "embeddings.token_type_embeddings.weight"][0]
        x = self.norm(p + "embeddings.LayerNorm", x)
        states = [x]
        size = case["hidden"] // case["heads"]
        for i in range(case["layers"]):
            n = {key: p + name for key, name in layer_names(case, i).items()}
            heads = [self.linear(n[key], x).reshape(-1, case["heads"], size).transpose(0, 1) for key in "qkv"]
            weights = F.softmax(heads[0] @ heads[1].transpose(1, 2) / size ** 0.5, dim=-1)
            mixed = (weights @ heads[2]).transpose(0, 1).reshape(-1, case["hidden"])
            x = self.norm(n["n1"], self.linear(n["o"], mixed) + x)
            x = self.norm(n["n2"], self.linear(n["f2"], self.act(self.linear(n["f1"], x))) + x)
            states.append(x)
        return states

    def logits(self, state):
        if not self.case["labels"]:
            return torch.zeros(0, dtype=state.dtype)
        if "distil" in self.case["name"]:
            return self.linear("classifier", F.relu(self.linear("pre_classifier", state[0])))
        return self.linear("classifier", torch.tanh(self.linear(self.case["prefix"] + "pooler.dense", state[0])))

    def forward(self, ids):
        last = self.states(ids)[-1]
        return last, self.logits(last)


def raw(tensor, kind):
    if kind == "I64":
        return tensor.numpy().astype("<i8").tobytes()
    if kind == "BF16":
        return tensor.to(torch.bfloat16).view(torch.int16).numpy().tobytes()
    return tensor.to({"F32": torch.float32, "F16": torch.float16}[kind]).numpy().tobytes()


def write_safetensors(path, tensors, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, (tensor, kind) in sorted(tensors.items()):
        part = raw(tensor, kind)
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def write_model(case, weights, folder):
    tensors = {}
    for name, tensor in weights.items():
        if "LayerNorm." in name:
            stem, end = name.rsplit(".", 1)
            name = stem + "." + case["norm"][0 if end == "weight" else 1]
        tensors[name] = (tensor, case["type"])
    if case.get("extra"):
        tensors["cls.predictions.bias"] = (torch.ones(len(VOCABULARY)), "F32")
        tensors["cls.seq_relationship.weight"] = (torch.ones(2, case["hidden"]), "F32")
        tensors["bert.pooler.dense.weight"] = (torch.ones(case["hidden"], case["hidden"]), "F32")
        tensors["bert.embeddings.position_ids"] = (torch.arange(POSITIONS).reshape(1, -1), "I64")
    if case.get("parts"):
        names = sorted(tensors)
        halves = {"model-00001-of-00002.safetensors": names[: len(names) // 2],
                  "model-00002-of-00002.safetensors": names[len(names) // 2:]}
        for file, part in halves.items():
            write_safetensors(folder / file, {name: tensors[name] for name in part})
        index = {"metadata": {"total_size": sum(t.numel() * 4 for t, _ in tensors.values())},
                 "weight_map": {name: file for file, part in halves.items() for name in part}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")
    else:
        write_safetensors(folder / "model.safetensors", tensors)
    config = {"model_type": "distilbert" if "distil" in case["name"] else "bert", "vocab_size": len(VOCABULARY),
              "max_position_embeddings": POSITIONS}
    if "distil" in case["name"]:
        config |= {"dim": case["hidden"], "n_layers": case["layers"], "n_heads": case["heads"],
                   "hidden_dim": case["intermediate"], "activation": case["act"]}
    else:
        config |= {"hidden_size": case["hidden"], "num_hidden_layers": case["layers"],
                   "num_attention_heads": case["heads"], "intermediate_size": case["intermediate"],
                   "hidden_act": case["act"], "type_vocab_size": 2, "layer_norm_eps": 1e-12}
    if case["labels"]:
        config["id2label"] = {str(i): label for i, label in enumerate(case["labels"])}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (folder / "vocab.txt").write_text("".join(token + "\n" for token in VOCABULARY))
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')


def poles(labels):
    if len(labels) == 5:
        return [0, 0, 1, 2, 2]
    return [0, 1, 2] if len(labels) == 3 else [0, 2]


def reading(model, case):
    """The text in windows, as text_model.h describes it."""
    pieces = [VOCABULARY.index(piece) for piece in PIECES]
    count = -(-len(pieces) // (WINDOW - 2))
    sums, sentiment, begin = 0, torch.zeros(3, dtype=torch.float64), 0
    for i in range(count):
        size = len(pieces) // count + (i < len(pieces) % count)
        last, logits = model(torch.tensor([2, *pieces[begin:begin + size], 3]))
        begin += size
        sums = sums + last[1:-1].sum(dim=0)
        for pole, share in zip(poles(case["labels"]), F.softmax(logits, dim=0)) if case["labels"] else []:
            sentiment[pole] += share * size / len(pieces)
    return sums / sums.norm(), sentiment, count, len(pieces)


def ask_onnx_runtime(model, sequences, modules):
    single = Model(model.case, {name: tensor.float() for name, tensor in model.weights.items()})
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "model.onnx"
        torch.onnx.export(single, (torch.tensor(sequences[-1]),), str(file), input_names=["ids"],
                          output_names=["state", "logits"], dynamic_axes={"ids": {0: "n"}, "state": {0: "n"}},
                          opset_version=14)
        script = pathlib.Path(__file__).resolve().parent / "bert_onnx.mjs"
        out = subprocess.run(["node", str(script), modules, str(file)], input=json.dumps(sequences), text=True,
                             check=True, capture_output=True).stdout
    return json.loads(out)


def main():
    modules = sys.argv[1]
    output = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else pathlib.Path(__file__).resolve().parent / "bert"
    for number, (name, case) in enumerate(CASES.items()):
        case["name"] = name
        random = np.random.default_rng(number)
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        weights = make_weights(case, random)
        write_model(case, weights, folder)
        model = Model(case, weights)
        sequences = [random.integers(0, len(VOCABULARY), size=n).tolist() for n in LENGTHS]
        expected = {}
        worst = 0.0
        for ids, onnx in zip(sequences, ask_onnx_runtime(model, sequences, modules)):
            key = str(len(ids))
            states = model.states(torch.tensor(ids))
            for i, state in enumerate(states):
                expected[f"{key}.state.{i}"] = (state, "F32")
            expected[f"{key}.ids"] = (torch.tensor(ids, dtype=torch.float32), "F32")
            expected[f"{key}.logits"] = (model.logits(states[-1]), "F32")
            second = torch.tensor(onnx["state"]).reshape(states[-1].shape)
            worst = max(worst, float((second - states[-1]).abs().max()))
            expected[f"{key}.onnx.state"] = (second, "F32")
            expected[f"{key}.onnx.logits"] = (torch.tensor(onnx["logits"]), "F32")
        embedding, sentiment, windows, tokens = reading(model, case)
        expected["text.embedding"] = (embedding, "F32")
        expected["text.sentiment"] = (sentiment, "F32")
        write_safetensors(folder / "expected.safetensors", expected,
                          {"lengths": " ".join(map(str, LENGTHS)), "text": TEXT, "window": str(WINDOW),
                           "windows": str(windows), "tokens": str(tokens), "unknown": str(PIECES.count("[UNK]"))})
        print(f"{name}: PyTorch and ONNX Runtime differ by at most {worst:.1e}")
        assert worst < 2e-5


if __name__ == "__main__":
    main()
