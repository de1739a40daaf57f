// Segue's side of bench/text.sh: text_bench FOLDER PRECISION loads a model and then runs what each line of standard
// input asks for: "time THREADS BATCH TOKENS" prints the seconds that BATCH sequences of TOKENS ids take on THREADS
// threads, one sequence a thread at a time; "peak THREADS" prints the operations a second that the processor can do at
// most in PRECISION; "state TOKENS" prints the vectors of one sequence.
// Sequence s has the ids 4 + (7919 s + 104729 i) mod (vocabulary - 4), as bench/text.mjs has it.
#include <chrono>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "peak.h"
#include <fmt/format.h>

#include "segue/base/workers.h"
#include "segue/text/bert/text_model.h"

namespace {

std::vector<std::int32_t> sequence(std::size_t number, std::size_t tokens, std::size_t vocabulary) {
  std::vector<std::int32_t> ids;
  for (std::size_t i = 0; i < tokens; ++i) {
    ids.push_back(static_cast<std::int32_t>(4 + (7919 * number + 104729 * i) % (vocabulary - 4)));
  }
  return ids;
}

segue::bench::Arithmetic arithmetic_of(segue::text::Precision precision) {
  switch (precision) {
    case segue::text::Precision::kBFloat16:
      return segue::bench::Arithmetic::kBFloat16;
    case segue::text::Precision::kInt8:
      return segue::bench::Arithmetic::kInt8;
    default:
      return segue::bench::Arithmetic::kFloat32;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto precision = segue::text::precision_named(argv[2]);
  if (!precision) return 2;
  const auto model = segue::text::TextModel::load(argv[1], {.precision = *precision});
  const std::size_t vocabulary = model.config().vocabulary;
  std::cout << segue::text::name(model.precision()) << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string what;
    words >> what;
    if (what == "time") {
      std::size_t threads = 0, batch = 0, tokens = 0;
      words >> threads >> batch >> tokens;
      const auto begin = std::chrono::steady_clock::now();
      segue::parallel_ranges(batch, 1, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t s = first; s < last; ++s) model.hidden_states(sequence(s, tokens, vocabulary));
      });
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
      std::cout << fmt::format("{:.6f}", seconds.count()) << std::endl;
    } else if (what == "peak") {
      std::size_t threads = 0;
      words >> threads;
      constexpr double kSeconds = 0.1;
      std::cout << fmt::format("{:.0f}", segue::bench::peak_rate(arithmetic_of(model.precision()), threads, kSeconds))
                << std::endl;
    } else {
      std::size_t tokens = 0;
      words >> tokens;
      std::string out;
      for (const float value : model.hidden_states(sequence(0, tokens, vocabulary))) out += fmt::format("{} ", value);
      std::cout << out << std::endl;
    }
  }
  return 0;
}
