#include "segue/cli/selection_options.h"

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::cli {

SelectionOptions add_selection(CLI::App& command, SelectionWords& words) {
  auto& options = words.options;
  SelectionOptions added;
  auto* length = command.add_option("--length", options.length, "Songs after the seed [25]")->type_name("N");
  command.add_option("--duration", words.duration, "How long these last, instead: 60m, 1h30m, 90:00")
      ->type_name("TIME")
      ->excludes(length);
  added.order =
      command
          .add_option("--order", words.order,
                      "similarity (default), smooth (tempo, key, energy and sound change little), rise or fall "
                      "(of energy), bpm, shuffle")
          ->type_name("NAME");

  constexpr const char* kGroup = "Which songs";
  command.add_option("--filter", options.filter, "Only songs of which this holds: 'year>=1990 and not explicit'")
      ->type_name("CONDITION")
      ->group(kGroup);
  command.add_option("--exclude", words.exclude, "No song of this list (.m3u8, .csv, .json, or text); may be repeated")
      ->type_name("FILE")
      ->expected(1)
      ->take_all()
      ->group(kGroup);
  added.diversity =
      command.add_option("--diversity", options.diversity, "From 0, the nearest songs, to 1, unlike each other [0]")
          ->type_name("0..1")
          ->group(kGroup);
  command.add_option("--per-artist", options.per_artist, "At most this many songs of an artist, seeds among them")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
      ->group(kGroup);
  command.add_option("--per-album", options.per_album, "At most this many songs of an album, seeds among them")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
      ->group(kGroup);
  added.cluster = command
                      .add_flag("--within-cluster", options.within_cluster,
                                "Only songs of the seed's cluster, as the 2020 report does")
                      ->group(kGroup);
  command.add_flag("--explain", options.explain, "Say of each song why it is near");
  command.add_option("--recipe", options.recipe, "Use this recipe instead of the current one")->type_name("NAME");
  return added;
}

app::RecommendOptions options_of(const SelectionWords& words, const Context& context) {
  auto options = words.options;
  options.random_seed = context.random_seed;
  options.exclude.assign(words.exclude.begin(), words.exclude.end());
  if (words.duration) options.seconds = app::seconds_of(*words.duration);
  if (words.order) {
    const auto order = playlist::order_named(*words.order);
    if (!order) {
      throw Error(ErrorKind::kUsage, fmt::format("--order: found '{}'", *words.order),
                  "Orders are similarity, smooth, rise, fall, bpm and shuffle.");
    }
    options.order = *order;
  }
  return options;
}

}  // namespace segue::cli
