#!/usr/bin/env python3
"""Writes lower.txt: what Python's str.lower() makes of strings, as code points in hexadecimal.

One line per string: its code points, a tab, those of its lower case. First words that need their context or a full
mapping, then every character of the Basic Multilingual Plane (and Deseret) that changes alone.
"""
import pathlib

WORDS = [
    "", "ABC xyz 123", "İstanbul", "IĞDIR", "ISPARTA ıI", "i̇İ", "ΣΊΣΥΦΟΣ", "ΟΔΟΣ ΟΔΟΣ", "Σ", "ΑΣ.", "ΑΣ'Β", "ΑΣ Β", "A\u0301Σ\u0301",
    "ΑΣ\u00adΒ", "ΑΣ\u00ad", "STRASSE STRAẞE straße", "ﬁ ﬀ ﬃ ﬅ ﬆ", "Ǆ ǅ ǆ Ǉ Ǌ Ǳ", "ĲSSEL Œuvre ÆON", "ÉCOLE E\u0301COLE", "ЁЛКА ЙОД ЇЖАК",
    "Կարին ԵՒ", "ᲐᲑᲒ აბგ Ⴀ", "ᏣᎳᎩ ꭰ", "ＡＢＣ", "ⅣⅫ ⓐⒷ", "K\u212a Å\u212b Ω\u2126", "ᾈ ᾼ ᾳ Ὦ ὮΣ", "𐐀𐐨 𝐀 🎵", "日本語 カナ ｶﾅ", "مرحبا שלום",
    "ŐŰ ĞŞ ŁÓDŹ ØÅ", "\u1e9e \u0130\u0307 I\u0307 J\u0307", "M\u0307 Ⱥ Ⱦ", "Ꟶ Ꞌ Ɐ", "\ufeffA\u200bB\u2028C\x00D",
]


def points(text):
    return " ".join(f"{ord(c):04X}" for c in text)


singles = [chr(c) for c in [*range(0xD800), *range(0xE000, 0x10000), *range(0x10400, 0x10428)]]
with open(pathlib.Path(__file__).with_name("lower.txt"), "w") as out:
    for word in WORDS + [c for c in singles if c.lower() != c]:
        print(points(word), points(word.lower()), sep="\t", file=out)
