#include "segue/app/survey_files.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::app {
namespace {

using nlohmann::json;  // for reading: a field is found at once, however many there are
using nlohmann::ordered_json;

constexpr std::uint64_t kVersion = 1;
constexpr const char* kAnswers = "answers to a survey";
constexpr std::size_t kMostText = 2000;
/// The page takes 1,000 characters, of UTF-16.
constexpr std::size_t kMostComment = 3000;
constexpr std::size_t kMostCode = 16;
constexpr std::size_t kIdDigits = 16;
/// More answers than lists are answered twice; far more are an attack.
constexpr std::size_t kMostAnswers = 10'000;

bool is_id(const std::string& text) {
  return text.size() == kIdDigits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// What stands there, shortened, for a message.
std::string found(const json& value) {
  constexpr std::size_t kMost = 60;
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return shorten(printable(value.is_string() ? value.get<std::string>() : value.dump()), kMost);
}

/// Reads fields of a document and says which one is wrong.
class Reader {
 public:
  Reader(const json& document, std::string where) : document_(document), where_(std::move(where)) {
    if (!document.is_object()) {
      throw Error(ErrorKind::kBadData, fmt::format("{}: expected an object, found {}", where_, found(document)));
    }
  }

  [[noreturn]] void refuse(const std::string& field, const std::string& expected) const {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: \"{}\" should be {}, found {}", where_, field, expected, found(at(field))));
  }
  const json& at(const std::string& field) const {
    const auto there = document_.find(field);
    if (there == document_.end()) {
      throw Error(ErrorKind::kBadData, fmt::format("{}: \"{}\" is missing", where_, field));
    }
    return *there;
  }
  const json& list(const std::string& field, std::size_t least, std::size_t most) const {
    const auto& value = at(field);
    if (!value.is_array() || value.size() < least || value.size() > most) {
      refuse(field, fmt::format("a list of {} to {}", least, most));
    }
    return value;
  }
  std::string text(const std::string& field, std::size_t most) const {
    const auto& value = at(field);
    if (!value.is_string() || value.get_ref<const std::string&>().size() > most) {
      refuse(field, fmt::format("text of at most {} bytes", most));
    }
    return value.get<std::string>();
  }
  std::string id(const std::string& field) const {
    const auto& value = at(field);
    if (!value.is_string() || !is_id(value.get_ref<const std::string&>())) refuse(field, "16 hex digits");
    return value.get<std::string>();
  }
  /// A whole number below `end`.
  std::size_t count(const std::string& field, std::size_t end) const {
    const auto& value = at(field);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= end) {
      refuse(field, fmt::format("a whole number below {}", end));
    }
    return value.get<std::size_t>();
  }
  std::uint64_t whole(const std::string& field) const {
    const auto& value = at(field);
    if (!value.is_number_unsigned()) refuse(field, "a whole number, 0 or more");
    return value.get<std::uint64_t>();
  }
  /// A number of at least 0, or null.
  std::optional<double> number(const std::string& field) const {
    const auto& value = at(field);
    if (value.is_null()) return std::nullopt;
    if (!value.is_number() || !(value.get<double>() >= 0) || !std::isfinite(value.get<double>())) {
      refuse(field, "a number of at least 0, or null");
    }
    return value.get<double>();
  }
  Reader object(const std::string& field) const { return {at(field), fmt::format("{}, {}", where_, field)}; }

 private:
  const json& document_;
  std::string where_;
};

/// A document of ours, of a version we know.
json parse(std::string_view text, std::size_t limit, const std::string& where, const std::string& what) {
  const auto refuse = [&](const std::string& instead) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected {}, found {}", where, what, instead),
                "'segue survey create' writes a page and its key, and the page saves answers.");
  };
  if (text.size() > limit) refuse(fmt::format("more than {} bytes", limit));
  auto document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) refuse(text.empty() ? "an empty file" : "no whole JSON document");
  if (!document.is_object()) refuse(found(document));
  for (const char* field : {"version", "survey"}) {
    if (!document.contains(field)) refuse(fmt::format("an object without \"{}\"", field));
  }
  if (const auto version = Reader(document, where).whole("version"); version != kVersion) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected version {}, found version {}", where, kVersion, version),
                version > kVersion ? "Update segue." : "");
  }
  return document;
}

ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

SurveyRecipe read_recipe(const Reader& reader) {
  SurveyRecipe recipe;
  recipe.name = reader.text("name", kMostText);
  recipe.network = reader.text("network", kMostText);
  recipe.validation_loss = reader.number("validation_loss");
  recipe.words_loss = reader.number("words_validation_loss");
  if (reader.at("p_at_10").is_null()) {
    recipe.no_p_at_10 = reader.text("no_p_at_10", kMostText);
  } else {
    const auto precision = reader.object("p_at_10");
    recipe.p_at_10 = Precision{precision.number("value").value_or(0), precision.number("ci95").value_or(0)};
  }
  return recipe;
}

}  // namespace

std::string to_json(const SurveyKey& key) {
  ordered_json document{{"version", kVersion},
                        {"survey", key.id},
                        {"random_seed", key.random_seed},
                        {"length", key.length},
                        {"recipes", ordered_json::array()},
                        {"seeds", key.seeds},
                        {"lists", ordered_json::array()}};
  for (const auto& recipe : key.recipes) {
    ordered_json json{{"name", recipe.name},
                      {"network", recipe.network},
                      {"validation_loss", or_null(recipe.validation_loss)},
                      {"words_validation_loss", or_null(recipe.words_loss)},
                      {"p_at_10", nullptr}};
    if (recipe.p_at_10) {
      json["p_at_10"] = {{"value", recipe.p_at_10->value}, {"ci95", recipe.p_at_10->ci95}};
    } else {
      json["no_p_at_10"] = recipe.no_p_at_10;
    }
    document["recipes"].push_back(std::move(json));
  }
  for (const auto& list : key.lists) {
    document["lists"].push_back({{"code", list.code}, {"seed", list.seed}, {"recipe", list.recipe}});
  }
  return document.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

SurveyKey read_survey_key(std::string_view text, const std::string& where) {
  const auto document = parse(text, kLargestSurveyKey, where, "the key of a survey");
  const Reader reader(document, where);
  SurveyKey key;
  key.id = reader.id("survey");
  key.random_seed = reader.whole("random_seed");
  key.length = reader.count("length", static_cast<std::size_t>(kMostSurveyLength) + 1);
  for (const auto& item : reader.list("recipes", kFewestSurveyRecipes, kMostSurveyRecipes)) {
    key.recipes.push_back(read_recipe({item, fmt::format("{}, recipes[{}]", where, key.recipes.size())}));
  }
  for (const auto& item : reader.list("seeds", 1, kMostSurveySeeds)) {
    if (!item.is_string()) reader.refuse("seeds", "a list of names");
    key.seeds.push_back(item.get<std::string>());
  }
  const std::size_t lists = key.seeds.size() * key.recipes.size();
  std::set<std::string> codes;
  std::set<std::pair<std::size_t, std::size_t>> cells;
  for (const auto& item : reader.list("lists", lists, lists)) {
    const Reader list(item, fmt::format("{}, lists[{}]", where, key.lists.size()));
    SurveyCode code{list.text("code", kMostCode), list.count("seed", key.seeds.size()),
                    list.count("recipe", key.recipes.size())};
    if (code.code.empty() || !codes.insert(code.code).second) list.refuse("code", "a code that no other list has");
    if (!cells.insert({code.seed, code.recipe}).second)
      list.refuse("recipe", "another one: this list is there already");
    key.lists.push_back(std::move(code));
  }
  return key;
}

namespace {

/// Reads the answers of one file, telling what is wrong with each.
class AnswerReader {
 public:
  AnswerReader(const SurveyKey& key, const std::string& where, const AnswerProblem& problem)
      : key_(key), where_(where), problem_(problem), seen_(key.lists.size(), false) {}

  std::optional<SurveyAnswer> read(const json& item, std::size_t index) {
    at_ = fmt::format("answers[{}]", index);
    if (!item.is_object()) return complain("", "an object", found(item));
    const auto list = item.find("list");
    if (list == item.end() || !list->is_string()) {
      return complain(".list", "the code of a list", list == item.end() ? "nothing" : found(*list));
    }
    const auto known = std::ranges::find(key_.lists, list->get_ref<const std::string&>(), &SurveyCode::code);
    if (known == key_.lists.end()) return complain(".list", "a code of this survey", found(*list));
    SurveyAnswer answer;
    answer.list = static_cast<std::size_t>(known - key_.lists.begin());
    if (seen_[answer.list]) return complain(".list", "each list once", found(*list));
    seen_[answer.list] = true;
    read_rating(item, answer);
    read_comment(item, answer);
    if (!answer.rating && answer.comment.empty()) return std::nullopt;
    return answer;
  }

 private:
  std::nullopt_t complain(const std::string& field, const std::string& expected, const std::string& what) {
    problem_({where_, 0, at_ + field, what, expected, true});
    return std::nullopt;
  }

  void read_rating(const json& item, SurveyAnswer& answer) {
    const auto rating = item.find("rating");
    if (rating == item.end() || rating->is_null()) return;
    const double value = rating->is_number() ? rating->get<double>() : -1;
    if (value >= 0 && value <= kBestRating) {
      answer.rating = value;
    } else {
      complain(".rating", fmt::format("a number from 0 to {}", kBestRating), found(*rating));
    }
  }

  void read_comment(const json& item, SurveyAnswer& answer) {
    const auto comment = item.find("comment");
    if (comment == item.end() || comment->is_null()) return;
    if (comment->is_string() && comment->get_ref<const std::string&>().size() <= kMostComment) {
      answer.comment = comment->get<std::string>();
    } else {
      complain(".comment", fmt::format("text of at most {} bytes", kMostComment), found(*comment));
    }
  }

  const SurveyKey& key_;
  const std::string& where_;
  const AnswerProblem& problem_;
  std::vector<bool> seen_;
  std::string at_;
};

}  // namespace

std::string answered_survey(std::string_view text, const std::string& where) {
  return Reader(parse(text, kLargestAnswers, where, kAnswers), where).id("survey");
}

SurveyAnswers read_answers(std::string_view text, const SurveyKey& key, const std::string& where,
                           const AnswerProblem& problem) {
  const auto document = parse(text, kLargestAnswers, where, kAnswers);
  const Reader reader(document, where);
  SurveyAnswers answers;
  answers.file = where;
  if (const auto id = reader.id("survey"); id != key.id) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: answers survey {}, the key is of survey {}", where, id, key.id),
                "Score it with the key that was written beside its page.");
  }
  answers.rater = reader.id("rater");
  answers.name = document.contains("name") ? reader.text("name", kMostText) : "";
  answers.saved = document.contains("saved") ? reader.whole("saved") : 0;
  AnswerReader items(key, where, problem);
  std::size_t index = 0;
  for (const auto& item : reader.list("answers", 0, kMostAnswers)) {
    if (auto answer = items.read(item, index++)) answers.answers.push_back(std::move(*answer));
  }
  return answers;
}

std::vector<SurveyAnswers> one_per_rater(std::vector<SurveyAnswers> all, const AnswerProblem& problem) {
  std::vector<SurveyAnswers> kept;
  for (auto& answers : all) {
    const auto same = std::ranges::find(kept, answers.rater, &SurveyAnswers::rater);
    if (same == kept.end()) {
      kept.push_back(std::move(answers));
      continue;
    }
    const bool newer = answers.saved >= same->saved;
    auto& older = newer ? *same : answers;
    problem({older.file, 0, "rater", older.rater,
             fmt::format("each listener once; {} was saved later", newer ? answers.file : same->file), false});
    if (newer) *same = std::move(answers);
  }
  return kept;
}

}  // namespace segue::app
