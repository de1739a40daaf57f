// The readers of a survey's key and of answers to it, on any bytes: they end with what they read, or with an Error that
// is about data.
#include "segue/app/survey_files.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "segue/app/survey_score.h"
#include "segue/base/error.h"

namespace {

using namespace segue::app;

template <class Read>
void try_to(const Read& read) {
  try {
    read();
  } catch (const segue::Error& error) {
    if (error.kind() != segue::ErrorKind::kBadData) std::abort();
  }
}

/// The survey that the answers in the corpus are about.
const SurveyKey& key() {
  static const SurveyKey key = [] {
    SurveyKey made;
    made.id = "0123456789abcdef";
    made.length = 3;
    made.seeds = {"A", "B"};
    made.recipes.resize(2);
    made.lists = {{"BCDFG", 0, 0}, {"HJKMN", 0, 1}, {"PQRST", 1, 0}, {"VWXZ2", 1, 1}};
    return made;
  }();
  return key;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_to([&] {
    // What is written is read again as it was.
    const auto written = to_json(read_survey_key(text, "key"));
    if (to_json(read_survey_key(written, "again")) != written) std::abort();
  });
  try_to([&] {
    answered_survey(text, "answers");
    const auto answers = read_answers(text, key(), "answers", [](const segue::ItemProblem&) {});
    SurveyScoreOptions options;
    options.resamples = 20;
    const auto score = score_survey(key(), {answers}, options);
    if (score.ratings > key().lists.size()) std::abort();
    for (const auto& recipe : score.recipes) {
      if (recipe.rating && !(recipe.rating->mean >= 0 && recipe.rating->mean <= kBestRating)) std::abort();
    }
  });
  return 0;
}
