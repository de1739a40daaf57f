#include <filesystem>
#include <string>
#include <tuple>

#include "playlist_makers.h"
#include <gtest/gtest.h>

#include "segue/base/atomic_file.h"
#include "segue/playlist/export.h"

namespace segue::playlist {
namespace {

using Case = std::tuple<const char*, const char*>;

// What tests/goldens/export/make_goldens.py writes of the same songs.
class ExportGolden : public ::testing::TestWithParam<Case> {};

TEST_P(ExportGolden, SameBytes) {
  const std::string name = std::get<0>(GetParam());
  MadePlaylist playlist;
  if (name == "ordinary") playlist = test::ordinary_playlist();
  if (name == "hostile") playlist = test::hostile_playlist();
  const std::filesystem::path golden =
      std::filesystem::path(SEGUE_TESTS_DIR) / "goldens" / "export" / (name + "." + std::get<1>(GetParam()));
  ExportOptions options;
  options.folder = "/music/lists";
  EXPECT_EQ(export_playlist(playlist, format_of(golden), options), read_file(golden, 1 << 20));
}

INSTANTIATE_TEST_SUITE_P(All, ExportGolden,
                         ::testing::Combine(::testing::Values("ordinary", "hostile", "empty"),
                                            ::testing::Values("m3u8", "csv", "json", "jspf", "xspf")),
                         [](const ::testing::TestParamInfo<Case>& one) {
                           return std::string(std::get<0>(one.param)) + "_" + std::get<1>(one.param);
                         });

}  // namespace
}  // namespace segue::playlist
