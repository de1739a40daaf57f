#include <memory>

#include <fmt/format.h>

#include "segue/app/embed.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

/// Songs that could not be read and are named on the screen.
constexpr std::size_t kMostNamed = 20;

struct Words {
  std::string model{app::kShippedModel};
  std::string sentiment_model;
  std::string precision = "auto";
  bool redo = false;
};

app::EmbedOptions read_options(const Context& context, const Words& words) {
  app::EmbedOptions options;
  options.model = words.model;
  options.sentiment_model = words.sentiment_model;
  options.redo = words.redo;
  options.threads = context.threads();
  options.places = app::model_places(context.models());
  if (words.precision != "auto") {
    options.precision = text::precision_named(words.precision);
    if (!options.precision) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("--precision: expected auto, float32, bfloat16 or int8, found '{}'", words.precision));
    }
  }
  return options;
}

std::string gives(const catalog::ReadingNeeds& needs) {
  if (!needs.sentiment) return "embeddings";
  return needs.embedding ? "embeddings and sentiment" : "sentiment";
}

nlohmann::ordered_json pass_json(const app::EmbedPass& pass) {
  const auto& reading = pass.reading;
  nlohmann::ordered_json document{{"model", pass.model.name},
                                  {"fingerprint", pass.model.fingerprint},
                                  {"folder", pass.folder.folder.string()},
                                  {"language", nullptr},
                                  {"embeddings", pass.needs.embedding},
                                  {"sentiment", pass.needs.sentiment},
                                  {"precision", text::name(pass.precision)},
                                  {"int8_cosine", nullptr},
                                  {"int8_sentiment_change", nullptr},
                                  {"read", reading.read},
                                  {"read_before", reading.read_before},
                                  {"without_words", reading.without_words},
                                  {"changed_meanwhile", reading.changed},
                                  {"tokens", reading.tokens},
                                  {"unknown_tokens", reading.unknown},
                                  {"windows", reading.windows},
                                  {"seconds", reading.elapsed_s}};
  if (!pass.model.language.empty()) document["language"] = pass.model.language;
  if (pass.int8) {
    document["int8_cosine"] = pass.int8->least_cosine;
    if (pass.needs.sentiment) document["int8_sentiment_change"] = pass.int8->greatest_change;
  }
  document["unread"] = nlohmann::ordered_json::array();
  for (const auto& song : reading.unread) {
    document["unread"].push_back({{"id", song.song.value}, {"song", song.name}, {"error", song.message}});
  }
  return document;
}

std::string summary_of(const app::EmbedPass& pass) {
  const auto& reading = pass.reading;
  const auto songs = [](std::uint64_t number) { return count(static_cast<std::int64_t>(number), "song", "songs"); };
  if (reading.read + reading.unread.size() + reading.changed == 0) {
    return fmt::format("nothing to do, {} read before", songs(reading.read_before));
  }
  std::string text = fmt::format("{} read in {}", songs(reading.read), seconds(reading.elapsed_s));
  if (reading.elapsed_s > 0 && reading.read > 0) {
    text += fmt::format(" ({:.1f} songs/s, {} tokens/s)", static_cast<double>(reading.read) / reading.elapsed_s,
                        count(static_cast<std::int64_t>(static_cast<double>(reading.tokens) / reading.elapsed_s)));
  }
  if (reading.read_before > 0)
    text += fmt::format(", {} read before", count(static_cast<std::int64_t>(reading.read_before)));
  if (reading.without_words > 0) {
    text += fmt::format(", {} without words in the text", count(static_cast<std::int64_t>(reading.without_words)));
  }
  if (reading.changed > 0) {
    text += fmt::format(", {} changed meanwhile", count(static_cast<std::int64_t>(reading.changed)));
  }
  if (!reading.unread.empty())
    text += fmt::format(", {} could not be read", count(static_cast<std::int64_t>(reading.unread.size())));
  return text;
}

void print_report(Console& console, const app::EmbedReport& report) {
  if (report.songs_with_lyrics == 0) {
    console.print("No song of the catalog has words: 'segue import' takes them from tables and music folders.\n");
    return;
  }
  for (const auto& pass : report.passes) {
    console.print(fmt::format("{:<10} {} by '{}' ({})\n", pass.needs.embedding ? "words" : "sentiment",
                              gives(pass.needs), printable(pass.model.name), text::name(pass.precision)));
    console.print(fmt::format("           {}\n", summary_of(pass)));
    if (pass.int8) {
      const auto change =
          pass.needs.sentiment ? fmt::format(", sentiments within {:.3f}", pass.int8->greatest_change) : std::string();
      console.print(fmt::format("           int8 was checked: cosine to float32 at least {:.4f}{}\n",
                                pass.int8->least_cosine, change));
    }
  }
}

void warn_of_unread(Console& console, const app::EmbedReport& report) {
  for (const auto& pass : report.passes) {
    const auto& unread = pass.reading.unread;
    for (std::size_t i = 0; i < unread.size() && i < kMostNamed; ++i) {
      console.warn(fmt::format("{}: {}", printable(unread[i].name), printable(unread[i].message)));
    }
    if (unread.size() > kMostNamed) {
      console.warn(fmt::format("and {} more; --json names all.", unread.size() - kMostNamed));
    }
  }
}

/// Where every song failed, nothing was done.
int exit_code_of(const app::EmbedReport& report) {
  for (const auto& pass : report.passes) {
    if (!pass.reading.unread.empty() && pass.reading.read + pass.reading.read_before == 0) {
      return static_cast<int>(ErrorKind::kBadData);
    }
  }
  return 0;
}

int run(Context& context, const Words& words) {
  const auto options = read_options(context, words);
  auto catalog = catalog::Catalog::open_existing(context.catalog());
  ProgressBar progress(context.console);
  ConsoleNotes notes(context.console);
  app::EmbedReport report;
  try {
    report = app::embed(catalog, options, progress, notes, *context.cancellation);
  } catch (const Error& error) {
    progress.end();
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(ErrorKind::kInterrupted, "interrupted; what was read so far is kept", "Say the same again to go on.");
  }
  progress.end();
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1},
                                    {"catalog", context.catalog().string()},
                                    {"songs_with_lyrics", report.songs_with_lyrics},
                                    {"passes", nlohmann::ordered_json::array()}};
    for (const auto& pass : report.passes) document["passes"].push_back(pass_json(pass));
    context.print_json(document);
  } else {
    print_report(context.console, report);
  }
  warn_of_unread(context.console, report);
  return exit_code_of(report);
}

}  // namespace

void add_embed(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("embed", "Read the words of the songs: their meaning as numbers, and sentiment");
  command->add_option("--model", words->model, "Whose embeddings: a model's name or folder ('segue models list')")
      ->type_name("NAME|FOLDER")
      ->capture_default_str();
  command
      ->add_option("--sentiment-model", words->sentiment_model,
                   "Whose sentiment [--model's if it tells any, else that of the model shipped with segue]")
      ->type_name("NAME|FOLDER");
  command->add_option("--precision", words->precision, "auto, float32, bfloat16, or int8 (checked against float32)")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_flag("--redo", words->redo, "Read all songs anew, not only those that lack something");
  add_json_flag(*command, context);
  command->footer(R"(
What was read is kept as it comes: after Ctrl-C or a crash, say the same again and it goes on.

Examples:
  segue embed
  segue embed --model all-MiniLM-L6-v2
  segue embed --model bert-base-uncased --sentiment-model distilbert-base-uncased-finetuned-sst-2-english)");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
