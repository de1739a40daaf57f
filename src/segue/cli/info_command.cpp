#include <array>
#include <numeric>

#include <fmt/format.h>

#include "segue/app/info.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

using catalog::Provenance;

nlohmann::ordered_json languages_json(const std::vector<app::LanguageShare>& languages) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& language : languages) {
    if (!language.code.empty()) {
      list.push_back({{"code", language.code}, {"name", language.name}, {"songs", language.songs}});
    }
  }
  return list;
}

nlohmann::ordered_json words_json(const app::WordsInfo& words) {
  nlohmann::ordered_json document{{"songs", words.songs}};
  document["languages"] = languages_json(words.languages);
  std::int64_t too_short = 0;
  for (const auto& language : words.languages) too_short += language.code.empty() ? language.songs : 0;
  document["language_unknown"] = too_short;
  document["in_languages_the_model_was_not_made_for"] = words.songs_in_foreign;
  document["models"] = nlohmann::ordered_json::array();
  for (const auto& model : words.models) {
    nlohmann::ordered_json one{
        {"name", model.model.name},       {"fingerprint", model.model.fingerprint}, {"language", nullptr},
        {"songs", model.readings},        {"embeddings", model.embeddings},         {"dimension", model.dimension},
        {"sentiments", model.sentiments}, {"embeddings_in_use", model.embeds},      {"sentiments_in_use", model.feels}};
    if (!model.model.language.empty()) one["language"] = model.model.language;
    document["models"].push_back(std::move(one));
  }
  document["sentiment"] = {
      {"negative", words.sentiments[0]}, {"neutral", words.sentiments[1]}, {"positive", words.sentiments[2]}};
  return document;
}

/// Songs by where something of theirs comes from.
using Counts = std::array<std::int64_t, catalog::kProvenanceCount>;

nlohmann::ordered_json sources_json(const Counts& songs) {
  auto counts = nlohmann::ordered_json::object();
  for (std::size_t p = 0; p < songs.size(); ++p) {
    if (songs[p] > 0) counts[std::string(catalog::name(static_cast<Provenance>(p)))] = songs[p];
  }
  return counts;
}

/// "spotify 117, file 3"
std::string sources_text(const Counts& songs) {
  std::string text;
  for (std::size_t p = 0; p < songs.size(); ++p) {
    if (songs[p] == 0) continue;
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", catalog::name(static_cast<Provenance>(p)), count(songs[p]));
  }
  return text;
}

/// How lists are found by the current recipe.
nlohmann::ordered_json search_json(const app::Info& info) {
  if (!info.index) return {{"kind", "exact scan"}, {"songs", info.recipe->songs}};
  const auto& index = *info.index;
  return {{"kind", "inverted file"},
          {"songs", index.songs},
          {"cells", index.cells},
          {"cells_looked_at", index.probes},
          {"recall", index.recall},
          {"bytes", index.bytes},
          {"songs_to_come", info.songs_unplaced}};
}

std::string search_text(const app::Info& info) {
  if (!info.index) {
    const auto why = [&]() -> std::string {
      if (info.index_state == app::IndexState::kOfAnotherTraining) return "; its index is of an earlier training";
      if (info.index_state == app::IndexState::kDamaged) return "; its index cannot be read";
      return info.summary.songs < app::kSongsForIndex ? "" : "; it has no index";
    }();
    return fmt::format("exact scan of {}{}", count(info.recipe->songs, "song", "songs"),
                       why.empty() ? "" : why + " ('segue index' makes it)");
  }
  const auto& index = *info.index;
  const auto songs = count(static_cast<std::int64_t>(index.songs), "song", "songs");
  auto text = index.probes < index.cells
                  ? fmt::format("inverted file of {}: at most {} of {} cells are looked at, recall {:.3f}", songs,
                                count(static_cast<std::int64_t>(index.probes)),
                                count(static_cast<std::int64_t>(index.cells)), index.recall)
                  : fmt::format("inverted file of {}: exact", songs);
  text += fmt::format(" ({})", bytes(index.bytes));
  if (info.songs_unplaced > 0) {
    text += fmt::format("; {} came later ('segue index' adds {})", count(info.songs_unplaced),
                        info.songs_unplaced == 1 ? "it" : "them");
  }
  return text;
}

nlohmann::ordered_json info_json(const app::Info& info) {
  const auto& summary = info.summary;
  nlohmann::ordered_json document{{"version", 1},
                                  {"catalog", info.path},
                                  {"bytes", info.bytes},
                                  {"songs", summary.songs},
                                  {"artists", summary.artists},
                                  {"playlists", summary.playlists},
                                  {"playlist_entries", summary.playlist_entries},
                                  {"songs_with_lyrics", summary.songs_with_lyrics},
                                  {"songs_with_year", summary.songs_with_year},
                                  {"songs_with_duration", summary.songs_with_duration},
                                  {"recipes", summary.recipes},
                                  {"files", summary.files},
                                  {"files_heard", summary.files_heard},
                                  {"files_unheard", summary.files_unheard},
                                  {"files_missing", summary.files_missing}};
  document["lyrics"] = sources_json(summary.lyrics);
  document["words"] = words_json(info.words);
  document["values"] = nlohmann::ordered_json::object();
  for (const auto& variable : catalog::variables()) {
    const auto& songs = summary.values[static_cast<std::size_t>(variable.variable)];
    document["values"][std::string(variable.name)] = sources_json(songs);
  }
  document["recipe"] = nullptr;
  if (info.recipe) {
    document["recipe"] = {{"name", info.recipe->name},
                          {"similarity", info.similarity ? app::name(*info.similarity) : "cannot be read"},
                          {"created", info.recipe->created},
                          {"songs", info.recipe->songs},
                          {"dimension", info.recipe->dimension}};
    document["search"] = search_json(info);
  }
  document["example_song"] = nullptr;
  if (info.example) {
    document["example_song"] = {{"title", info.example->facts.title}, {"artists", info.example->facts.artists}};
  }
  return document;
}

/// "26,117" and the share of all songs where it is not all.
std::string share(std::int64_t part, std::int64_t whole) {
  if (part == whole || whole == 0) return count(part);
  return fmt::format("{} ({:.1f}%)", count(part), 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

void print_line(Console& console, std::string_view what, const std::string& text) {
  console.print(fmt::format("{:<14} {}\n", what, text));
}

/// "Spanish 201, French 40 and 3 more languages"
std::string languages_text(const std::vector<app::LanguageShare>& languages) {
  constexpr std::size_t kMost = 6;
  std::string text;
  std::size_t named = 0;
  std::size_t more = 0;
  for (const auto& language : languages) {
    if (language.code.empty()) continue;
    if (named == kMost) {
      ++more;
      continue;
    }
    text += fmt::format("{}{} {}", named == 0 ? "" : ", ", language.name, count(language.songs));
    ++named;
  }
  if (more > 0)
    text += fmt::format(" and {}", count(static_cast<std::int64_t>(more), "more language", "more languages"));
  return text;
}

/// "312 of 3,936 lyrics are", "1 of 20 lyrics is"
std::string foreign_text(const app::WordsInfo& words) {
  std::int64_t looked_at = 0;
  for (const auto& language : words.languages) looked_at += language.songs;
  return fmt::format("{} of {} lyrics {}", count(words.songs_in_foreign), count(looked_at),
                     words.songs_in_foreign == 1 ? "is" : "are");
}

void print_words(Console& console, const app::WordsInfo& words) {
  if (words.songs == 0) return;
  if (words.models.empty()) {
    print_line(console, "words read", "not yet ('segue embed' reads them)");
    return;
  }
  if (const std::string languages = languages_text(words.languages); !languages.empty()) {
    print_line(console, "languages", languages);
  }
  for (const auto& model : words.models) {
    std::string text = fmt::format("by '{}': ", printable(model.model.name));
    if (model.dimension > 0) {
      text += fmt::format("{} with embeddings of {} numbers{}", count(model.embeddings, "song", "songs"),
                          model.dimension, model.embeds ? " (in use)" : "");
    }
    if (model.sentiments > 0) {
      text += fmt::format("{}{} with sentiment{}", model.dimension > 0 ? ", " : "",
                          count(model.sentiments, "song", "songs"), model.feels ? " (in use)" : "");
    }
    if (model.dimension == 0 && model.sentiments == 0) text += count(model.readings, "song", "songs");
    if (model.embeds && model.embeddings < words.songs && model.readings < words.songs)
      text += "; 'segue embed' reads the others";
    print_line(console, "words read", text);
  }
  if (words.songs_in_foreign > 0) {
    print_line(console, "",
               fmt::format("'{}' is a model of {}, and {} in other languages: {}", printable(words.embeds->model.name),
                           words.model_language, foreign_text(words), languages_text(words.foreign)));
  }
  const auto felt = words.sentiments[0] + words.sentiments[1] + words.sentiments[2];
  if (felt > 0) {
    print_line(console, "sentiment",
               fmt::format("mostly negative {}, neutral {}, positive {}", share(words.sentiments[0], felt),
                           share(words.sentiments[1], felt), share(words.sentiments[2], felt)));
  }
}

void print_info(Console& console, const app::Info& info) {
  const auto& summary = info.summary;
  const auto line = [&](std::string_view what, const std::string& text) { print_line(console, what, text); };
  line("catalog", fmt::format("{} ({})", info.path, bytes(info.bytes)));
  line("songs", fmt::format("{} by {}", count(summary.songs), count(summary.artists, "artist", "artists")));
  line("playlists",
       fmt::format("{} with {}", count(summary.playlists), count(summary.playlist_entries, "entry", "entries")));
  line("with year", share(summary.songs_with_year, summary.songs));
  line("with duration", share(summary.songs_with_duration, summary.songs));
  line("with lyrics", share(summary.songs_with_lyrics, summary.songs) +
                          (summary.songs_with_lyrics > 0 ? ": " + sources_text(summary.lyrics) : ""));
  print_words(console, info.words);
  if (summary.files + summary.files_missing > 0) {
    std::string files = fmt::format("{}, {} heard", count(summary.files), count(summary.files_heard));
    if (summary.files_unheard > 0) files += fmt::format(", {} could not be", count(summary.files_unheard));
    const auto waiting = summary.files - summary.files_heard - summary.files_unheard;
    if (waiting > 0) files += fmt::format(", {} not yet ('segue analyze' listens)", count(waiting));
    if (summary.files_missing > 0) files += fmt::format("; {} not there any more", count(summary.files_missing));
    line("music files", files);
  }
  if (info.recipe) {
    line("recipe",
         fmt::format("'{}'{}: {} in {} dimensions, trained {} UTC", info.recipe->name,
                     info.similarity ? fmt::format(", which compares {}", app::in_words(*info.similarity)) : "",
                     count(info.recipe->songs, "song", "songs"), info.recipe->dimension, info.recipe->created));
    line("search", search_text(info));
  } else {
    line("recipe", "none yet: 'segue train' makes one");
  }
  Table table({{"Value", Table::Align::kLeft}, {"Songs", Table::Align::kRight}, {"From", Table::Align::kLeft, 60}});
  std::string absent;
  for (const auto& variable : catalog::variables()) {
    const auto& from = summary.values[static_cast<std::size_t>(variable.variable)];
    const auto songs = std::accumulate(from.begin(), from.end(), std::int64_t{0});
    if (songs > 0) {
      table.add({std::string(variable.name), count(songs), sources_text(from)});
    } else {
      absent += (absent.empty() ? "" : ", ") + std::string(variable.name);
    }
  }
  if (summary.songs == 0) return;
  console.print("\n" + table.text(console.width(), ""));
  if (!absent.empty()) console.print(fmt::format("\nKnown of no song: {}.\n", absent));
}

int run(Context& context) {
  const auto info = app::info(catalog::Catalog::open_existing(context.catalog()));
  if (context.json) {
    context.print_json(info_json(info));
  } else {
    print_info(context.console, info);
  }
  return 0;
}

}  // namespace

void add_info(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("info", "Say what the catalog holds, and where its values came from");
  add_json_flag(*command, context);
  command->footer(R"(
Examples:
  segue info
  segue info --json --catalog other.db)");
  command->callback([&context] { context.run = [&context] { return run(context); }; });
}

}  // namespace segue::cli
