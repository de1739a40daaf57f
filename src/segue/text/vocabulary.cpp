#include <algorithm>
#include <fstream>
#include <utility>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/text/wordpiece.h"

namespace segue::text {
namespace {

constexpr std::size_t kMostTokens = 1'000'000;
constexpr std::uintmax_t kMostBytes = 64U << 20;

Error bad(const std::string& where, std::size_t line, const std::string& what) {
  return {ErrorKind::kBadData, where + " line " + std::to_string(line) + ": " + what,
          "A BERT vocabulary (vocab.txt) has one token per line; fetch the model again."};
}

}  // namespace

Vocabulary Vocabulary::parse(std::string_view text, const std::string& where) {
  Vocabulary vocabulary;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    at = end + 1;
    const std::size_t number = vocabulary.tokens_.size() + 1;
    if (number > kMostTokens) throw bad(where, number, "more than " + std::to_string(kMostTokens) + " tokens");
    if (!is_valid_utf8(line)) throw bad(where, number, "expected a token in UTF-8, found other bytes");
    const auto [place, is_new] = vocabulary.ids_.emplace(line, static_cast<std::int32_t>(number - 1));
    if (!is_new) {
      throw bad(where, number,
                "the token \"" + printable(line.substr(0, 100)) + "\" stood already in line " +
                    std::to_string(place->second + 1));
    }
    vocabulary.tokens_.emplace_back(line);
  }
  const auto need = [&](std::string_view token) {
    const auto id = vocabulary.find(token);
    if (!id) {
      throw Error(ErrorKind::kBadData,
                  where + ": expected the token " + std::string(token) + " among " + std::to_string(vocabulary.size()) +
                      " tokens, found none",
                  "Only vocabularies of the BERT family can be read: vocab.txt with [PAD], [UNK], [CLS] and [SEP].");
    }
    return *id;
  };
  vocabulary.pad_ = need("[PAD]");
  vocabulary.unknown_ = need("[UNK]");
  vocabulary.cls_ = need("[CLS]");
  vocabulary.sep_ = need("[SEP]");
  vocabulary.mask_ = vocabulary.find("[MASK]");
  return vocabulary;
}

Vocabulary Vocabulary::read(const std::filesystem::path& file) {
  std::error_code problem;
  const std::uintmax_t size = std::filesystem::file_size(file, problem);
  std::ifstream stream(file, std::ios::binary);
  if (problem || !stream) throw Error(ErrorKind::kFailed, "cannot read the vocabulary " + file.string());
  if (size > kMostBytes) {
    throw Error(ErrorKind::kBadData,
                file.string() + ": expected a vocabulary of at most 64 MiB, found " + std::to_string(size) + " bytes");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (static_cast<std::uintmax_t>(stream.gcount()) != size) {
    throw Error(ErrorKind::kFailed, "cannot read the vocabulary " + file.string());
  }
  return parse(text, file.string());
}

std::optional<std::int32_t> Vocabulary::find(std::string_view token) const {
  const auto place = ids_.find(token);
  if (place == ids_.end()) return std::nullopt;
  return place->second;
}

}  // namespace segue::text
