// Compares wordpiece.txt with Hugging Face's tokenizers (Rust): npm install --ignore-scripts tokenizers@0.23.2, then
// node wordpiece_check.mjs in the folder that has node_modules, with this folder as argument.
//
// The Rust version differs from the Python one, which our goldens follow, in three points: it does not compose (NFC), it
// lowers every character alone (no final sigma), and it keeps unassigned characters. The texts are therefore composed
// here and rid of unassigned characters before it sees them, and those with a final sigma are left out and counted.
import fs from "fs";
import tokenizers from "tokenizers";

const folder = process.argv[2];
const lines = (name) => fs.readFileSync(`${folder}/${name}`, "utf8").split("\n").slice(0, -1);
const vocabulary = Object.fromEntries(lines("wordpiece_vocab.txt").map((token, id) => [token, id]));
const counts = { same: 0, different: 0, sigma: 0 };
for (const lower of [true, false]) {
  const options = { unkToken: "[UNK]", continuingSubwordPrefix: "##", maxInputCharsPerWord: 100 };
  const tokenizer = new tokenizers.Tokenizer(tokenizers.WordPiece.init(vocabulary, options));
  const both = { cleanText: true, handleChineseChars: true };
  tokenizer.setNormalizer(tokenizers.bertNormalizer({ ...both, stripAccents: lower, lowercase: lower }));
  tokenizer.setPreTokenizer(tokenizers.bertPreTokenizer());
  for (const line of lines("wordpiece.txt")) {
    const [mode, hex, words, ids] = line.split("\t");
    if (mode !== (lower ? "uncased" : "cased")) continue;
    if (lower && words.includes("ς")) {
      ++counts.sigma;
      continue;
    }
    // What the tokenizer drops goes first: behind it, characters may compose.
    const text = Buffer.from(hex, "hex").toString("utf8").replace(/[\p{Cn}\ufffd]|(?![\t\n\r])\p{C}/gu, "");
    const apart = text.replace(/[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu, " $& ");
    const encoding = await tokenizer.encode(apart.normalize("NFC"), null, { addSpecialTokens: false });
    const same = encoding.getIds().join(" ") === ids;
    ++counts[same ? "same" : "different"];
    if (!same) console.log(mode, JSON.stringify(text).slice(0, 120), "\n  golden", ids, "\n  rust  ", encoding.getIds().join(" "));
  }
}
console.log(counts);
process.exit(counts.different === 0 ? 0 : 1);
