// Against libebur128, an independent implementation of the same standards.
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "audio/level/level_signals.h"
#include <ebur128.h>
#include <gtest/gtest.h>

#include "segue/audio/decode/decoder.h"
#include "segue/base/rng.h"

namespace segue::audio {
namespace {

class Oracle {
 public:
  Oracle(int rate, const std::vector<double>& weights)
      : state_(ebur128_init(static_cast<unsigned>(weights.size()), static_cast<unsigned long>(rate),
                            EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_SAMPLE_PEAK)) {
    for (unsigned c = 0; c < weights.size(); ++c) {
      const int place = weights[c] == 0 ? EBUR128_UNUSED : weights[c] > 1 ? EBUR128_LEFT_SURROUND : EBUR128_LEFT;
      ebur128_set_channel(state_, c, place);
    }
  }
  ~Oracle() { ebur128_destroy(&state_); }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  void push(std::span<const std::span<const float>> channels) {
    interleaved_.clear();
    for (std::size_t i = 0; i < channels.front().size(); ++i) {
      for (const auto channel : channels) interleaved_.push_back(channel[i]);
    }
    ebur128_add_frames_float(state_, interleaved_.data(), channels.front().size());
  }
  double integrated() const {
    double value = 0;
    ebur128_loudness_global(state_, &value);
    return value;
  }
  double range() const {
    double value = 0;
    ebur128_loudness_range(state_, &value);
    return value;
  }

 private:
  ebur128_state* state_;
  std::vector<float> interleaved_;
};

/// Noise whose level wanders by tens of dB and whose colour changes, as music's does.
std::vector<float> wandering_noise(Rng& rng, int rate, double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate));
  double level = -20;
  double colour = 0.5;
  double last = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i % static_cast<std::size_t>(rate / 3) == 0) {
      level = std::min(-6.0, std::max(-60.0, level + 5 * rng.normal()));
      colour = rng.uniform();
    }
    last = colour * last + rng.normal();
    samples[i] = static_cast<float>(std::pow(10, level / 20) * 0.3 * last);
  }
  return samples;
}

TEST(SlowLoudnessOracle, AgreesOnNoiseOfAnyRateAndNumberOfChannels) {
  Rng rng(17);
  for (const int rate : {8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000}) {
    for (std::size_t channels = 1; channels <= 6; ++channels) {
      if (rate > 48000 && channels > 2) continue;
      std::vector<double> weights(channels, 1.0);
      if (channels >= 4) weights[3] = channels == 4 ? 1.41 : 0;
      for (std::size_t c = 4; c < channels; ++c) weights[c] = 1.41;
      Channels samples;
      for (std::size_t c = 0; c < channels; ++c) samples.push_back(wandering_noise(rng, rate, 25));
      Oracle oracle(rate, weights);
      std::vector<std::span<const float>> spans(samples.begin(), samples.end());
      oracle.push(spans);
      const Loudness loudness = measure(samples, rate, weights);
      // Where a tenth of a second is no whole number of samples, the oracle's is rounded up, and its windows drift.
      const bool same_windows = rate % 10 == 0;
      EXPECT_NEAR(loudness.integrated, oracle.integrated(), same_windows ? 0.01 : 0.1) << rate << " Hz, " << channels;
      EXPECT_NEAR(loudness.range, oracle.range(), same_windows ? 0.1 : 1) << rate << " Hz, " << channels;
    }
  }
}

TEST(SlowLoudnessOracle, AgreesOnSongs) {
  const char* data = std::getenv("SEGUE_DATA");
  const std::filesystem::path root =
      data != nullptr ? std::filesystem::path(data) : std::filesystem::path(SEGUE_TESTS_DIR) / "../../shared/data";
  const std::filesystem::path songs = root / "audio" / "songs";
  if (!std::filesystem::is_directory(songs)) GTEST_SKIP() << "no songs in " << songs << "; set SEGUE_DATA";
  std::size_t compared = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(songs)) {
    if (entry.path().extension() != ".mp3" && entry.path().extension() != ".ogg") continue;
    Decoder decoder = Decoder::open(entry.path());
    LoudnessMeter meter(decoder.format().sample_rate, decoder.format().loudness_weights);
    Oracle oracle(decoder.format().sample_rate, decoder.format().loudness_weights);
    for (auto block = decoder.read(); !block.empty(); block = decoder.read()) {
      meter.push(block);
      oracle.push(block);
    }
    const Loudness loudness = meter.finish();
    EXPECT_NEAR(loudness.integrated, oracle.integrated(), 0.01) << entry.path();
    EXPECT_NEAR(loudness.range, oracle.range(), 0.1) << entry.path();
    ++compared;
  }
  EXPECT_GT(compared, 0U);
}

}  // namespace
}  // namespace segue::audio
