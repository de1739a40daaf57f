#include "invented.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace segue::test {

std::string dump(const catalog::Catalog& catalog) {
  std::string text;
  catalog.for_each_song(
      [&](const catalog::Song& song) {
        const catalog::SongFacts& facts = song.facts;
        text += fmt::format("song {} '{}' {} '{}' {} {} {} {} '{}'", song.id.value, facts.title,
                            fmt::join(facts.artists, "|"), facts.album, facts.released ? facts.released->text() : "-",
                            facts.duration_ms.value_or(-1), facts.popularity.value_or(-1),
                            facts.explicit_words ? (*facts.explicit_words ? "yes" : "no") : "-", facts.path);
        for (const catalog::ExternalId& id : facts.ids) text += fmt::format(" {}:{}", id.scheme, id.value);
        text += fmt::format(" [{}]\n", catalog.lyrics(song.id).value_or("-"));
      },
      true);
  catalog.for_each_values([&](SongId id, const catalog::KnownValues& known) {
    text += fmt::format("values {}", id.value);
    for (std::size_t i = 0; i < catalog::kVariableCount; ++i) {
      if (!known.values.has(static_cast<catalog::Variable>(i))) continue;
      text += fmt::format(" {}={}({})", catalog::variables()[i].name, known.values.value[i], name(known.provenance[i]));
    }
    text += "\n";
  });
  for (const catalog::CollectedPlaylist& playlist : catalog.playlists()) {
    text += fmt::format("playlist {} {} '{}':", playlist.id.value, playlist.key, playlist.name);
    for (const SongId song : playlist.songs) text += fmt::format(" {}", song.value);
    text += "\n";
  }
  return text;
}

}  // namespace segue::test
