#!/usr/bin/env python3
"""Writes wordpiece.txt, wordpiece_vocab.txt and wordpiece_planes.txt: what BERT's tokenizer makes of texts.

Written after the rules of google-research/bert tokenization.py as Hugging Face's BertTokenizer (Python) has them: every
general category C* is dropped, NFC comes before the split, a word of more than 100 characters is [UNK]. It uses
Python's own Unicode tables (14.0 with Python 3.11), so characters that were assigned later are left out.
wordpiece_check.mjs compares wordpiece.txt with Hugging Face's tokenizers (Rust) in turn.

wordpiece.txt, one line per text: "uncased" or "cased", its bytes in hexadecimal, its words with a space between them,
their ids. The last lines hold all texts before them in 10,000 words and more: words and ids counted, then FNV-1a of
the ids. wordpiece_planes.txt: for 4,096 code points a line, mode, first code point, the assigned ones as ranges, and
FNV-1a of the words that the text of wordpiece.py's block_text() has.
"""
import pathlib
import unicodedata

HERE = pathlib.Path(__file__).parent
IDEOGRAPHS = [(0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
              (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)]


def clean(text):
    kept = []
    for c in text:
        if c in "\t\n\r" or c == " " or unicodedata.category(c) == "Zs":
            kept.append(" ")
        elif ord(c) not in (0, 0xFFFD) and not unicodedata.category(c).startswith("C"):
            kept.append(c)
    return "".join(kept)


def apart(text):
    return "".join(f" {c} " if any(a <= ord(c) <= b for a, b in IDEOGRAPHS) else c for c in text)


def is_punctuation(c):
    p = ord(c)
    return 33 <= p <= 47 or 58 <= p <= 64 or 91 <= p <= 96 or 123 <= p <= 126 or unicodedata.category(c)[0] == "P"


def basic(text, lower):
    words = []
    for token in unicodedata.normalize("NFC", apart(clean(text))).split():
        if lower:
            token = unicodedata.normalize("NFD", token.lower())
            token = "".join(c for c in token if unicodedata.category(c) != "Mn")
        words += "".join(f" {c} " if is_punctuation(c) else c for c in token).split()
    return words


def pieces(word, vocabulary):
    if len(word) > 100:
        return ["[UNK]"]
    found = []
    begin = 0
    while begin < len(word):
        for end in range(len(word), begin, -1):
            piece = ("##" if begin else "") + word[begin:end]
            if piece in vocabulary:
                found.append(piece)
                begin = end
                break
        else:
            return ["[UNK]"]
    return found


def fnv(numbers_or_bytes):
    value = 0xCBF29CE484222325
    for n in numbers_or_bytes:
        value = (value ^ n) * 0x100000001B3 % 2**64
    return value


TEXTS = [
    "", " ", "\t\n\r", "Hello, world!", "I don't care", "I don’t care", "can't won't y'all 'cause", "$100 <b>50%</b> a+b=c ^_^ `x` ~|~ {y}",
    "UPPER lower MiXeD", "abc\x00def", "a\x01b\x1fc\x7fd", "a\x0bb\x0cc", "a\u0085b", "tab\there\nline\rreturn", "[MASK] [CLS]x[SEP] [UNK][PAD]", "##ing ## # un##able",
    # accents, composed and not
    "Beyoncé café naïve Ångström", "Beyonce\u0301 cafe\u0301 nai\u0308ve A\u030Angstro\u0308m", "ÉÈÊË çÇ ñÑ øØ łŁ đĐ æÆ œŒ ßẞ þÞ", "e\u0301\u0316\u0302 e\u0316\u0301\u0302 q\u0307\u0323 q\u0323\u0307",
    "a\u0301" + "\u0302\u0316" * 20 + "b", "\u0301\u0302 \u0301a", "x \u0301y", "=\u0338 <\u0338 ≠ ≮", "Ǆ ǅ ǆ ﬁ ﬀ ﬃ ﬅ Ĳ ĳ", "ŐŰ ĞŞ ŽŠČ ĄĘ Đặng Việt Nguyễn", "\u1e9b\u0323 \u0344 \u0340\u0341 \u0374",
    # the cases of case
    "İstanbul IĞDIR ısı I\u0307 i\u0307 İİ", "STRASSE STRAẞE straße", "ΣΊΣΥΦΟΣ ΟΔΟΣ Σ ΑΣ. ΑΣ'Β ΑΣ, ΣΑΣ", "ΑΣ\u0301 ΑΣ\u0301Β Α\u0345 ᾼ ᾳ ᾈ ὮΣ", "K\u212a Å\u212b Ω\u2126 ⅣⅫ ⓐⒷ ＡＢＣ", "ЁЛКА ЙОД ЇЖАК и\u0306 Љ", "Կարին ԵՒ և", "ᲐᲑᲒ აბგ ᏣᎳᎩ 𐐀𐐨 Ⱥ Ⱦ Ꟶ",
    # scripts
    "我爱你", "我love你123", "日本語カナ ｶﾅ がぎ か\u3099き\u3099 ひらがな、カタカナ。", "豈更車 \uf900\ufa0e\ufaff", "\U00020000\U0002a6d6 \U0002a700 \U0002b740 \U0002b820 \U0002f800\U0002f81a", "\u3400\u4dbf\u4e00\u9fef \u3007 〡 ㊗ ㍿",
    "한국어 노래", "\u1112\u1161\u11ab\u1100\u116e\u11a8 각 갂", "ㄱㄴㄷ ﾡﾢ", "สวัสดีครับ ฉันรักเธอ ำ ้", "مَرْحَبًا بِالعَالَم الله ﷲ ﷺ لا\u0640\u0640", "שָׁלוֹם עֲלֵיכֶם שׁ ﬡ", "नमस्ते दुनिया क़ क\u093c ज़िन्दगी", "বাংলা ো ৌ তোমার", "தமிழ் கொ", "ಕನ್ನಡ ೋ", "മലയാളം ൊ", "ပျံ ဦ ဥ\u102e", "ខ្មែរ ລາວ བོད་ཡིག ཀཱུ \u0f73\u0f75", "ᠮᠣᠩᠭᠣᠯ \u180e x", "አማርኛ ።", "𝄞𝅗𝅥 \U0001d15e \U0001d165\U0001d16e",
    # symbols and emoji
    "I ❤️ you ♥ ☺︎", "👍🏽 👨‍👩‍👧‍👦 🏴‍☠️ 🇩🇪 🎵🎶 🤷🏾‍♀️", "a🎵b 🎵a a🎵", "© ® ™ € £ ¥ ¢ ° ± × ÷ ¬ ¦ § ¶ µ ª º ¹²³ ¼½¾", "« » “ ” ‘ ’ „ ‚ ‹ › … – — ― ‐ ‑ ‒ • · ‧ ‣ ‰ ′ ″ ‼ ⁇ ⁈", "¡Hola! ¿Qué tal? ;\u037e \u0387 \u1fef \u00b4`", "「」『』【】〈〉《》〜～！？，．：；", "૰ ₹ ٪ ، ؟ ۔ ׃ ־ ، ᠂ ෴ ๏",
    # white space and formats
    "a\u00a0b\u1680c\u2000d\u2001e\u2002f\u2003g\u200ah\u202fi\u205fj\u3000k", "a\u2028b\u2029c", "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "\u202aabc\u202c \u2066def\u2069 \u200eghi\u200f", "\ufeffBOM first", "می\u200cخواهم", "क्\u200dष क्\u200cष",
    "a\ue000b \uf8ff \U000f0000x\U0010fffd", "a\ufffeb\uffffc\ufdd0d \U0001fffe \U0010ffff", "a\ufffdb \ufffd", "\U000e0001tag\U000e0041\U000e007f", "\ufff9x\ufffay\ufffb", "x\ufe0fy\ufe0ez \u180bw",
    # lengths
    "x" * 99, "x" * 100, "x" * 101, "é" * 100, "é" * 101, "e\u0301" * 100, "한" * 33, "한" * 34, "한" * 50, "🎵" * 100, "🎵" * 101, "ﷺ" * 100, "a" * 100 + "!" + "b" * 101 + "?c", "İ" * 100, "İ" * 101, "ẞ" * 101,
    "supercalifragilisticexpialidocious", "aaaaaaaaaaaaaaaaaaaaaaaaab", "lalalalalalala ooooooooh yeaaaah", "zzzq unknownΩ ωω ъъъ", "walking walked walks talker", "rock'n'roll rock-n-roll R&B AC/DC P!nk A$AP", "3.14 1,000 2nd '90s 24/7 #1 @user http://t.co/x?y=z",
]
BYTES = [b"a\xffb", b"\xed\xa0\x80x\xed\xbf\xbf", b"\xc0\xaf/\xe0\x80\xbf", b"caf\xc3", b"caf\xe9 ol\xe9", b"\xf0\x9f\x8e a \xf0\x9f\x8e\xb5", b"\xf4\x90\x80\x80\xf5", b"\x80\x81 ok", b"\xe2\x80\x99\xe2\x80", b"a\xcc\x81\xcc b"]


def make_vocabulary(words):
    """Most characters of the words, and some of their substrings: which ones is a matter of a hash."""
    tokens = dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    for word in words:
        for begin in range(len(word)):
            for end in range(begin + 1, min(begin + 9, len(word)) + 1):
                piece = ("##" if begin else "") + word[begin:end]
                if fnv(piece.encode()) % 100 < (93 if end - begin == 1 else 12):
                    tokens[piece] = None
    return list(tokens)


def blocks():
    for first in range(0, 0x110000, 4096):
        points = [c for c in range(first, first + 4096) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]
        if points and first < 0xF0000:
            yield first, points


def block_text(points):
    """Every character between letters, alone, and before a combining acute."""
    return " ".join(f"x{chr(c)}Y {chr(c)} {chr(c)}\u0301" for c in points)


def ranges(points):
    out = []
    for c in points:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return ",".join(f"{a:X}-{b:X}" for a, b in out)


def main():
    inputs = [t.encode() for t in TEXTS] + BYTES
    words = {lower: [basic(t.decode(errors="replace"), lower) for t in inputs] for lower in (True, False)}
    vocabulary = make_vocabulary([w for mode in words.values() for text in mode for w in text])
    ids = {token: i for i, token in enumerate(vocabulary)}
    (HERE / "wordpiece_vocab.txt").write_bytes("".join(t + "\n" for t in vocabulary).encode())
    with open(HERE / "wordpiece.txt", "w") as out:
        for lower in (True, False):
            name = "uncased" if lower else "cased"
            for text, text_words in zip(inputs, words[lower]):
                numbers = [ids[p] for w in text_words for p in pieces(w, ids)]
                print(name, text.hex(), " ".join(text_words), " ".join(map(str, numbers)), sep="\t", file=out)
            long_text = []
            count = 0
            while count < 10000:
                long_text += inputs
                count += sum(map(len, words[lower]))
            long_words = basic(b" ".join(long_text).decode(errors="replace"), lower)
            numbers = [ids[p] for w in long_words for p in pieces(w, ids)]
            print("long-" + name, len(long_words), len(numbers), f"{fnv(numbers):016x}", sep="\t", file=out)
    with open(HERE / "wordpiece_planes.txt", "w") as out:
        for lower in (True, False):
            for first, points in blocks():
                value = fnv("\n".join(basic(block_text(points), lower)).encode())
                print("uncased" if lower else "cased", f"{first:X}", ranges(points), f"{value:016x}", sep="\t", file=out)


main()
