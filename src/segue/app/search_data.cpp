#include "segue/app/search_data.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "segue/app/song_numbers.h"
#include "segue/app/train.h"
#include "segue/app/words_encoder.h"
#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/sha256.h"
#include "segue/base/unicode.h"
#include "segue/evaluation/text/lyrics_task.h"

namespace segue::app {
namespace {

struct CatalogSongs {
  std::vector<SongId> ids;
  std::vector<evaluation::ProtocolSong> songs;
};

CatalogSongs songs_of(const catalog::Catalog& catalog) {
  CatalogSongs result;
  catalog.for_each_song([&](const catalog::Song& song) {
    result.ids.push_back(song.id);
    result.songs.push_back({song.id, song.facts.artists.empty() ? "" : lower(song.facts.artists.front())});
  });
  return result;
}

void load_sound(const catalog::Catalog& catalog, SearchData& data) {
  const auto numbers = load_numbers(catalog);
  auto sound = sound_inputs(features::make_table(numbers, recipe_columns(numbers)));
  data.songs = std::move(sound.table.songs);
  data.values = std::move(sound.scaled.values);
  data.known = std::move(sound.scaled.known);
}

void load_words(const catalog::Catalog& catalog, SearchData& data) {
  auto words = load_embeddings(catalog);
  if (words.songs.empty()) {
    throw Error(ErrorKind::kNotFound, "nothing to train on: no song's lyrics have been read",
                "Import lyrics, then read them with 'segue embed'.");
  }
  data.values = WordsScale::fit(words.vectors).apply(words.vectors);
  data.known = numeric::Matrix(data.values.rows(), data.values.cols(), 1.0F);
  data.songs = std::move(words.songs);
}

/// A row's own numbers, then those of its artist.
numeric::Matrix beside(const numeric::Matrix& left, const numeric::Matrix& right) {
  numeric::Matrix joined(left.rows(), left.cols() + right.cols());
  for (std::size_t i = 0; i < left.rows(); ++i) {
    const auto rest = std::ranges::copy(left.row(i), joined.row(i).begin()).out;
    std::ranges::copy(right.row(i), rest);
  }
  return joined;
}

void add_artists(SearchData& data, const CatalogSongs& catalog) {
  numeric::Matrix codes(data.songs.size(), kArtistCode);
  for (std::size_t i = 0; i < catalog.ids.size(); ++i) {
    if (data.row_of[i] == data.songs.size()) continue;
    std::ranges::copy(artist_code(catalog.songs[i].first_artist), codes.row(data.row_of[i]).begin());
  }
  data.values = beside(data.values, codes);
  data.known = beside(data.known, numeric::Matrix(data.songs.size(), kArtistCode, 1.0F));
}

template <class T>
std::string_view bytes_of(const std::vector<T>& items) {
  return {reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T)};
}

std::string digest(const SearchData& data) {
  Sha256 all;
  all.add(fmt::format("{} {} {} {}\n", name(data.kind), data.with_artist, data.values.rows(), data.values.cols()));
  all.add(bytes_of(data.songs));
  all.add(bytes_of(data.values.values()));
  all.add(bytes_of(data.known.values()));
  for (const auto* protocol : {&data.test, &data.training}) {
    all.add(fmt::format("\n{} {}\n", protocol->pool.size(), protocol->songs));
    all.add(bytes_of(protocol->pool));
    all.add(bytes_of(protocol->artist));
    for (const auto& member : protocol->member) {
      all.add(fmt::format("{}:", member.size()));
      all.add(bytes_of(member));
    }
  }
  return all.hex();
}

}  // namespace

std::vector<float> artist_code(const std::string& artist) {
  // 64 bits of the digest begin a stream of numbers.
  std::uint64_t seed = 0;
  const std::string digits = sha256_hex(lower(artist)).substr(0, 16);
  std::from_chars(digits.data(), digits.data() + digits.size(), seed, 16);
  Rng rng(seed);
  std::vector<float> code(kArtistCode);
  for (float& number : code) number = static_cast<float>(rng.uniform());
  return code;
}

numeric::Matrix SearchData::placed(numeric::MatrixView rows) const {
  numeric::Matrix all(row_of.size(), rows.cols);
  for (std::size_t i = 0; i < row_of.size(); ++i) {
    if (row_of[i] < rows.rows) std::ranges::copy(rows.row(row_of[i]), all.row(i).begin());
  }
  return all;
}

SearchData load_search_data(const catalog::Catalog& catalog, SearchKind kind, bool with_artist) {
  SearchData data;
  data.kind = kind;
  data.with_artist = with_artist;
  if (kind == SearchKind::kTabular) {
    load_sound(catalog, data);
  } else {
    load_words(catalog, data);
  }
  const auto all = songs_of(catalog);
  std::vector<bool> has_row;
  for (const SongId id : all.ids) {
    const auto at = std::ranges::lower_bound(data.songs, id);
    const bool found = at != data.songs.end() && *at == id;
    data.row_of.push_back(found ? static_cast<std::size_t>(at - data.songs.begin()) : data.songs.size());
    has_row.push_back(found);
  }
  if (with_artist) add_artists(data, all);

  const auto playlists = catalog.playlists();
  data.test = evaluation::make_protocol(all.songs, playlists);
  data.training = evaluation::make_protocol(all.songs, evaluation::training_playlists_again(playlists));
  if (kind == SearchKind::kLyrics) {
    data.test = evaluation::among(data.test, has_row);
    data.training = evaluation::among(data.training, has_row);
  }
  data.unfiltered = data.test;
  // Every song is by an artist of its own: only the song that is asked is left out.
  for (std::size_t i = 0; i < data.unfiltered.artist.size(); ++i) {
    data.unfiltered.artist[i] = static_cast<std::int32_t>(i);
  }
  data.fingerprint = digest(data);
  return data;
}

}  // namespace segue::app
