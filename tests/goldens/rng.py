#!/usr/bin/env python3
"""Writes rng.txt: numbers of xoshiro256++ seeded by splitmix64, by a second implementation.

The algorithms are those of Blackman and Vigna (2019), Lemire (2019) and Marsaglia's polar method; the code shares
nothing with segue's. Doubles are written as hexadecimal so that no digit is lost.
"""
import math, pathlib

M = (1 << 64) - 1


def splitmix(x):
    x = (x + 0x9E3779B97F4A7C15) & M
    z = x
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
    return x, z ^ (z >> 31)


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & M


class Xoshiro:
    def __init__(self, seed):
        self.seed, self.s, x = seed, [], seed
        for _ in range(4):
            x, z = splitmix(x)
            self.s.append(z)
        self.spare = None

    def next(self):
        a, b, c, d = self.s
        result = (rotl((a + d) & M, 23) + a) & M
        c ^= a
        d ^= b
        self.s = [a ^ d, b ^ c, c ^ ((b << 17) & M), rotl(d, 45)]
        return result

    def below(self, n):
        while True:
            product = self.next() * n
            if product & M >= (1 << 64) % n:
                return product >> 64

    def uniform(self):
        return (self.next() >> 11) / (1 << 53)

    def normal(self):
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                break
        scale = math.sqrt(-2 * math.log(s) / s)
        self.spare = v * scale
        return u * scale

    def fork(self, stream):
        return Xoshiro(splitmix(self.seed ^ (stream * 0xD1342543DE82EF95 & M))[1])


lines = []
for seed in (0, 1, 42, M):
    lines.append(("next", seed, 0, [Xoshiro.next], str))
    for n in (1, 2, 10, 1000003, (1 << 63) + 1, M):
        lines.append(("below", seed, n, [lambda r, n=n: r.below(n)], str))
    lines.append(("uniform", seed, 0, [Xoshiro.uniform], float.hex))
    lines.append(("normal", seed, 0, [Xoshiro.normal], float.hex))
with open(pathlib.Path(__file__).with_name("rng.txt"), "w") as out:
    for what, seed, n, (draw,), show in lines:
        r = Xoshiro(seed)
        print(what, seed, n, *[show(draw(r)) for _ in range(8)], file=out)
    for seed, stream in ((0, 0), (0, 1), (7, 1 << 40)):
        r = Xoshiro(seed).fork(stream)
        print("fork", seed, stream, *[r.next() for _ in range(8)], file=out)
