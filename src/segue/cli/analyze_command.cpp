#include <memory>
#include <optional>

#include <fmt/format.h>

#include "segue/app/analyze.h"
#include "segue/app/import_music.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"
#include "segue/cli/import_report.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  std::optional<std::string> file;
  std::string plot;
  bool redo = false;
};

/// "128.03 BPM", "A", "major": a value as a person says it.
std::string spoken(const catalog::VariableInfo& variable, double value) {
  using catalog::Variable;
  if (variable.variable == Variable::kKey) {
    static const std::array<std::string, 12> kNames = {"C",     "C♯/D♭", "D",     "D♯/E♭", "E",     "F",
                                                       "F♯/G♭", "G",     "G♯/A♭", "A",     "A♯/B♭", "B"};
    return value < 0 ? "none" : kNames.at(static_cast<std::size_t>(value));
  }
  if (variable.variable == Variable::kMode) return value == 1 ? "major" : "minor";
  if (variable.variable == Variable::kTimeSignature) return fmt::format("{:.0f} beats a bar", value);
  if (variable.whole) {
    const std::string number = count(static_cast<std::int64_t>(value));
    return variable.unit.empty() ? number : fmt::format("{} {}", number, variable.unit);
  }
  const std::string_view unit = variable.unit == "dB" ? "LUFS" : variable.unit;
  return unit.empty() ? fmt::format("{:.3f}", value) : fmt::format("{:.2f} {}", value, unit);
}

void print_sound(Console& console, const std::string& file, const catalog::Sound& sound) {
  console.print(fmt::format("{}: {}\n\n", printable(file), seconds(sound.duration_s)));
  Table table({{"Value", Table::Align::kLeft},
               {"", Table::Align::kLeft},
               {"Confidence", Table::Align::kRight},
               {"Provenance", Table::Align::kLeft}});
  for (const auto& variable : catalog::variables()) {
    const bool about_sound = variable.group == catalog::VariableGroup::kAudioFeature ||
                             variable.group == catalog::VariableGroup::kAudioAnalysis;
    if (!about_sound) continue;
    const auto& measurement = sound[variable.variable];
    table.add({std::string(variable.name), measurement.known() ? spoken(variable, measurement.value) : "–",
               measurement.known() ? fmt::format("{:.2f}", measurement.confidence) : "",
               std::string(name(measurement.basis))});
  }
  console.print(table.text(console.width()));
  std::size_t known = 0;
  for (const float number : sound.timbre) known += number == number ? 1 : 0;
  console.print(fmt::format("\nand {} numbers about its timbre (--json shows them).\n", known));
  for (const auto& remark : sound.remarks) console.warn(fmt::format("{}: {}", printable(file), remark));
}

app::AnalyzerOptions analyzer_of(const Context& context) {
  app::AnalyzerOptions options;
  options.workers = context.threads();
  return options;
}

int analyze_one(Context& context, const Words& words) {
  const std::string& file = *words.file;
  ProgressBar progress(context.console);
  const auto analysis =
      app::analyze_file(file, !words.plot.empty(), analyzer_of(context), progress, *context.cancellation);
  progress.end();
  if (!words.plot.empty()) app::draw_sound(analysis, file, words.plot);
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}, {"file", file}};
    document.update(nlohmann::ordered_json::parse(to_json(analysis.sound)));
    context.print_json(document);
  } else {
    print_sound(context.console, file, analysis.sound);
    if (!words.plot.empty()) context.console.note(fmt::format("The picture is {}.", words.plot));
  }
  return 0;
}

int analyze_catalog(Context& context, const Words& words) {
  auto catalog = catalog::Catalog::open_existing(context.catalog());
  app::MusicImportOptions options;
  options.analyzer = analyzer_of(context);
  options.redo = words.redo;
  ProgressBar progress(context.console);
  app::ListeningReport report;
  try {
    report = app::listen(catalog, {}, options, progress, *context.cancellation);
  } catch (const Error& error) {
    progress.end();
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(ErrorKind::kInterrupted, "interrupted; what was heard so far is kept", "Run 'segue analyze' to go on.");
  }
  progress.end();
  const bool nothing = report.heard + report.heard_before + report.failed_before + report.unheard.size() == 0;
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}, {"catalog", context.catalog().string()}};
    document.update(listening_json(report));
    context.print_json(document);
  } else if (nothing) {
    context.console.print("The catalog knows no music files: 'segue import FOLDER' finds them.\n");
  } else {
    print_listening(context.console, report);
  }
  return 0;
}

int run(Context& context, const Words& words) {
  if (words.file) {
    if (words.redo) {
      throw Error(ErrorKind::kUsage, "--redo is for the catalog's files; a file named by itself is always analysed");
    }
    return analyze_one(context, words);
  }
  if (!words.plot.empty()) {
    throw Error(ErrorKind::kUsage, "--plot draws one file", "For example: segue analyze song.mp3 --plot song.png");
  }
  return analyze_catalog(context, words);
}

}  // namespace

void add_analyze(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("analyze", "Listen to music: one file, or what the catalog has not heard yet");
  command->add_option("file", words->file, "A music file; without one, those of the catalog")->type_name("FILE");
  command->add_flag("--redo", words->redo, "Analyse all music files of the catalog anew");
  command->add_option("--plot", words->plot, "Draw waveform, beats, chroma and loudness (.png or .svg)")
      ->type_name("PICTURE");
  add_json_flag(*command, context);
  command->footer(R"(
Prints Spotify's audio features and analysis of a file as segue hears them, each with its confidence (0 to 1) and where
it comes from: exact (by definition), estimated (by an algorithm), modelled (by a fitted model), or unavailable.

Examples:
  segue analyze song.mp3
  segue analyze song.flac --json
  segue analyze song.ogg --plot song.png
  segue analyze --redo)");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
