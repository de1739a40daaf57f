#include <algorithm>
#include <string>
#include <vector>

#include "playlist_makers.h"
#include "xml_check.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"
#include "segue/playlist/export.h"

// What must hold of every export, whatever the songs are called.

namespace segue::playlist {
namespace {

using nlohmann::json;

std::string hostile_text(Rng& rng) {
  static const std::vector<std::string> kPieces = {"\n",
                                                   "\r",
                                                   "\r\n",
                                                   "\"",
                                                   "'",
                                                   "<",
                                                   "&",
                                                   ">",
                                                   "]]>",
                                                   "<!--",
                                                   "\x00",
                                                   "\x1b",
                                                   "\x7f",
                                                   "\xff",
                                                   "\xc3",
                                                   "\xed\xa0\x80",
                                                   "\xef\xbf\xbf",
                                                   "#",
                                                   "#EXT",
                                                   ",",
                                                   ";",
                                                   "=cmd",
                                                   "é",
                                                   "🎵",
                                                   "\xe2\x80\xa8",
                                                   "\\",
                                                   "/",
                                                   "%",
                                                   " ",
                                                   "a",
                                                   "B",
                                                   "{",
                                                   "\t"};
  std::string text;
  const std::uint64_t count = rng.below(6);
  for (std::uint64_t i = 0; i < count; ++i) text += kPieces[rng.below(kPieces.size())];
  return text;
}

MadePlaylist hostile_list(Rng& rng) {
  MadePlaylist playlist;
  playlist.title = hostile_text(rng);
  const std::uint64_t count = rng.below(5);
  for (std::uint64_t i = 0; i <= count; ++i) {
    catalog::Song song = test::song(static_cast<std::int64_t>(i), hostile_text(rng), {});
    while (rng.below(2) == 0) song.facts.artists.push_back(hostile_text(rng));
    song.facts.album = hostile_text(rng);
    if (rng.below(2) == 0) song.facts.path = (rng.below(2) == 0 ? "/music/" : "") + hostile_text(rng);
    if (rng.below(2) == 0) song.facts.ids.push_back({"spotify", hostile_text(rng)});
    if (rng.below(2) == 0) song.facts.ids.push_back({"isrc", hostile_text(rng)});
    if (rng.below(2) == 0) song.facts.duration_ms = static_cast<std::int64_t>(rng.next());
    if (i == 0) {
      playlist.seeds.push_back(song);
    } else {
      playlist.songs.push_back({song, static_cast<float>(rng.normal())});
    }
  }
  return playlist;
}

// Cells of an RFC 4180 text, row by row.
std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      row.push_back(cell);
      cell.clear();
      if (c == '\n') rows.push_back(std::exchange(row, {}));
    } else {
      cell += c;
    }
  }
  EXPECT_FALSE(quoted);
  EXPECT_TRUE(row.empty() && cell.empty());
  return rows;
}

bool is_uri(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("<>\"\\^`{|}").find(c) == std::string_view::npos;
  });
}

class ExportStructure : public ::testing::Test {
 protected:
  // Calls `check` with many hostile playlists.
  template <class Check>
  void for_hostile_lists(const Check& check) {
    Rng rng(13);
    for (int i = 0; i < 500 && !HasFailure(); ++i) {
      const MadePlaylist playlist = hostile_list(rng);
      check(playlist);
    }
  }
  ExportOptions options_{true, "/music/lists"};
};

TEST_F(ExportStructure, EveryFormatIsUtf8AndEndsWithANewline) {
  for_hostile_lists([&](const MadePlaylist& playlist) {
    for (const Format format : {Format::kM3u8, Format::kCsv, Format::kJson, Format::kJspf, Format::kXspf}) {
      const std::string text = export_playlist(playlist, format, options_);
      EXPECT_TRUE(is_valid_utf8(text));
      EXPECT_EQ(text.back(), '\n');
      EXPECT_EQ(text.find('\0'), std::string::npos);
      EXPECT_EQ(text, export_playlist(playlist, format, options_));
    }
  });
}

TEST_F(ExportStructure, M3u8HasOnePlaceForEachEntry) {
  for_hostile_lists([&](const MadePlaylist& playlist) {
    const std::string text = export_playlist(playlist, Format::kM3u8, options_);
    EXPECT_EQ(text.substr(0, 8), "#EXTM3U\n");
    std::size_t infos = 0;
    std::size_t places = 0;
    std::size_t unknown = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      const std::string line = text.substr(begin, end - begin);
      begin = end + 1;
      EXPECT_FALSE(line.empty());
      infos += line.starts_with("#EXTINF:");
      unknown += line.starts_with("# no file or id known:");
      places += !line.starts_with("#");
      EXPECT_EQ(line.find('\r'), std::string::npos);
    }
    EXPECT_EQ(infos, places);
    EXPECT_EQ(infos + unknown, playlist.seeds.size() + playlist.songs.size()) << text;
  });
}

TEST_F(ExportStructure, CsvHasTenCellsInEveryRow) {
  for_hostile_lists([&](const MadePlaylist& playlist) {
    const auto rows = csv_rows(export_playlist(playlist, Format::kCsv, options_));
    ASSERT_EQ(rows.size(), 2 + playlist.songs.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(rows[i].size(), 10U);
      if (i > 0) {
        EXPECT_EQ(rows[i][1], std::to_string(i));
      }
      if (i > 1) {
        EXPECT_EQ(std::stof(rows[i][9]), playlist.songs[i - 2].distance);
      }
    }
  });
}

TEST_F(ExportStructure, JsonParsesAndHoldsEverySong) {
  for_hostile_lists([&](const MadePlaylist& playlist) {
    const json document = json::parse(to_json(playlist));
    EXPECT_EQ(document.at("version"), 1);
    EXPECT_EQ(document.at("seeds").size(), playlist.seeds.size());
    ASSERT_EQ(document.at("songs").size(), playlist.songs.size());
    for (std::size_t i = 0; i < playlist.songs.size(); ++i) {
      const json& song = document["songs"][i];
      const catalog::SongFacts& facts = playlist.songs[i].song.facts;
      EXPECT_EQ(song.size(), 8U);
      if (is_valid_utf8(facts.title)) {
        EXPECT_EQ(song.at("title"), facts.title);
      }
      EXPECT_EQ(song.at("artists").size(), facts.artists.size());
      EXPECT_EQ(song.at("distance").get<float>(), playlist.songs[i].distance);
      if (facts.duration_ms) {
        EXPECT_EQ(song.at("duration_ms"), *facts.duration_ms);
      }
    }
  });
}

TEST_F(ExportStructure, JspfParsesAndItsUrisAreUris) {
  for_hostile_lists([&](const MadePlaylist& playlist) {
    const json document = json::parse(export_playlist(playlist, Format::kJspf, options_));
    const json& tracks = document.at("playlist").at("track");
    EXPECT_EQ(tracks.size(), 1 + playlist.songs.size());
    for (const json& track : tracks) {
      for (const char* name : {"location", "identifier"}) {
        if (!track.contains(name)) continue;
        EXPECT_FALSE(track[name].empty());
        for (const json& uri : track[name]) EXPECT_TRUE(is_uri(uri)) << uri;
      }
      for (const auto& [name, value] : track.items()) EXPECT_NE(value, "") << name;
    }
  });
}

TEST_F(ExportStructure, XspfIsWellFormed) {
  for_hostile_lists([&](const MadePlaylist& playlist) {
    const std::string xml = export_playlist(playlist, Format::kXspf, options_);
    EXPECT_EQ(test::xml_problem(xml), "") << xml;
    EXPECT_EQ(xml.find("></"), std::string::npos) << "an empty element";
  });
}

TEST(XmlCheck, SeesWhatIsWrong) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  EXPECT_EQ(test::xml_problem(head + "<a b=\"c\"><d>&amp;</d></a>\n"), "");
  for (const char* bad : {"<a>", "<a></b>", "<a>&</a>", "<a>\x01</a>", "<a></a><b></b>", "text", "<a>\xff</a>", "",
                          "<a>]]></a>", "<a>\xef\xbf\xbf</a>"}) {
    EXPECT_NE(test::xml_problem(head + bad), "") << bad;
  }
}

}  // namespace
}  // namespace segue::playlist
