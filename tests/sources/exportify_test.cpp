// The two programs named Exportify: every header they have written, with songs nobody has recorded.
#include <string>
#include <string_view>
#include <vector>

#include "table_maker.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using catalog::Variable;
using ::testing::ElementsAre;

constexpr std::string_view kId = "1invented2invented3inv";
constexpr std::string_view kFeatures =
    "Danceability,Energy,Key,Loudness,Mode,Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time "
    "Signature";
constexpr std::string_view kFeatureValues = "0.5,0.7,4,-6.5,1,0.04,0.1,0,0.2,0.6,121.5,4";

void expect_song(const ReadTable& table, const std::vector<std::string>& artists, bool features = true) {
  EXPECT_EQ(table.report.kind, "Exportify");
  EXPECT_TRUE(table.problems.empty()) << told(table.problems);
  ASSERT_EQ(table.records.size(), 1u);
  const catalog::SongRecord& song = table.records[0];
  EXPECT_EQ(song.facts.title, "Lantern Weather");
  EXPECT_EQ(song.facts.artists, artists);
  EXPECT_EQ(song.facts.album, "Nine Paper Boats");
  EXPECT_EQ(song.facts.duration_ms, 201'500);
  EXPECT_EQ(song.facts.ids.at(0), (catalog::ExternalId{"spotify", std::string(kId)}));
  ASSERT_TRUE(song.playlist);
  EXPECT_EQ(song.playlist->name, "road_trip");
  EXPECT_EQ(song.playlist->key, "");
  EXPECT_TRUE(song.playlist->whole);
  EXPECT_EQ(song.provenance, catalog::Provenance::kFile);
  if (!features) return;
  EXPECT_EQ(song.values[Variable::kDanceability], 0.5);
  EXPECT_EQ(song.values[Variable::kKey], 4);
  EXPECT_EQ(song.values[Variable::kLoudness], -6.5);
  EXPECT_EQ(song.values[Variable::kTempo], 121.5);
  EXPECT_EQ(song.values[Variable::kTimeSignature], 4);
}

ReadTable read(const std::string& text) {
  return read_table(text, {}, "lists/road_trip.csv");
}

// --- exportify.net ---------------------------------------------------------------------------------------------------

TEST(ExportifyNet, Of2019) {
  expect_song(read(fmt::format(
                  "Spotify ID,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Added "
                  "By,Added At,Genres,{}\n{},\"Lantern Weather\",\"Nine Paper Boats\",\"Olm, The "
                  "Younger,Vesper Kiln\",2011-03-04,201500,40,spotify:user:x,2019-01-01T00:00:00Z,\"pop,rock\",{}\n",
                  kFeatures, kId, kFeatureValues)),
              {"Olm, The Younger", "Vesper Kiln"});
}

TEST(ExportifyNet, Of2019WithArtistIds) {
  expect_song(
      read(fmt::format("Spotify ID,Artist IDs,Track Name,Album Name,Artist Name(s),Release Date,Duration "
                       "(ms),Popularity,Added By,Added At,Genres,{}\n{},\"a,b\",\"Lantern Weather\",\"Nine Paper "
                       "Boats\",\"Olm,Vesper Kiln\",2011,201500,40,,2019-01-01T00:00:00Z,\"\",{}\n",
                       kFeatures, kId, kFeatureValues)),
      {"Olm", "Vesper Kiln"});
}

TEST(ExportifyNet, OfDecember2024AndApril2025) {
  for (const std::string_view id : {"Track ID", "Track URI"}) {
    expect_song(read(fmt::format("\xef\xbb\xbf{},Track Name,Album Name,Artist Name(s),Release Date,Duration "
                                 "(ms),Popularity,Added By,Added At,Genres,Record Label,{}\n{}{},\"Lantern "
                                 "Weather\",\"Nine Paper Boats\",\"Olm\",2011-03-04,201500,40,,2024-12-30T00:00:00Z,"
                                 "\"pop\",\"Kiln, Inc\",{}\n",
                                 id, kFeatures, id == "Track URI" ? "spotify:track:" : "", kId, kFeatureValues)),
                {"Olm"});
  }
}

std::string net_2025(std::string_view artists, std::string_view explicit_words = "true", std::string_view extra = "") {
  return fmt::format(
      "\xef\xbb\xbfTrack URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,"
      "Explicit,{}Added By,Added At,Genres,Record Label,{}\r\nspotify:track:{},\"Lantern "
      "Weather\",\"Nine Paper Boats\",\"{}\",2011-03-04,201500,40,{},{}spotify:user:x,"
      "2025-11-26T15:44:37Z,\"pop,rock\",\"Kiln\",{}\r\n",
      extra.empty() ? "" : "Explicit,", kFeatures, kId, artists, explicit_words, extra, kFeatureValues);
}

TEST(ExportifyNet, Of2025) {
  const ReadTable table = read(net_2025("Olm, The Younger;Vesper Kiln", "TRUE"));
  expect_song(table, {"Olm, The Younger", "Vesper Kiln"});
  const catalog::SongFacts& facts = table.records.at(0).facts;
  EXPECT_EQ(facts.explicit_words, true);
  EXPECT_EQ(facts.popularity, 40);
  EXPECT_EQ(facts.released->text(), "2011-03-04");
  EXPECT_THAT(table.report.ignored_columns, ElementsAre("Added By", "Added At", "Genres", "Record Label"));
}

TEST(ExportifyNet, OnTheDayExplicitStoodThereTwice) {
  const ReadTable table = read(net_2025("Olm", "false", "true,"));
  expect_song(table, {"Olm"});
  EXPECT_EQ(table.records.at(0).facts.explicit_words, false) << "the first column wins";
}

TEST(ExportifyNet, ASingleNameWithACommaIsOneName) {
  expect_song(read(net_2025("Olm, The Younger")), {"Olm, The Younger"});
}

TEST(ExportifyNet, AfterATripThroughASpreadsheet) {
  for (const char separator : {';', '\t'}) {
    std::string text = fmt::format(
        "Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added "
        "At,Genres,Record Label,{}\nspotify:track:{},Lantern Weather,Nine Paper "
        "Boats,\"Olm;Vesper Kiln\",2011-03-04,201500,40,WAHR,,,,,{}\n",
        kFeatures, kId, kFeatureValues);
    std::replace(text.begin(), text.end(), ',', separator);
    if (separator == ';') std::replace(text.begin(), text.end(), '.', ',');
    const ReadTable table = read(text);
    EXPECT_EQ(table.report.separator, separator);
    EXPECT_EQ(told(table.problems), "row 2 [Explicit] WAHR: true or false\n");
    ASSERT_EQ(table.records.size(), 1u);
    EXPECT_THAT(table.records[0].facts.artists, ElementsAre("Olm", "Vesper Kiln"));
    EXPECT_EQ(table.records[0].values[Variable::kTempo], 121.5) << separator;
  }
}

TEST(ExportifyNet, LocalFilesHaveNoIdAndEpisodesAreNoSongs) {
  const ReadTable table = read(
      "Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added At,"
      "Genres,Record Label,Danceability,Energy\n"
      "spotify:local:Olm:Boats:Tin+Harbour:128,\"Tin "
      "Harbour\",\"Boats\",\"Olm\",,128000,0,false,,2025-11-26T15:44:37Z,,,,\n"
      "spotify:episode:1invented2invented3inv,\"Talk\",\"Show\",\"Host\",,128000,0,false,,2025-11-26T15:44:37Z,,,,\n");
  ASSERT_EQ(table.records.size(), 1u);
  EXPECT_EQ(table.records[0].facts.title, "Tin Harbour");
  EXPECT_TRUE(table.records[0].facts.ids.empty());
  EXPECT_TRUE(table.records[0].values.empty());
  ASSERT_EQ(table.problems.size(), 1u);
  EXPECT_EQ(
      told(table.problems),
      "row 3 [Track URI] spotify:episode:1invented2invented3inv: a song: this is an episode, not a song (refused)\n");
  EXPECT_EQ(table.report.refused_rows, 1u);
}

// --- exportify.app ---------------------------------------------------------------------------------------------------

/// All cells quoted, as that program does.
std::string quoted(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) line += fmt::format("{}\"{}\"", line.empty() ? "" : ",", cell);
  return line + "\n";
}

TEST(ExportifyApp, Of2015) {
  expect_song(read(quoted({"Spotify URI", "Track Name", "Artist Name", "Album Name", "Disc Number", "Track Number",
                           "Track Duration (ms)", "Added By", "Added At"}) +
                   quoted({"spotify:track:" + std::string(kId), "Lantern Weather", "Olm, Vesper Kiln",
                           "Nine Paper Boats", "1", "3", "201500", "", "2015-07-01T00:00:00Z"})),
              {"Olm", "Vesper Kiln"}, false);
}

TEST(ExportifyApp, Of2018) {
  expect_song(read(quoted({"Track URI", "Track Name", "Artist URI", "Artist Name", "Album URI", "Album Name",
                           "Disc Number", "Track Number", "Track Duration (ms)", "Added By", "Added At"}) +
                   quoted({"spotify:track:" + std::string(kId), "Lantern Weather", "spotify:artist:x, spotify:artist:y",
                           "Olm\\, The Younger, Vesper Kiln", "spotify:album:z", "Nine Paper Boats", "1", "3", "201500",
                           "", "2018-07-01T00:00:00Z"})),
              {"Olm, The Younger", "Vesper Kiln"}, false);
}

const std::vector<std::string> kEnglish = {"Track URI",
                                           "Track Name",
                                           "Artist URI(s)",
                                           "Artist Name(s)",
                                           "Album URI",
                                           "Album Name",
                                           "Album Artist URI(s)",
                                           "Album Artist Name(s)",
                                           "Album Release Date",
                                           "Album Image URL",
                                           "Disc Number",
                                           "Track Number",
                                           "Track Duration (ms)",
                                           "Track Preview URL",
                                           "Explicit",
                                           "Popularity",
                                           "ISRC",
                                           "Added By",
                                           "Added At"};
const std::vector<std::string> kFeatureNames = {"Danceability", "Energy",      "Key",          "Loudness",
                                                "Mode",         "Speechiness", "Acousticness", "Instrumentalness",
                                                "Liveness",     "Valence",     "Tempo",        "Time Signature"};
const std::vector<std::string> kRow = {"spotify:track:1invented2invented3inv",
                                       "Lantern Weather",
                                       "spotify:artist:x",
                                       "Olm\\, The Younger, Vesper Kiln",
                                       "spotify:album:x",
                                       "Nine Paper Boats",
                                       "spotify:artist:y",
                                       "Somebody Else",
                                       "2011-03-04",
                                       "https://example.org/i",
                                       "1",
                                       "3",
                                       "201500",
                                       "",
                                       "true",
                                       "40",
                                       "QZ-INV-11-00007",
                                       "",
                                       "2025-07-01T00:00:00Z"};
const std::vector<std::string> kFeatureCells = {"0.5", "0.7", "4",   "-6.5", "1",     "0.04",
                                                "0.1", "0",   "0.2", "0.6",  "121.5", "4"};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(ExportifyApp, OfNowWithEveryChoiceOfBlocks) {
  for (const bool genres : {false, true}) {
    for (const bool features : {false, true}) {
      for (const bool album : {false, true}) {
        auto header = kEnglish;
        auto row = kRow;
        if (genres)
          header = header + std::vector<std::string>{"Artist Genres"},
          row = row + std::vector<std::string>{"pop, rock"};
        if (features) header = header + kFeatureNames, row = row + kFeatureCells;
        if (album) {
          header = header + std::vector<std::string>{"Album Genres", "Label", "Copyrights"};
          row = row + std::vector<std::string>{"", "Kiln", "C 2011"};
        }
        const ReadTable table = read(quoted(header) + quoted(row));
        expect_song(table, {"Olm, The Younger", "Vesper Kiln"}, features);
        EXPECT_EQ(ids_of(table.records.at(0)), "spotify:1invented2invented3inv isrc:QZINV1100007");
      }
    }
  }
}

TEST(ExportifyApp, WithThePlaylistsNameInFront) {
  const ReadTable table = read(quoted(std::vector<std::string>{"Name"} + kEnglish) +
                               quoted(std::vector<std::string>{"Rain – Inside"} + kRow));
  ASSERT_EQ(table.records.size(), 1u);
  EXPECT_EQ(table.records[0].facts.title, "Lantern Weather");
  EXPECT_EQ(table.records[0].playlist->name, "Rain – Inside");
  EXPECT_TRUE(table.records[0].playlist->whole);
}

/// The names of the base and of the features in German, French and Spanish.
const std::vector<std::vector<std::string>> kKnownLanguages = {{"Track-URI",
                                                                "Track-Name",
                                                                "Künstler-URI(s)",
                                                                "Künstlername(n)",
                                                                "Album-URI",
                                                                "Album-Name",
                                                                "Album-Künstler-URI(s)",
                                                                "Album-Künstlername(n)",
                                                                "Veröffentlichungsdatum des Albums",
                                                                "Album-Bild-URL",
                                                                "Disc-Nummer",
                                                                "Track-Nummer",
                                                                "Track-Dauer (ms)",
                                                                "Track-Vorschau-URL",
                                                                "Explizit",
                                                                "Beliebtheit",
                                                                "ISRC",
                                                                "Hinzugefügt von",
                                                                "Hinzugefügt am",
                                                                "Tanzbarkeit",
                                                                "Energie",
                                                                "Tonart",
                                                                "Lautstärke",
                                                                "Modus",
                                                                "Sprachanteil",
                                                                "Akustik",
                                                                "Instrumentalität",
                                                                "Lebendigkeit",
                                                                "Valenz",
                                                                "Tempo",
                                                                "Taktart"},
                                                               {"URI du titre",
                                                                "Nom du titre",
                                                                "URI(s) de l'artiste",
                                                                "Nom(s) de l'artiste",
                                                                "URI de l'album",
                                                                "Nom de l'album",
                                                                "URI(s) de l'artiste de l'album",
                                                                "Nom(s) de l'artiste de l'album",
                                                                "Date de sortie de l'album",
                                                                "URL de l'image de l'album",
                                                                "Numéro de disque",
                                                                "Numéro du titre",
                                                                "Durée du titre (ms)",
                                                                "URL de prévisualisation du titre",
                                                                "Explicite",
                                                                "Popularité",
                                                                "ISRC",
                                                                "Ajouté par",
                                                                "Ajouté le",
                                                                "Danseabilité",
                                                                "Énergie",
                                                                "Tonalité",
                                                                "Volume sonore",
                                                                "Mode",
                                                                "Parlabilité",
                                                                "Acoustique",
                                                                "Instrumental",
                                                                "Vivacité",
                                                                "Valence",
                                                                "Tempo",
                                                                "Mesure"},
                                                               {"URI de la canción",
                                                                "Nombre de la canción",
                                                                "URI(s) del artista",
                                                                "Nombre(s) del artista",
                                                                "URI del álbum",
                                                                "Nombre del álbum",
                                                                "URI(s) del artista del álbum",
                                                                "Nombre(s) del artista del álbum",
                                                                "Fecha de lanzamiento del álbum",
                                                                "URL de la imagen del álbum",
                                                                "Número de disco",
                                                                "Número de la canción",
                                                                "Duración de la canción (ms)",
                                                                "URL de vista previa de la canción",
                                                                "Explícito",
                                                                "Popularidad",
                                                                "ISRC",
                                                                "Añadido por",
                                                                "Añadido en",
                                                                "Bailabilidad",
                                                                "Energía",
                                                                "Tonalidad",
                                                                "Volumen",
                                                                "Modo",
                                                                "Hablado",
                                                                "Acústica",
                                                                "Instrumentalidad",
                                                                "Vivacidad",
                                                                "Valencia",
                                                                "Tempo",
                                                                "Compás"}};

TEST(ExportifyApp, InLanguagesKnownByName) {
  for (const auto& header : kKnownLanguages) {
    ASSERT_EQ(header.size(), 31u);
    const ReadTable table = read(quoted(header) + quoted(kRow + kFeatureCells));
    expect_song(table, {"Olm, The Younger", "Vesper Kiln"});
    EXPECT_EQ(table.report.used_columns.size(), 9u + 12u) << header[0];

    // Names do without the order and the count of columns.
    auto backwards = header;
    auto row = kRow + kFeatureCells;
    std::reverse(backwards.begin() + 1, backwards.end());
    std::reverse(row.begin() + 1, row.end());
    backwards.emplace_back("Mein Kommentar");
    row.emplace_back("x");
    expect_song(read(quoted(backwards) + quoted(row)), {"Olm, The Younger", "Vesper Kiln"});
  }
}

constexpr std::string_view kFirstCells[] = {"Track-URI",         "URI du titre",       "URI de la canción",
                                            "URI della traccia", "Nummer URI",         "URI da faixa",
                                            "Låtens URI",        "Parça URI",          "URI κομματιού",
                                            "トラックURI",       "رابط الأغنية (URI)", "Some Other Language"};

TEST(ExportifyApp, InAnyLanguageByTheOrderOfColumns) {
  for (const std::string_view first : kFirstCells) {
    for (const bool playlist : {false, true}) {
      for (const bool genres : {false, true}) {
        for (const bool features : {false, true}) {
          for (const bool album : {false, true}) {
            auto row = kRow;
            if (playlist) row.insert(row.begin(), "Rain");
            if (genres) row.emplace_back("pop");
            if (features) row = row + kFeatureCells;
            if (album) row = row + std::vector<std::string>{"", "Kiln", "C"};
            std::vector<std::string> header;
            for (std::size_t i = 0; i < row.size(); ++i) header.push_back(fmt::format("ξ{}", i));
            header[playlist ? 1 : 0] = first;
            ReadTable table = read(quoted(header) + quoted(row));
            if (playlist) {
              ASSERT_EQ(table.records.size(), 1u);
              EXPECT_EQ(table.records[0].playlist->name, "Rain");
              table.records[0].playlist->name = "road_trip";
            }
            expect_song(table, {"Olm, The Younger", "Vesper Kiln"}, features);
          }
        }
      }
    }
  }
}

TEST(ExportifyApp, WordsOfALanguageThatMeanAnotherColumnDoNotMislead) {
  std::vector<std::string> header(31, "?");
  header[0] = "URI della traccia";
  header[1] = "Energy";  // the title, say
  header[9] = "Tempo";
  const ReadTable table = read(quoted(header) + quoted(kRow + kFeatureCells));
  expect_song(table, {"Olm, The Younger", "Vesper Kiln"});
}

TEST(ExportifyApp, WithoutASongIsStillKnown) {
  std::vector<std::string> header(19, "?");
  header[0] = "URI κομματιού";
  const ReadTable table = read(quoted(header));
  EXPECT_EQ(table.report.kind, "Exportify");
  EXPECT_EQ(table.report.rows, 0u);
}

TEST(ExportifyPlaylist, IsNamedByTheFile) {
  const auto name_of = [](const std::string& file) {
    return read_table(net_2025("Olm"), {}, file).records.at(0).playlist->name;
  };
  EXPECT_EQ(name_of("a/b/Late Night.csv"), "Late Night");
  EXPECT_EQ(name_of("late_night.csv.zst"), "late_night");
  EXPECT_EQ(name_of("vol. 2.csv"), "vol. 2");
  EXPECT_EQ(name_of("vol. 2"), "vol. 2");
  EXPECT_EQ(name_of("standard input"), "standard input");
}

}  // namespace
}  // namespace segue::sources
