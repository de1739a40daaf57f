// tests/goldens/wordpiece.py wrote what these compare with.
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/utf8.h"
#include "segue/text/wordpiece.h"

namespace segue::text {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = text.find(separator, at)) != std::string::npos; at = end + 1) {
    parts.push_back(text.substr(at, end - at));
  }
  parts.push_back(text.substr(at));
  return parts;
}

/// The fields of each line.
std::vector<std::vector<std::string>> read_lines(const std::string& name) {
  std::vector<std::vector<std::string>> lines;
  std::ifstream file(SEGUE_TESTS_DIR "/goldens/" + name, std::ios::binary);
  for (std::string line; std::getline(file, line);) lines.push_back(split(line, '\t'));
  return lines;
}

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(static_cast<unsigned char>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

template <typename T>
std::string joined(const std::vector<T>& items, const char* separator) {
  std::string text;
  for (const T& item : items) {
    if (!text.empty()) text += separator;
    if constexpr (std::is_same_v<T, std::string>) {
      text += item;
    } else {
      text += std::to_string(item);
    }
  }
  return text;
}

std::uint64_t fnv(std::uint64_t value, std::uint64_t next) {
  return (value ^ next) * 0x100000001b3U;
}
constexpr std::uint64_t kFnvStart = 0xcbf29ce484222325U;

WordPiece golden_tokenizer(bool lower_case) {
  return {Vocabulary::read(SEGUE_TESTS_DIR "/goldens/wordpiece_vocab.txt"), {.lower_case = lower_case}};
}

TEST(WordPieceGolden, WordsAndIdsAreThoseOfTheReference) {
  const WordPiece uncased = golden_tokenizer(true);
  const WordPiece cased = golden_tokenizer(false);
  std::size_t texts = 0;
  for (const auto& line : read_lines("wordpiece.txt")) {
    if (line[0].starts_with("long-")) continue;
    ASSERT_EQ(line.size(), 4U);
    const bool lower_case = line[0] == "uncased";
    const std::string text = from_hex(line[1]);
    EXPECT_EQ(joined(basic_tokens(text, lower_case), " "), line[2]) << line[0] << " " << text;
    EXPECT_EQ(joined((lower_case ? uncased : cased).ids(text), " "), line[3]) << line[0] << " " << text;
    ++texts;
  }
  EXPECT_GT(texts, 200U);
}

TEST(WordPieceGolden, TextsOfTenThousandWords) {
  const auto lines = read_lines("wordpiece.txt");
  std::size_t compared = 0;
  for (const auto& line : lines) {
    if (!line[0].starts_with("long-")) continue;
    ASSERT_EQ(line.size(), 4U);
    const std::string mode = line[0].substr(5);
    std::vector<std::string> texts;
    std::size_t words = 0;
    for (const auto& one : lines) {
      if (one[0] != mode) continue;
      texts.push_back(from_hex(one[1]));
      words += basic_tokens(texts.back(), mode == "uncased").size();
    }
    ASSERT_GT(words, 0U);
    std::string text;
    for (std::size_t count = 0; count < 10'000; count += words) {
      for (const std::string& one : texts) text += (text.empty() ? "" : " ") + one;
    }
    EXPECT_EQ(std::to_string(basic_tokens(text, mode == "uncased").size()), line[1]);
    const auto ids = golden_tokenizer(mode == "uncased").ids(text);
    EXPECT_EQ(std::to_string(ids.size()), line[2]);
    std::uint64_t value = kFnvStart;
    for (const std::int32_t id : ids) value = fnv(value, static_cast<std::uint64_t>(id));
    EXPECT_EQ(value, std::stoull(line[3], nullptr, 16)) << mode;
    ++compared;
  }
  EXPECT_EQ(compared, 2U);
}

/// block_text() of wordpiece.py.
std::string block_text(const std::string& ranges) {
  std::string text;
  for (const std::string& range : split(ranges, ',')) {
    const auto ends = split(range, '-');
    const auto last = static_cast<char32_t>(std::stoul(ends[1], nullptr, 16));
    for (auto c = static_cast<char32_t>(std::stoul(ends[0], nullptr, 16)); c <= last; ++c) {
      std::string letter;
      append_utf8(letter, c);
      text += (text.empty() ? "x" : " x") + letter + "Y " + letter + " " + letter + "\u0301";
    }
  }
  return text;
}

TEST(WordPieceGolden, EveryCharacterThatPythonKnows) {
  std::size_t blocks = 0;
  for (const auto& line : read_lines("wordpiece_planes.txt")) {
    ASSERT_EQ(line.size(), 4U);
    std::uint64_t value = kFnvStart;
    for (const char byte : joined(basic_tokens(block_text(line[2]), line[0] == "uncased"), "\n")) {
      value = fnv(value, static_cast<unsigned char>(byte));
    }
    EXPECT_EQ(value, std::stoull(line[3], nullptr, 16)) << line[0] << " characters from U+" << line[1];
    ++blocks;
  }
  EXPECT_GT(blocks, 90U);
}

}  // namespace
}  // namespace segue::text
