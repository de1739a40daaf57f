// How fast segue listens, beside how fast the same files decode: `analyze_bench FILE...`, one thread, processor time.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "segue/audio/analyze.h"
#include "segue/audio/decode/analysis_rate.h"
#include "segue/audio/level/loudness.h"
#include "segue/audio/rhythm/rhythm.h"
#include "segue/audio/spectral/descriptors.h"
#include "segue/audio/tonal/key.h"
#include "segue/audio/voice/voice.h"

namespace {

using namespace segue::audio;

/// Processor seconds of this process.
double processor_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class Work>
double time_of(const Work& work) {
  const double begin = processor_time();
  work();
  return processor_time() - begin;
}

/// Decodes all of a file, and hands each block to `listen`; the seconds of music.
template <class Listen>
double decode(const std::string& file, const Listen& listen) {
  auto decoder = Decoder::open(std::filesystem::path(file));
  std::uint64_t samples = 0;
  for (auto block = decoder.read(); !block.empty(); block = decoder.read()) {
    samples += block.front().size();
    listen(decoder.format(), block);
  }
  return static_cast<double>(samples) / decoder.format().sample_rate;
}

using Block = std::span<const std::span<const float>>;

/// One part of the analysis alone, on top of decoding.
struct Part {
  std::string name;
  double seconds = 0;
};

double with_rates(const std::string& file, const auto& push_full, const auto& push_half) {
  std::unique_ptr<AnalysisRate> rates;
  return decode(file, [&](const AudioFormat& format, Block block) {
    if (!rates) rates = std::make_unique<AnalysisRate>(format.sample_rate, format.channels);
    rates->push(block);
    push_full(rates->full());
    push_half(rates->half());
  });
}

int run(const std::vector<std::string>& files) {
  constexpr int kRounds = 3;
  double music = 0;
  double total = 0;
  std::vector<Part> parts = {{"decode", 0},      {"loudness", 0}, {"rate conversion", 0}, {"key", 0}, {"rhythm", 0},
                             {"descriptors", 0}, {"voice", 0}};
  const auto nothing = [](std::span<const float>) {};
  for (const auto& file : files) {
    // The least of some rounds, of each in turn: what the machine does besides only adds.
    std::vector<double> least(parts.size() + 1, 1e9);
    const auto keep = [&](std::size_t i, double time) { least[i] = std::min(least[i], time); };
    double length = 0;
    for (int round = 0; round < kRounds; ++round) {
      keep(0, time_of([&] { length = decode(file, [](const AudioFormat&, Block) {}); }));
      keep(1, time_of([&] {
             std::unique_ptr<LoudnessMeter> meter;
             decode(file, [&](const AudioFormat& format, Block block) {
               if (!meter) meter = std::make_unique<LoudnessMeter>(format.sample_rate, format.loudness_weights);
               meter->push(block);
             });
             if (meter) meter->finish();
           }));
      keep(2, time_of([&] { with_rates(file, nothing, nothing); }));
      KeyFinder key;
      keep(3, time_of([&] {
             with_rates(file, nothing, [&](std::span<const float> samples) { key.push(samples); });
             key.finish();
           }));
      RhythmFinder rhythm;
      keep(4, time_of([&] {
             with_rates(file, nothing, [&](std::span<const float> samples) { rhythm.push(samples); });
             rhythm.finish();
           }));
      DescriptorExtractor descriptors;
      keep(5, time_of([&] {
             with_rates(
                 file, [&](std::span<const float> samples) { descriptors.push(samples); }, nothing);
             descriptors.finish();
           }));
      VoiceFinder voice;
      keep(6, time_of([&] {
             with_rates(file, nothing, [&](std::span<const float> samples) { voice.push(samples); });
             voice.finish();
           }));
      keep(7, time_of([&] {
             auto decoder = Decoder::open(std::filesystem::path(file));
             analyze(decoder);
           }));
    }
    music += length;
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i].seconds += least[i];
    total += least.back();
  }
  for (std::size_t i = 3; i < parts.size(); ++i) parts[i].seconds -= parts[2].seconds;
  for (const std::size_t i : {1, 2}) parts[i].seconds -= parts[0].seconds;
  fmt::print("{} files, {:.1f} minutes of music, processor time of one thread\n\n", files.size(), music / 60);
  fmt::print("{:<18} {:>10} {:>12}\n", "part", "us per s", "x realtime");
  for (const auto& part : parts) {
    fmt::print("{:<18} {:>10.0f} {:>12.0f}\n", part.name, 1e6 * part.seconds / music, music / part.seconds);
  }
  fmt::print("{:<18} {:>10.0f} {:>12.0f}\n\n", "all of it", 1e6 * total / music, music / total);
  fmt::print("analysis takes {:.2f} times the time of decoding alone\n", total / parts[0].seconds);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fputs("usage: analyze_bench FILE...\n", stderr);
    return 2;
  }
  try {
    return run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "analyze_bench: %s\n", error.what());
    return 1;
  }
}
