#include "segue/audio/tonal/key.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "instrument.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

using catalog::Basis;

Tonality heard(const std::vector<float>& sound) {
  KeyFinder finder;
  finder.push(sound);
  return finder.finish();
}

using Scale = std::vector<int>;
const Scale kMajor{0, 2, 4, 5, 7, 9, 11};
const Scale kNaturalMinor{0, 2, 3, 5, 7, 8, 10};
const Scale kHarmonicMinor{0, 2, 3, 5, 7, 8, 11};

int degree(const Scale& scale, int number) {
  return scale[static_cast<std::size_t>(number % 7)] + 12 * (number / 7);
}

// Up and down, the tonic twice as long at both ends.
void play_scale(Instrument& instrument, int tonic, const Scale& scale) {
  instrument.play({tonic}, 0.5);
  for (int i = 1; i < 7; ++i) instrument.play({tonic + degree(scale, i)}, 0.25);
  instrument.play({tonic + 12}, 0.5);
  for (int i = 6; i > 0; --i) instrument.play({tonic + degree(scale, i)}, 0.25);
  instrument.play({tonic}, 0.5);
}

void play_cadence(Instrument& instrument, int tonic, const Scale& scale) {
  for (const int root : {0, 3, 4, 0}) {
    instrument.play({tonic + degree(scale, root), tonic + degree(scale, root + 2), tonic + degree(scale, root + 4)},
                    0.75);
  }
}

std::vector<float> scale_and_cadence(int tonic, const Scale& scale, double tuning = 0) {
  Instrument instrument(tuning);
  play_scale(instrument, tonic, scale);
  play_cadence(instrument, tonic, scale);
  return instrument.sound();
}

void expect_key(const Tonality& tonality, int key, int mode, const std::string& what) {
  EXPECT_EQ(tonality.key.value, key) << what;
  EXPECT_EQ(tonality.mode.value, mode) << what;
  EXPECT_EQ(tonality.key.basis, Basis::kEstimated);
  EXPECT_EQ(tonality.mode.basis, Basis::kEstimated);
  EXPECT_GT(tonality.key.confidence, 0);
  EXPECT_LE(tonality.key.confidence, 1);
  EXPECT_GT(tonality.mode.confidence, 0);
  EXPECT_LE(tonality.mode.confidence, 1);
}

TEST(Key, TriadsAreTheirOwnKey) {
  for (int root = 0; root < 12; ++root) {
    for (const int mode : {0, 1}) {
      for (const int octave : {36, 48, 60}) {
        Instrument instrument;
        const int bass = octave + root;
        instrument.play({bass, bass + (mode == 1 ? 4 : 3), bass + 7}, 2);
        expect_key(heard(instrument.sound()), root, mode, std::to_string(root) + " octave " + std::to_string(octave));
      }
    }
  }
}

TEST(Key, Scales) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    for (const auto& [scale, mode] : {std::pair{kMajor, 1}, {kNaturalMinor, 0}, {kHarmonicMinor, 0}}) {
      Instrument instrument;
      play_scale(instrument, 60 + tonic, scale);
      expect_key(heard(instrument.sound()), tonic, mode, "scale of " + std::to_string(tonic));
    }
  }
}

TEST(Key, Cadences) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    for (const auto& [scale, mode] : {std::pair{kMajor, 1}, {kNaturalMinor, 0}, {kHarmonicMinor, 0}}) {
      Instrument instrument;
      play_cadence(instrument, 48 + tonic, scale);
      expect_key(heard(instrument.sound()), tonic, mode, "cadence of " + std::to_string(tonic));
    }
  }
}

TEST(Key, ScalesWithCadencesInEveryTuning) {
  for (const double tuning : {-0.4, -0.25, 0.1, 0.4}) {
    for (int tonic = 0; tonic < 12; ++tonic) {
      for (const auto& [scale, mode] : {std::pair{kMajor, 1}, {kHarmonicMinor, 0}}) {
        const Tonality tonality = heard(scale_and_cadence(52 + tonic, scale, tuning));
        expect_key(tonality, (tonic + 4) % 12, mode, std::to_string(tonic) + " at " + std::to_string(tuning));
        EXPECT_NEAR(tonality.tuning, tuning, 0.05);
      }
    }
  }
}

TEST(Key, MovesWithTheMusic) {
  const Tonality here = heard(scale_and_cadence(48, kNaturalMinor));
  for (int k = 1; k < 12; ++k) {
    const Tonality there = heard(scale_and_cadence(48 + k, kNaturalMinor));
    EXPECT_EQ(there.key.value, static_cast<int>(here.key.value + k) % 12);
    EXPECT_EQ(there.mode.value, here.mode.value);
    EXPECT_NEAR(there.key.confidence, here.key.confidence, 0.2);
    for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(there.chroma_tonic[i], here.chroma_tonic[i], 0.04);
  }
}

TEST(Key, LevelDoesNotMatter) {
  const std::vector<float> sound = scale_and_cadence(57, kHarmonicMinor);
  std::vector<float> softer = sound;
  for (float& sample : softer) sample *= 0.25118864F;
  const Tonality a = heard(sound);
  const Tonality b = heard(softer);
  EXPECT_EQ(a.key.value, b.key.value);
  EXPECT_EQ(a.mode.value, b.mode.value);
  EXPECT_NEAR(a.key.confidence, b.key.confidence, 1e-4);
  EXPECT_NEAR(a.tuning, b.tuning, 1e-4);
  EXPECT_NEAR(a.chroma_flux, b.chroma_flux, 1e-4);
  for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(a.chroma[i], b.chroma[i], 1e-5);
}

TEST(Key, SilenceAroundTheMusicDoesNotMatter) {
  const std::vector<float> sound = scale_and_cadence(50, kMajor);
  std::vector<float> framed(22050 * 20, 0.0F);
  framed.insert(framed.end(), sound.begin(), sound.end());
  framed.resize(framed.size() + 22050 * 20, 0.0F);
  const Tonality alone = heard(sound);
  const Tonality tonality = heard(framed);
  expect_key(tonality, 2, 1, "framed by silence");
  EXPECT_NEAR(tonality.key.confidence, alone.key.confidence, 0.05);
}

TEST(Key, NoiseUnderTheMusicDoesNotMatter) {
  std::vector<float> sound = scale_and_cadence(55, kMajor);
  const std::vector<float> noise = white_noise(sound.size());
  for (std::size_t i = 0; i < sound.size(); ++i) sound[i] += 0.05F * noise[i];
  expect_key(heard(sound), 7, 1, "in noise");
}

void expect_none(const Tonality& tonality, const std::string& what) {
  EXPECT_EQ(tonality.key.value, -1) << what;
  EXPECT_EQ(tonality.key.confidence, 0) << what;
  EXPECT_EQ(tonality.mode.value, 0) << what;
  EXPECT_EQ(tonality.mode.confidence, 0) << what;
  EXPECT_TRUE(std::isfinite(tonality.tuning)) << what;
  EXPECT_TRUE(std::isfinite(tonality.chroma_flux)) << what;
  EXPECT_TRUE(std::isfinite(tonality.chroma_entropy)) << what;
  for (const double value : tonality.chroma) EXPECT_TRUE(std::isfinite(value)) << what;
}

TEST(Key, NothingTonal) {
  expect_none(heard({}), "nothing");
  for (const std::size_t length : {1U, 2U, 4095U, 4096U, 8192U, 100000U}) {
    expect_none(heard(std::vector<float>(length, 0.0F)), "silence of " + std::to_string(length));
    expect_none(heard(std::vector<float>(length, 1.0F)), "full-scale constant of " + std::to_string(length));
  }
  expect_none(heard({0.7F}), "one sample");
  for (std::uint32_t seed = 1; seed < 6; ++seed) {
    std::vector<float> noise = white_noise(22050 * 10, seed);
    expect_none(heard(noise), "noise");
    for (float& sample : noise) sample *= 1e-6F;
    expect_none(heard(noise), "noise at -120 dB");
  }
}

TEST(Key, ClicksHaveNoKey) {
  std::vector<float> clicks(22050 * 10, 0.0F);
  for (std::size_t i = 0; i < clicks.size(); i += 11025) clicks[i] = 1;
  expect_none(heard(clicks), "clicks");
}

TEST(Key, DrumsAreHardlyTrusted) {
  std::vector<float> sound(22050 * 20, 0.0F);
  const std::vector<float> noise = white_noise(sound.size());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double t = static_cast<double>(i % 11025) / 22050;
    const double fall = std::exp(-30 * t);
    const bool snare = (i / 11025) % 2 == 1;
    const double kick = std::sin(2 * std::numbers::pi * (50 * t + 3 * (1 - fall)));
    const double skin = 0.5 * std::sin(2 * std::numbers::pi * 190 * t);
    sound[i] = static_cast<float>(0.3 * fall * (snare ? skin + 0.5 * noise[i] : kick));
  }
  EXPECT_LT(heard(sound).key.confidence, 0.3);
}

TEST(Key, ExtremeSamplesGiveFiniteAnswers) {
  for (const float size : {1e3F, 1e15F, 3e38F}) {
    std::vector<float> sound = scale_and_cadence(60, kMajor);
    for (float& sample : sound) sample *= size;
    const Tonality tonality = heard(sound);
    EXPECT_TRUE(std::isfinite(tonality.key.confidence));
    EXPECT_TRUE(std::isfinite(tonality.tuning));
    EXPECT_TRUE(std::isfinite(tonality.chroma_flux));
    EXPECT_TRUE(std::isfinite(tonality.chroma_entropy));
    for (const double value : tonality.chroma) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(Key, ClippedMusicKeepsItsKey) {
  std::vector<float> sound = scale_and_cadence(58, kMajor);
  for (float& sample : sound) sample = std::clamp(4 * sample, -1.0F, 1.0F);
  expect_key(heard(sound), 10, 1, "clipped");
}

TEST(Key, DescribesTheChroma) {
  const Tonality tonality = heard(scale_and_cadence(53, kMajor));
  EXPECT_NEAR(std::accumulate(tonality.chroma.begin(), tonality.chroma.end(), 0.0), 1, 1e-9);
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(tonality.chroma_tonic[i], tonality.chroma[(i + 5) % 12]);
  EXPECT_EQ(std::max_element(tonality.chroma.begin(), tonality.chroma.end()) - tonality.chroma.begin(), 5);
  EXPECT_GT(tonality.chroma_entropy, 0.5);
  EXPECT_LT(tonality.chroma_entropy, 1);

  // One chord held does not move; chords that change do, the more the faster.
  const auto flux = [](double seconds) {
    Instrument instrument;
    for (int i = 0; i < static_cast<int>(12 / seconds); ++i) {
      const int root = 48 + (i * 5) % 12;
      instrument.play({root, root + 4, root + 7}, seconds);
    }
    return heard(instrument.sound()).chroma_flux;
  };
  EXPECT_LT(flux(12), 0.02);
  EXPECT_GT(flux(2), flux(6) + 0.05);
  EXPECT_GT(flux(1), flux(2) + 0.05);
}

TEST(Key, AllTwelveNotesAlikeAreNoKey) {
  Instrument together;
  together.play({60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71}, 4, 0.05);
  expect_none(heard(together.sound()), "a cluster");

  Instrument run;
  for (int note = 48; note < 84; ++note) run.play({note}, 0.25);
  const Tonality tonality = heard(run.sound());
  expect_none(tonality, "a chromatic run");
  EXPECT_GT(tonality.chroma_entropy, 0.99);
}

TEST(Key, WithoutAKeyTheStrongestClassComesFirst) {
  const Tonality tonality = heard(white_noise(22050 * 10));
  ASSERT_EQ(tonality.key.value, -1);
  const double strongest = *std::max_element(tonality.chroma.begin(), tonality.chroma.end());
  EXPECT_GT(strongest, 0);
  EXPECT_EQ(tonality.chroma_tonic[0], strongest);
}

TEST(Key, HowTheStreamIsCutDoesNotMatter) {
  std::vector<float> sound = scale_and_cadence(61, kHarmonicMinor);
  KeyFinder whole;
  whole.push(sound);
  const Tonality expected = whole.finish();
  for (const std::size_t piece : {1U, 997U, 4096U, 65536U}) {
    KeyFinder finder;
    for (std::size_t at = 0; at < sound.size(); at += piece) {
      finder.push(std::span(sound).subspan(at, std::min(piece, sound.size() - at)));
    }
    const Tonality tonality = finder.finish();
    EXPECT_EQ(tonality.key, expected.key);
    EXPECT_EQ(tonality.mode, expected.mode);
    EXPECT_EQ(tonality.tuning, expected.tuning);
    EXPECT_EQ(tonality.chroma, expected.chroma);
    EXPECT_EQ(tonality.chroma_tonic, expected.chroma_tonic);
    EXPECT_EQ(tonality.chroma_flux, expected.chroma_flux);
    EXPECT_EQ(tonality.chroma_entropy, expected.chroma_entropy);
    EXPECT_EQ(finder.rows(), whole.rows());
  }
}

TEST(Key, RowsShowTheChordsInTime) {
  Instrument instrument;
  instrument.play({48, 52, 55}, 4);
  instrument.play({50, 54, 57}, 4);
  KeyFinder finder;
  finder.push(instrument.sound());
  finder.finish();
  const auto& rows = finder.rows();
  EXPECT_NEAR(finder.seconds_per_row(), 3 * 4096 / 22050.0, 1e-12);
  ASSERT_NEAR(static_cast<double>(rows.size()), 8 / finder.seconds_per_row(), 1);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    EXPECT_NEAR(std::accumulate(rows[r].begin(), rows[r].end(), 0.0), 1, 1e-5);
    const double middle = (static_cast<double>(r) + 0.33) * finder.seconds_per_row();
    const auto strongest = std::max_element(rows[r].begin(), rows[r].end()) - rows[r].begin();
    if (middle < 3.5) {
      EXPECT_TRUE(strongest == 0 || strongest == 7) << r << " " << strongest;
    }
    if (middle > 4.5 && middle < 7.5) {
      EXPECT_TRUE(strongest == 2 || strongest == 9) << r << " " << strongest;
    }
  }
}

TEST(Key, SilentRowsAreZero) {
  KeyFinder finder;
  finder.push(std::vector<float>(22050 * 5, 0.0F));
  finder.finish();
  ASSERT_GT(finder.rows().size(), 5U);
  for (const auto& row : finder.rows()) {
    for (const float value : row) EXPECT_EQ(value, 0);
  }
}

}  // namespace
}  // namespace segue::audio
