// Runs a model of bert.py in ONNX Runtime: node bert_onnx.mjs DIR MODEL.onnx, where DIR/node_modules has
// onnxruntime-node. Sequences of ids come in as JSON on standard input; states and logits go out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, model] = process.argv.slice(2);
const runtime = createRequire(resolve(folder, "package.json"))("onnxruntime-node");
const session = await runtime.InferenceSession.create(model);
const answers = [];
for (const ids of JSON.parse(readFileSync(0, "utf8"))) {
  const input = new runtime.Tensor("int64", BigInt64Array.from(ids.map(BigInt)), [ids.length]);
  const { state, logits } = await session.run({ ids: input });
  answers.push({ state: [...state.data], logits: logits ? [...logits.data] : [] });
}
process.stdout.write(JSON.stringify(answers));
