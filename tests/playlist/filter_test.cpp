#include "segue/playlist/filter.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"
#include "segue/playlist/filter_fields.h"

namespace segue::playlist {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::size_t field(std::string_view name) {
  return *filter_field_named(name);
}

/// Songs of which some things are known.
class Shelf {
 public:
  explicit Shelf(std::size_t songs) : columns(songs) {
    for (std::size_t i = 0; i < filter_fields().size(); ++i) {
      if (filter_fields()[i].kind == FieldKind::kText) {
        columns.texts[i].resize(songs);
      } else {
        columns.numbers[i].assign(songs, kUnknown);
      }
    }
  }
  Shelf& set(std::string_view name, std::size_t song, double value) {
    columns.numbers[field(name)][song] = value;
    return *this;
  }
  Shelf& set(std::string_view name, std::size_t song, const std::string& text) {
    columns.texts[field(name)][song] = text;
    return *this;
  }
  /// "101": the first and third song fulfil it.
  std::string of(const std::string& filter) const {
    std::string text;
    for (const auto one : Filter::parse(filter).evaluate(columns)) text += static_cast<char>('0' + one);
    return text;
  }

  FilterColumns columns;
};

Shelf four_songs() {
  Shelf shelf(4);
  shelf.set("year", 0, 1984).set("year", 1, 1990).set("year", 2, 2001);
  shelf.set("energy", 0, 0.2).set("energy", 1, 0.5).set("energy", 2, 0.9).set("energy", 3, 0.5);
  shelf.set("explicit", 0, 1).set("explicit", 1, 0);
  shelf.set("artist", 0, "The Beatles\x1f").set("artist", 1, "AC/DC\x1fQueen\x1f").set("artist", 2, "Bj\xc3\xb6rk\x1f");
  shelf.set("key", 0, 1).set("key", 1, 9).set("mode", 0, 1).set("mode", 1, 0);
  shelf.set("duration", 0, 200).set("duration", 1, 300);
  return shelf;
}

TEST(Filter, ComparesNumbers) {
  const auto shelf = four_songs();
  EXPECT_EQ(shelf.of("year>=1990"), "0110");
  EXPECT_EQ(shelf.of("year > 1990"), "0010");
  EXPECT_EQ(shelf.of("YEAR<1990"), "1000");
  EXPECT_EQ(shelf.of("year<=1990"), "1100");
  EXPECT_EQ(shelf.of("energy=0.5"), "0101");
  EXPECT_EQ(shelf.of("energy == .5"), "0101");
  EXPECT_EQ(shelf.of("energy!=0.5"), "1010");
  EXPECT_EQ(shelf.of("year=1984..1990"), "1100");
  EXPECT_EQ(shelf.of("year in 1985..2001"), "0110");
  EXPECT_EQ(shelf.of("year in (1984, 2000..2010)"), "1010");
  EXPECT_EQ(shelf.of("year not in (1984, 2000..2010)"), "0100");
  EXPECT_EQ(shelf.of("year != 1984..1990"), "0010");
  EXPECT_EQ(shelf.of("duration<4:30"), "1000");
  EXPECT_EQ(shelf.of("duration >= 5m"), "0100");
  EXPECT_EQ(shelf.of("duration = 200"), "1000");
}

TEST(Filter, WhatIsUnknownFulfilsNoTest) {
  const auto shelf = four_songs();
  EXPECT_EQ(shelf.of("explicit"), "1000");
  EXPECT_EQ(shelf.of("not explicit"), "0111");
  EXPECT_EQ(shelf.of("explicit=no"), "0100");
  EXPECT_EQ(shelf.of("year!=1990"), "1010");
  EXPECT_EQ(shelf.of("year is unknown"), "0001");
  EXPECT_EQ(shelf.of("year is known"), "1110");
  EXPECT_EQ(shelf.of("artist is not known"), "0001");
  EXPECT_EQ(shelf.of("artist != queen"), "1010");
}

TEST(Filter, JoinsConditions) {
  const auto shelf = four_songs();
  EXPECT_EQ(shelf.of("year>=1990 and energy<0.6 and not explicit"), "0100");
  EXPECT_EQ(shelf.of("year<1990 or energy>0.8 and energy<0.85"), "1000");
  EXPECT_EQ(shelf.of("(year<1990 or energy>0.8) and energy>0.85"), "0010");
  EXPECT_EQ(shelf.of("!(year<1990) && !!(energy>0.6) || explicit"), "1010");
  EXPECT_EQ(shelf.of("not not not explicit"), "0111");
}

TEST(Filter, ComparesTextsAsPeopleType) {
  const auto shelf = four_songs();
  EXPECT_EQ(shelf.of("artist=\"the beatles\""), "1000");
  EXPECT_EQ(shelf.of("artist=Beatles"), "1000");
  EXPECT_EQ(shelf.of("artist='ac dc'"), "0100");
  EXPECT_EQ(shelf.of("artist=AC/DC"), "0100");
  EXPECT_EQ(shelf.of("artist=queen"), "0100");
  EXPECT_EQ(shelf.of("artist~bjor"), "0010");
  EXPECT_EQ(shelf.of("artist!~e"), "0010");
  EXPECT_EQ(shelf.of("artist in (Queen, Bjork)"), "0110");
  EXPECT_EQ(shelf.of("artist ~ 'a''c'"), "0100");
}

TEST(Filter, KnowsKeysAndModes) {
  const auto shelf = four_songs();
  EXPECT_EQ(shelf.of("key=C#"), "1000");
  EXPECT_EQ(shelf.of("key=Db"), "1000");
  EXPECT_EQ(shelf.of("key in (A, 1)"), "1100");
  EXPECT_EQ(shelf.of("mode=minor"), "0100");
  EXPECT_EQ(shelf.of("mode!=minor"), "1000");
}

struct Refused {
  const char* filter;
  std::size_t column;
  const char* says;
};

TEST(Filter, ErrorsPointAtTheColumn) {
  const Refused kCases[] = {
      {"", 1, "found nothing"},
      {"   ", 4, "found nothing"},
      {"enrgy<0.5", 1, "Did you mean 'energy'?"},
      {"year>=1990 and enrgy<0.5", 16, "unknown field 'enrgy'"},
      {"artist=The Beatles", 12, "expected 'and' or 'or', found 'Beatles'"},
      {"energy<5", 8, "from 0 to 1"},
      {"energy<loud", 8, "found 'loud'"},
      {"energy", 7, "expected an operator behind 'energy', found the end"},
      {"energy ~ 0.5", 8, "is no text"},
      {"artist < x", 8, "has no order"},
      {"key<C", 4, "has no order"},
      {"key=C..E", 5, "no ranges"},
      {"key=H", 5, "a key"},
      {"year=2000..1990", 12, "ends before it begins"},
      {"(year>1990", 1, "never closed"},
      {"year>1990)", 10, "never opened"},
      {"artist=\"Queen", 8, "never ends"},
      {"1990<year", 1, "found a number"},
      {"year is good", 9, "'known' or 'unknown'"},
      {"year>=", 7, "found the end"},
      {"year>1990 and", 14, "found the end"},
      {"artist=''", 8, "found none"},
      {"explicit=maybe", 10, "yes or no"},
      {"title=\xe2\x99\xaa\xe2\x99\xaa and 5", 14, "found a number"},
      {"year>1990 or or explicit", 14, "unknown field 'or'"},
  };
  for (const auto& [filter, column, says] : kCases) {
    try {
      Filter::parse(filter);
      ADD_FAILURE() << filter;
    } catch (const FilterError& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      EXPECT_EQ(error.column, column) << filter << "\n" << error.what();
      EXPECT_THAT(std::string(error.what()) + error.hint(), testing::HasSubstr(says)) << filter;
    }
  }
  try {
    Filter::parse("year>1990 and enrgy<1");
  } catch (const FilterError& error) {
    EXPECT_THAT(error.what(), testing::EndsWith("\n  year>1990 and enrgy<1\n                ^~~~~"));
  }
}

TEST(Filter, LimitsWhatItReads) {
  EXPECT_THROW(Filter::parse(std::string(5000, ' ')), Error);
  EXPECT_THROW(Filter::parse(std::string(100, '(') + "explicit" + std::string(100, ')')), Error);
  EXPECT_THROW(Filter::parse("title=\xff"), Error);
  std::string many = "explicit";
  for (int i = 0; i < 300; ++i) many += " or explicit";
  EXPECT_EQ(four_songs().of(many), "1000");
}

TEST(Filter, NamesItsFieldsOnce) {
  const auto filter = Filter::parse("energy>0.1 and (year<2000 or energy<0.9)");
  EXPECT_THAT(filter.fields(), testing::UnorderedElementsAre(field("year"), field("energy")));
}

// --- against an obvious evaluator ------------------------------------------------------------------------------------

/// A random condition: its text, and what it means for one song.
struct Condition {
  std::string text;
  std::function<bool(const FilterColumns&, std::size_t)> holds;
};

Condition random_test(Rng& rng) {
  const auto pick = [&](std::vector<const char*> words) { return std::string(words[rng.below(words.size())]); };
  const auto spaces = [&] { return std::string(rng.below(2), ' '); };
  if (rng.below(3) == 0) {
    const std::string name = pick({"title", "album"});
    const std::size_t at = field(name);
    const std::string word = pick({"a", "b", "ab", "ba"});
    const std::string op = pick({"=", "!=", "~", "!~"});
    return {name + spaces() + op + spaces() + (rng.below(2) == 0 ? word : "\"" + word + "\""),
            [=](const FilterColumns& columns, std::size_t i) {
              const std::string& text = columns.texts[at][i];
              if (text.empty()) return false;
              const bool agrees =
                  op.find('~') != std::string::npos ? text.find(word) != std::string::npos : text == word;
              return agrees != (op[0] == '!');
            }};
  }
  const std::string name = pick({"energy", "valence", "popularity", "explicit"});
  const std::size_t at = field(name);
  const auto value_at = [at](const FilterColumns& columns, std::size_t i) { return columns.numbers[at][i]; };
  if (rng.below(5) == 0) {
    const bool known = rng.below(2) == 0;
    return {name + " is " + (known ? "known" : "unknown"),
            [=](const FilterColumns& columns, std::size_t i) { return std::isnan(value_at(columns, i)) != known; }};
  }
  if (name == "explicit") {
    return {name, [=](const FilterColumns& columns, std::size_t i) { return value_at(columns, i) == 1; }};
  }
  const double scale = name == "popularity" ? 1 : 0.25;
  const double a = static_cast<double>(rng.below(5)) * scale;
  const double b = a + static_cast<double>(rng.below(3)) * scale;
  if (b <= 4 * scale && rng.below(3) == 0) {
    const bool inverted = rng.below(2) == 0;
    return {name + (inverted ? " not in " : " in ") + std::to_string(a) + ".." + std::to_string(b),
            [=](const FilterColumns& columns, std::size_t i) {
              const double value = value_at(columns, i);
              return !std::isnan(value) && ((value >= a && value <= b) != inverted);
            }};
  }
  const std::string op = pick({"<", "<=", ">", ">=", "=", "!="});
  return {name + spaces() + op + spaces() + std::to_string(a), [=](const FilterColumns& columns, std::size_t i) {
            const double value = value_at(columns, i);
            if (std::isnan(value)) return false;
            if (op == "<") return value < a;
            if (op == "<=") return value <= a;
            if (op == ">") return value > a;
            if (op == ">=") return value >= a;
            return (value == a) == (op == "=");
          }};
}

Condition random_condition(Rng& rng, int depth) {
  const auto kind = depth == 0 ? 0 : rng.below(4);
  if (kind == 0) return random_test(rng);
  if (kind == 1) {
    auto inner = random_condition(rng, depth - 1);
    return {"not (" + inner.text + ")",
            [holds = inner.holds](const FilterColumns& columns, std::size_t i) { return !holds(columns, i); }};
  }
  auto left = random_condition(rng, depth - 1);
  auto right = random_condition(rng, depth - 1);
  const bool any = kind == 2;
  return {"(" + left.text + ")" + (any ? " or " : " AND ") + "(" + right.text + ")",
          [=](const FilterColumns& columns, std::size_t i) {
            const bool x = left.holds(columns, i);
            const bool y = right.holds(columns, i);
            return any ? x || y : x && y;
          }};
}

TEST(Filter, AgreesWithTheObviousWay) {
  Rng rng(3);
  constexpr std::size_t kSongs = 40;
  for (int round = 0; round < 300; ++round) {
    Shelf shelf(kSongs);
    for (std::size_t i = 0; i < kSongs; ++i) {
      const auto maybe = [&](const char* name, double value) {
        if (rng.below(4) > 0) shelf.set(name, i, value);
      };
      maybe("energy", static_cast<double>(rng.below(5)) * 0.25);
      maybe("valence", static_cast<double>(rng.below(5)) * 0.25);
      maybe("popularity", static_cast<double>(rng.below(5)));
      maybe("explicit", static_cast<double>(rng.below(2)));
      const char* kTexts[] = {"", "a", "b", "ab", "aba"};
      shelf.set("title", i, std::string(kTexts[rng.below(5)])).set("album", i, std::string(kTexts[rng.below(5)]));
    }
    const auto condition = random_condition(rng, 4);
    const auto found = Filter::parse(condition.text).evaluate(shelf.columns);
    for (std::size_t i = 0; i < kSongs; ++i) {
      ASSERT_EQ(found[i] != 0, condition.holds(shelf.columns, i)) << condition.text << " of song " << i;
    }
  }
}

}  // namespace
}  // namespace segue::playlist
