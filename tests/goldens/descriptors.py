#!/usr/bin/env python3
"""Golden numbers for tests/audio/spectral/descriptors_test.cpp: the descriptors of src/segue/audio/spectral/descriptors.h
in numpy and scipy, in double precision, written from the formulas that librosa 0.5 documents. Needs numpy and scipy.

Usage: tests/goldens/descriptors.py > tests/goldens/descriptors.json
       tests/goldens/descriptors.py FILE     a file of raw float32 samples at 44.1 kHz, to standard output
"""

import json
import sys

import numpy as np
import scipy.fft
import scipy.signal

RATE = 44100
NOMINAL = 22050
FRAME = 2048
HOP = 512


# --- the signals; tests/audio/spectral/signals.h makes the same ------------------------------------------------------
def noise(count, amplitude):
    state = 12345
    values = np.empty(count)
    for i in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = ((state >> 8) / 2**23 - 1.0) * amplitude
    return values


def chirp():
    t = np.arange(30000) / RATE
    return 0.7 * np.sin(2 * np.pi * (100.0 * t + 7000.0 * t * t)) + noise(30000, 0.001)


def tones():
    t = np.arange(60000) / RATE
    decay = np.exp(-6.0 * np.mod(t, 0.25))
    mix = sum(np.sin(2 * np.pi * f * t) / n for n, f in ((1, 220.0), (2, 663.0), (3, 2960.0)))
    return 0.4 * decay * mix + noise(60000, 0.0002)


def low_passed():
    values = noise(40000, 0.5)
    taps = np.arange(-100, 101)
    kernel = np.sinc(taps * 2 * 12000.0 / RATE) * 2 * 12000.0 / RATE * np.blackman(201)
    filtered = np.zeros(40000)
    for tap, weight in zip(taps, kernel):
        filtered += weight * np.roll(values, tap)
    return filtered


def steps():
    i = np.arange(9000)
    return np.where(i // 50 % 2 == 0, 0.25, -0.125) + noise(9000, 0.0005)


SIGNALS = {
    "noise": lambda: noise(30000, 0.5),
    "chirp": chirp,
    "tones": tones,
    "low_passed": low_passed,
    "quiet_passage": lambda: np.concatenate([noise(20000, 0.5), noise(30000, 0.00004)]),
    "click": lambda: np.where(np.arange(20000) == 10000, 1.0, 0.0),
    "steps": steps,
    "silence": lambda: np.zeros(5000),
    "one_sample": lambda: np.full(1, 0.5),
    "shorter_than_half_a_frame": lambda: noise(700, 0.3),
    "one_hop": lambda: noise(512, 0.3),
    "too_loud": lambda: noise(5000, 100.0),
}


# --- the descriptors -------------------------------------------------------------------------------------------------
def sixteen_bit(samples):
    """As if decoded to two channels of 16 bits and averaged: rounding to 2^-15.5 makes as much noise. In single
    precision, so that the same samples fall on the same side of a tie."""
    steps = np.float32(46340.95)
    inside = np.clip(samples.astype(np.float32), np.float32(-32.0), np.float32(32.0))
    return (np.rint(inside * steps) / steps).astype(float)


def frames_of(samples, mode):
    padded = np.pad(samples, FRAME // 2, mode=mode)
    count = 1 + (len(padded) - FRAME) // HOP
    return np.stack([padded[f * HOP : f * HOP + FRAME] for f in range(count)], axis=1)


def magnitudes(samples):
    window = scipy.signal.get_window("hann", FRAME, fftbins=True)
    return np.abs(scipy.fft.rfft(frames_of(samples, "reflect") * window[:, None], axis=0))


def decibels(power, floor=1e-10, dynamic_range=80.0):
    level = 10.0 * np.log10(np.maximum(floor, power))
    return np.maximum(level, level.max() - dynamic_range)


def slaney_hertz(mel):
    linear = mel * 200.0 / 3.0
    return np.where(mel < 15.0, linear, 1000.0 * np.exp((mel - 15.0) * np.log(6.4) / 27.0))


def mel_matrix(bands):
    top = 15.0 + 27.0 * np.log(RATE / 2 / 1000.0) / np.log(6.4)
    edges = slaney_hertz(np.linspace(0.0, top, bands + 2))
    hertz = np.arange(FRAME // 2 + 1) * RATE / FRAME
    matrix = np.zeros((bands, len(hertz)))
    for band in range(bands):
        low, middle, high = edges[band : band + 3]
        matrix[band] = np.interp(hertz, [low, middle, high], [0.0, 1.0, 0.0]) * 2.0 / (high - low)
    return matrix


def shares(spectrum):
    total = spectrum.sum(axis=0)
    return spectrum / np.where(total > 0, total, 1.0)


def contrast(spectrum, hertz):
    peaks, valleys = [], []
    edges = [0.0] + [200.0 * 2**octave for octave in range(7)]
    for band in range(7):
        inside = [k for k in range(len(hertz)) if edges[band] <= hertz[k] <= edges[band + 1]]
        if band > 0:
            inside.insert(0, inside[0] - 1)
        if band == 6:
            inside += range(inside[-1] + 1, len(hertz))
        extremes = max(1, int(np.rint(0.02 * len(inside))))
        if band < 6:
            inside.pop()
        ordered = np.sort(spectrum[inside], axis=0)
        valleys.append(ordered[:extremes].mean(axis=0))
        peaks.append(ordered[-extremes:].mean(axis=0))
    return decibels(np.array(peaks)) - decibels(np.array(valleys))


def zero_crossings(samples):
    negative = frames_of(samples, "edge") < -1e-10
    return (negative[1:] != negative[:-1]).sum(axis=0) / FRAME


def describe(samples):
    samples = sixteen_bit(samples)
    spectrum = magnitudes(samples)
    hertz = np.arange(FRAME // 2 + 1) * NOMINAL / FRAME
    share = shares(spectrum)
    centroid = (hertz[:, None] * share).sum(axis=0)
    reached = np.cumsum(spectrum, axis=0) >= 0.85 * spectrum.sum(axis=0) * (1 - 1e-12)
    power = spectrum**2
    audible = np.maximum(power, 1e-10)
    rows = {
        "mfcc": scipy.fft.dct(decibels(mel_matrix(128) @ power), axis=0, norm="ortho")[:20],
        "contrast": contrast(spectrum, hertz),
        "centroid": centroid[None],
        "bandwidth": np.sqrt((share * (hertz[:, None] - centroid) ** 2).sum(axis=0))[None],
        "rolloff": hertz[np.argmax(reached, axis=0)][None],
        "flatness": (np.exp(np.log(audible).mean(axis=0)) / audible.mean(axis=0))[None],
        "rms": np.sqrt(power.mean(axis=0))[None],
        "zero_crossings": zero_crossings(samples)[None],
    }
    result = {"frames": spectrum.shape[1]}
    for name, values in rows.items():
        result[name] = {"mean": [float(f"{v:.9g}") for v in values.mean(axis=1)],
                        "std": [float(f"{v:.9g}") for v in values.std(axis=1)]}
    return result


def main():
    if len(sys.argv) > 1:
        print(json.dumps(describe(np.fromfile(sys.argv[1], dtype=np.float32)), indent=1))
        return
    lines = [f'"{name}": {json.dumps(describe(make()))}' for name, make in SIGNALS.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
