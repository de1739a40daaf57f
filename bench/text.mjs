// Measures the text encoder beside ONNX Runtime (bench/text.sh): text.mjs MODELS TEXT_BENCH RIVAL [ROUNDS]
// In each round every engine runs once, the order turning from round to round, each of ours followed by the peak of its
// type on as many threads; ratios are medians of the rounds' ratios.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const [models, program, rival, roundsGiven] = process.argv.slice(2);
const rounds = Number(roundsGiven ?? 9);
const hasRival = existsSync(join(rival, "node_modules", "onnxruntime-node"));
const runtime = hasRival ? createRequire(resolve(rival, "package.json"))("onnxruntime-node") : null;

const shapes = [
  { model: "base", batch: 8, tokens: 128 },
  { model: "base", batch: 2, tokens: 512 },
  { model: "words", batch: 16, tokens: 128 },
];

const sequence = (number, tokens, vocabulary) =>
  Array.from({ length: tokens }, (_, i) => 4 + ((7919 * number + 104729 * i) % (vocabulary - 4)));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// A process of ours that holds one model in one precision.
class Ours {
  constructor(folder, precision) {
    this.process = spawn(program, [folder, precision], { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }
  async line() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error("text_bench ended early");
    return value;
  }
  async ask(words) {
    this.process.stdin.write(words + "\n");
    return this.line();
  }
  async time(threads, batch, tokens) {
    return Number(await this.ask(`time ${threads} ${batch} ${tokens}`));
  }
  async peak(threads) {
    return Number(await this.ask(`peak ${threads}`));
  }
  async state(tokens) {
    return (await this.ask(`state ${tokens}`)).trim().split(" ").map(Number);
  }
  close() {
    this.process.stdin.end();
  }
}

class Theirs {
  constructor(folder, precision) {
    this.file = join(folder, `${precision}.onnx`);
    const notes = JSON.parse(readFileSync(join(folder, "rival.json")));
    this.output = notes.outputs[precision];
    this.vocabulary = notes.vocabulary;
    this.sessions = {};
  }
  async session(threads) {
    this.sessions[threads] ??= await runtime.InferenceSession.create(this.file, {
      intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: "sequential", graphOptimizationLevel: "all",
    });
    return this.sessions[threads];
  }
  async run(threads, batch, tokens) {
    const ids = [];
    for (let s = 0; s < batch; ++s) ids.push(...sequence(s, tokens, this.vocabulary));
    const session = await this.session(threads);
    const feeds = {
      ids: new runtime.Tensor("int64", BigInt64Array.from(ids.map(BigInt)), [batch, tokens]),
      positions: new runtime.Tensor("int64", BigInt64Array.from({ length: tokens }, (_, i) => BigInt(i)), [tokens]),
    };
    const begin = process.hrtime.bigint();
    const result = await session.run(feeds);
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    return { seconds, state: result[this.output].data };
  }
  async time(threads, batch, tokens) {
    return (await this.run(threads, batch, tokens)).seconds;
  }
  async state(tokens) {
    return [...(await this.run(1, 1, tokens)).state];
  }
  async close() {
    for (const session of Object.values(this.sessions)) await session.release();
  }
}

// Multiplications and additions of one sequence: products with weights, then queries with keys and their mix.
function operations({ hidden, intermediate, layers }, tokens) {
  return layers * tokens * (2 * (4 * hidden * hidden + 2 * hidden * intermediate) + 4 * tokens * hidden);
}

// The least cosine of the tokens' vectors.
function leastCosine(a, b, hidden) {
  let least = 1;
  for (let i = 0; i < a.length; i += hidden) {
    let ab = 0, aa = 0, bb = 0;
    for (let j = i; j < i + hidden; ++j) {
      ab += a[j] * b[j];
      aa += a[j] * a[j];
      bb += b[j] * b[j];
    }
    least = Math.min(least, ab / Math.sqrt(aa * bb));
  }
  return least;
}

async function measure(engines, form, shape, threads, neighbor) {
  const busy = neighbor ? spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }) : null;
  const seconds = Object.fromEntries(engines.map(([name]) => [name, []]));
  const peaks = Object.fromEntries(engines.filter(([, e]) => e.peak).map(([name]) => [name, []]));
  try {
    for (const [, engine] of engines) await engine.time(threads, shape.batch, shape.tokens); // warm
    for (let round = 0; round < rounds; ++round) {
      for (let i = 0; i < engines.length; ++i) {
        const [name, engine] = engines[(i + round) % engines.length];
        seconds[name].push(await engine.time(threads, shape.batch, shape.tokens));
        if (peaks[name]) peaks[name].push(await engine.peak(threads));
      }
    }
  } finally {
    busy?.kill();
  }
  const ratio = (a, b) =>
    seconds[a] && seconds[b] ? median(seconds[b].map((s, i) => s / seconds[a][i])).toFixed(2) : "-";
  const tokens = shape.batch * shape.tokens;
  const work = shape.batch * operations(form, shape.tokens);
  const ofPeak = (name) =>
    peaks[name]?.every((p) => p > 0) ? median(seconds[name].map((s, i) => work / s / peaks[name][i])).toFixed(2) : "-";
  const row = [
    shape.model.padEnd(6), `${shape.batch}x${shape.tokens}`.padEnd(8), String(threads).padEnd(4),
    (neighbor ? "busy" : "quiet").padEnd(6),
    ...engines.map(([name]) => String(Math.round(tokens / median(seconds[name]))).padStart(9)),
    ratio("float32", "ORT f32").padStart(10), ratio("bfloat16", "float32").padStart(9),
    ratio("int8", "ORT i8").padStart(8),
    ofPeak("float32").padStart(14), ofPeak("bfloat16").padStart(6), ofPeak("int8").padStart(6),
  ];
  console.log(row.join(""));
}

for (const name of ["base", "words"]) {
  const folder = join(models, name);
  const engines = [];
  for (const precision of ["float32", "bfloat16", "int8"]) {
    const ours = new Ours(folder, precision);
    const used = await ours.line();
    if (used === precision) engines.push([precision, ours]);
    else ours.close();
  }
  if (hasRival) engines.push(["ORT f32", new Theirs(folder, "float32")], ["ORT i8", new Theirs(folder, "int8")]);

  const form = JSON.parse(readFileSync(join(folder, "rival.json"))).shape;
  const truth = await engines[hasRival ? engines.length - 2 : 0][1].state(60);
  console.log(`\n${name}: least cosine of a token's vector to ${hasRival ? "ORT f32" : "float32"}, 60 tokens`);
  for (const [label, engine] of engines) {
    console.log(`  ${label.padEnd(9)} ${leastCosine(await engine.state(60), truth, form.hidden).toFixed(6)}`);
  }
  console.log(`tokens a second, medians of ${rounds} rounds; ratios are of speeds, of peak of operations a second`);
  const labels = engines.map(([label]) => label.padStart(9)).join("");
  console.log("model batch   thr       " + labels + "   f32/ORT bf16/f32 i8/ORT8  of peak: f32  bf16    i8");
  for (const shape of shapes.filter(({ model }) => model === name)) {
    for (const threads of [1, 2]) {
      for (const neighbor of [false, true]) await measure(engines, form, shape, threads, neighbor);
    }
  }
  for (const [, engine] of engines) await engine.close();
}
