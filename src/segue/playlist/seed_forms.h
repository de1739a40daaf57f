#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "segue/base/title.h"
#include "segue/playlist/seed.h"

// What seed matching compares, for this room's own use.

namespace segue::playlist {

/// Without ASCII white space at both ends.
std::string_view trimmed(std::string_view text);

/// A title as each MatchLevel sees it, made when asked for: most candidates differ long before the costly forms.
/// Views the text, which must live as long.
class TitleForms {
 public:
  explicit TitleForms(std::string_view title) : typed_(trimmed(title)) {}

  /// The nearest level at which two titles agree.
  static std::optional<MatchLevel> level(TitleForms& a, TitleForms& b);

  const std::string& key();                  ///< title_key
  const std::vector<std::string>& guests();  ///< named in the title

 private:
  const std::string& lower_case();
  const std::string& words();
  const TitleParts& parts();
  bool same_version(TitleForms& other);

  std::string_view typed_;
  std::optional<std::string> lower_;
  std::optional<std::string> words_;
  std::optional<std::string> key_;
  std::optional<TitleParts> parts_;
};

/// One credited artist, or several as one line, as each MatchLevel sees it. Views the text, which must live as long.
class ArtistForms {
 public:
  explicit ArtistForms(std::string_view artist);

  /// The nearest level at which two agree.
  static std::optional<MatchLevel> level(const ArtistForms& a, const ArtistForms& b);

  /// Folded, without a leading "the", without "and" between names, without guests behind "feat.".
  const std::string& key() const { return key_; }

 private:
  std::string_view typed_;
  std::string lower_;
  std::string words_;
  std::string key_;
};

/// All credited artists as display_name() prints them: "A, B".
std::string credit_line(std::span<const std::string> artists);

/// title_key and artist_key, joined: equal for recordings of one song.
std::string same_song_key(std::string_view title, std::span<const std::string> artists);

/// fold_words of single characters, each folded once: folding whole names costs microseconds, and there are many.
class CharacterFolds {
 public:
  const std::string& of(char32_t character);

 private:
  std::unordered_map<char32_t, std::string> known_;
};

/// The ASCII letters and digits that fold_words of the text may hold, and whether it may hold others, as a set of bits.
/// A name can only agree with a text that has all bits of letters_in_key(its key), and that is quick to ask.
std::uint64_t letters_of(std::string_view text, CharacterFolds& folds);

/// The letters a folded key does hold.
std::uint64_t letters_in_key(std::string_view key);

}  // namespace segue::playlist
