// voice_features FILE...: what segue/audio/voice/segments.h computes of the sound of each file, as a binary table for
// tools/fit_voice_model.py. The first line of standard output holds the names of the columns, separated by commas; then
// for each file a line "FILE <rows> <path>" and <rows> x <columns> floats (32 bits, little-endian): the segment's mean
// power, then the features. A file that cannot be decoded is named on standard error and left out.
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include "segue/audio/decode/analysis_rate.h"
#include "segue/audio/decode/decoder.h"
#include "segue/audio/voice/segments.h"

namespace {

std::vector<float> table_of(const std::string& path) {
  std::vector<float> table;
  segue::audio::VoiceSegments segments([&table](const segue::audio::VoiceSegment& segment) {
    table.push_back(static_cast<float>(segment.mean_power));
    table.insert(table.end(), segment.features.begin(), segment.features.end());
  });
  auto decoder = segue::audio::Decoder::open(path);
  segue::audio::AnalysisRate rates(decoder.format().sample_rate, decoder.format().channels);
  for (auto block = decoder.read(); !block.empty(); block = decoder.read()) {
    rates.push(block);
    segments.push(rates.half());
  }
  rates.finish();
  segments.push(rates.half());
  segments.finish();
  return table;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> paths(argv + 1, argv + argc);
  const std::vector<std::string> names = segue::audio::voice_feature_names();
  std::string header = "mean_power";
  for (const std::string& name : names) header += "," + name;
  std::puts(header.c_str());
  for (const std::string& path : paths) {
    try {
      const std::vector<float> table = table_of(path);
      std::printf("FILE %zu %s\n", table.size() / (names.size() + 1), path.c_str());
      std::fwrite(table.data(), sizeof(float), table.size(), stdout);
    } catch (const std::exception& problem) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), problem.what());
    }
  }
  return 0;
}
