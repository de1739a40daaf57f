#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/audio/decode/analysis_rate.h"
#include "segue/audio/decode/decoder.h"
#include "segue/audio/voice/voice.h"

namespace segue::audio {
namespace {

namespace fs = std::filesystem;

Voice voice_of(const fs::path& path) {
  auto decoder = Decoder::open(path);
  AnalysisRate rates(decoder.format().sample_rate, decoder.format().channels);
  VoiceFinder finder;
  for (auto block = decoder.read(); !block.empty(); block = decoder.read()) {
    rates.push(block);
    finder.push(rates.half());
  }
  rates.finish();
  finder.push(rates.half());
  return finder.finish();
}

std::vector<fs::path> music_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".ogg" || extension == ".mp3" || extension == ".opus")) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// The model was fitted to these songs: this guards the program, and says nothing of songs it never heard
/// (models/voice/README.md does).
TEST(SlowVoiceSongs, AreFoundToBeSung) {
  const char* data = std::getenv("SEGUE_DATA");
  const fs::path songs =
      (data != nullptr ? fs::path(data) : fs::path(SEGUE_TESTS_DIR) / "../../shared/data") / "audio" / "songs";
  if (!fs::is_directory(songs)) GTEST_SKIP() << "no songs in " << songs << "; set SEGUE_DATA";
  const auto files = music_in(songs);
  ASSERT_FALSE(files.empty());
  for (const fs::path& file : files) {
    const Voice voice = voice_of(file);
    EXPECT_GT(voice.probability, 0.9) << file;
    EXPECT_GT(voice.sung_share, 0.5) << file;
    EXPECT_LT(voice.sung_share, 0.95) << file;
  }
}

}  // namespace
}  // namespace segue::audio
