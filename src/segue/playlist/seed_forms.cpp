#include "segue/playlist/seed_forms.h"

#include <array>

#include "segue/base/unicode.h"
#include "segue/base/utf8.h"

namespace segue::playlist {
namespace {

// "tyler the creator feat kali uchis" is filed under "tyler the creator", "simon and garfunkel" under
// "simon garfunkel", as is "Simon, Garfunkel".
std::string credit_key(std::string_view artist) {
  const std::string folded = artist_key(artist);
  std::string key;
  std::size_t begin = 0;
  while (begin < folded.size()) {
    std::size_t end = folded.find(' ', begin);
    if (end == std::string::npos) end = folded.size();
    const std::string_view word = std::string_view(folded).substr(begin, end - begin);
    begin = end + 1;
    if (word == "and" || word.empty()) continue;
    if (!key.empty()) {
      if (word == "feat" || word == "ft" || word == "featuring") break;
      key += ' ';
    }
    key += word;
  }
  return key.empty() ? folded : key;
}

constexpr std::uint64_t bit(int n) {
  return std::uint64_t{1} << n;
}

constexpr std::uint64_t kAnyLetter = ~std::uint64_t{0};

constexpr std::array<std::uint64_t, 128> make_letter_bits() {
  std::array<std::uint64_t, 128> bits{};
  // "&" reads "and", "$" beside a letter "s", ...: what a symbol becomes is fold_words' business.
  bits.fill(kAnyLetter);
  for (const char plain : std::string_view(" \t\n\r,.-'`\"()[]/:;?")) bits[static_cast<unsigned char>(plain)] = 0;
  for (int i = 0; i < 26; ++i) {
    bits[static_cast<std::size_t>('a' + i)] = bit(i);
    bits[static_cast<std::size_t>('A' + i)] = bit(i);
  }
  for (int i = 0; i < 10; ++i) bits[static_cast<std::size_t>('0' + i)] = bit(26 + i);
  return bits;
}

constexpr std::array<std::uint64_t, 128> kLetterBits = make_letter_bits();
// Anything else, not told apart: characters of a name may compose, so that no single one of them need be in the text.
constexpr std::uint64_t kOtherScript = bit(36);

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

const std::string& TitleForms::lower_case() {
  if (!lower_) lower_ = lower(typed_);
  return *lower_;
}

const std::string& TitleForms::words() {
  if (!words_) words_ = fold_words(typed_);
  return *words_;
}

const std::string& TitleForms::key() {
  if (!key_) key_ = title_key(typed_);
  return *key_;
}

const TitleParts& TitleForms::parts() {
  if (!parts_) parts_ = split_title(typed_);
  return *parts_;
}

const std::vector<std::string>& TitleForms::guests() {
  return parts().featured;
}

bool TitleForms::same_version(TitleForms& other) {
  const TitleParts& a = parts();
  const TitleParts& b = other.parts();
  return a.remaster == b.remaster && a.live == b.live && a.edit == b.edit;
}

std::optional<MatchLevel> TitleForms::level(TitleForms& a, TitleForms& b) {
  if (a.typed_ == b.typed_) return MatchLevel::kExact;
  if (a.lower_case() == b.lower_case()) return MatchLevel::kCase;
  if (a.words() == b.words()) return MatchLevel::kAccents;
  if (a.key() != b.key()) return std::nullopt;
  return a.same_version(b) ? MatchLevel::kGuests : MatchLevel::kVersion;
}

ArtistForms::ArtistForms(std::string_view artist)
    : typed_(trimmed(artist)), lower_(lower(typed_)), words_(fold_words(typed_)), key_(credit_key(typed_)) {}

std::optional<MatchLevel> ArtistForms::level(const ArtistForms& a, const ArtistForms& b) {
  if (a.typed_ == b.typed_) return MatchLevel::kExact;
  if (a.lower_ == b.lower_) return MatchLevel::kCase;
  if (a.words_ == b.words_) return MatchLevel::kAccents;
  if (a.key_ == b.key_) return MatchLevel::kGuests;
  return std::nullopt;
}

std::string credit_line(std::span<const std::string> artists) {
  std::string line;
  for (const std::string& artist : artists) {
    if (!line.empty()) line += ", ";
    line += artist;
  }
  return line;
}

std::string same_song_key(std::string_view title, std::span<const std::string> artists) {
  std::string key = title_key(title);
  key += '\x1f';  // stands in no key
  if (!artists.empty()) key += artist_key(artists.front());
  return key;
}

const std::string& CharacterFolds::of(char32_t character) {
  const auto [at, added] = known_.try_emplace(character);
  if (added) {
    std::string text;
    append_utf8(text, character);
    at->second = fold_words(text);
  }
  return at->second;
}

std::uint64_t letters_of(std::string_view text, CharacterFolds& folds) {
  std::uint64_t letters = 0;
  const auto add = [&letters](char c) {
    const auto byte = static_cast<unsigned char>(c);
    letters |= byte < 0x80 ? kLetterBits[byte] : kOtherScript;
  };
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      add(text[at++]);
    } else {
      for (const char c : folds.of(next_code_point(text, at))) add(c);
    }
  }
  return letters;
}

std::uint64_t letters_in_key(std::string_view key) {
  std::uint64_t letters = 0;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    const std::uint64_t bits = byte < 0x80 ? kLetterBits[byte] : kOtherScript;
    if (bits != kAnyLetter) letters |= bits;
  }
  return letters;
}

}  // namespace segue::playlist
