#include "segue/app/embed.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <system_error>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/workers.h"
#include "segue/text/clean_lyrics.h"

namespace segue::app {
namespace {

using catalog::SongWords;
using text::Precision;

bool is_same_folder(const TextModelFolder& a, const TextModelFolder& b) {
  std::error_code error;
  return std::filesystem::equivalent(a.folder, b.folder, error) && !error;
}

/// The model sentiments come from besides the one that embeds, if any.
std::optional<TextModelFolder> other_sentiment_model(const EmbedOptions& options, const TextModelFolder& embeds,
                                                     bool embeds_feels) {
  if (!options.sentiment_model.empty()) {
    auto named = find_text_model(options.sentiment_model, options.places);
    if (is_same_folder(named, embeds)) return std::nullopt;
    return named;
  }
  if (embeds_feels) return std::nullopt;
  for (auto& model : text_models(options.places)) {
    if (model.name == kShippedModel && !is_same_folder(model, embeds)) return std::move(model);
  }
  return std::nullopt;
}

/// Texts evenly spread over those that are to be read, as the encoder would see them.
std::vector<std::string> sample_of(const catalog::Catalog& catalog, std::span<const SongWords> songs) {
  std::vector<std::string> texts;
  const std::size_t wanted = std::min(songs.size(), kInt8Sample);
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto words = catalog.lyrics(songs[i * songs.size() / wanted].song);
    if (!words) continue;
    if (std::string text = text::lyrics_to_read(*words); !text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<text::Reading> readings_of(const LoadedTextModel& model, const std::vector<std::string>& texts,
                                       std::size_t threads, const Cancellation& cancellation) {
  std::vector<text::Reading> readings(texts.size());
  parallel_ranges(texts.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
    cancellation.check();
    for (std::size_t i = begin; i < end; ++i) readings[i] = model.read(texts[i]);
  });
  return readings;
}

/// What the second readings of the same texts differ by from the first.
EmbedPass::Int8Check compare(const std::vector<text::Reading>& exact, const std::vector<text::Reading>& coarse) {
  EmbedPass::Int8Check check;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const auto& a = exact[i].embedding;  // of unit length
    double cosine = 0;
    for (std::size_t j = 0; j < a.size(); ++j) cosine += static_cast<double>(a[j]) * coarse[i].embedding.at(j);
    if (!a.empty()) check.least_cosine = std::min(check.least_cosine, cosine);
    if (!exact[i].sentiment || !coarse[i].sentiment) continue;
    const auto& x = *exact[i].sentiment;
    const auto& y = *coarse[i].sentiment;
    for (const double change : {x.negative - y.negative, x.neutral - y.neutral, x.positive - y.positive}) {
      check.greatest_change = std::max(check.greatest_change, std::abs(change));
    }
  }
  return check;
}

/// The whole of `segue embed`: one encoder after the other, so that never two lie in memory.
class Embedding {
 public:
  Embedding(catalog::Catalog& catalog, const EmbedOptions& options, Progress& progress, Notes& notes,
            const Cancellation& cancellation, const LoadTextModel& load)
      : catalog_(catalog),
        options_(options),
        progress_(progress),
        notes_(notes),
        cancellation_(cancellation),
        load_(load) {}

  EmbedReport run() {
    EmbedReport report;
    const auto embeds = find_text_model(options_.model, options_.places);
    if (!options_.sentiment_model.empty()) find_text_model(options_.sentiment_model, options_.places);
    report.songs_with_lyrics = static_cast<std::int64_t>(catalog_.songs_with_lyrics().size());
    if (report.songs_with_lyrics == 0) return report;

    std::optional<TextModelFolder> feels;
    report.passes.push_back(pass(embeds, [&](const LoadedTextModel& model) {
      feels = other_sentiment_model(options_, embeds, model.has_sentiment);
      if (!model.has_sentiment && !feels && !options_.sentiment_model.empty()) refuse_sentiment_of(embeds);
      return catalog::ReadingNeeds{true, model.has_sentiment && !feels};
    }));
    bool has_sentiment = report.passes.front().needs.sentiment;
    if (feels) {
      auto second = pass(*feels, [&](const LoadedTextModel& model) {
        has_sentiment = model.has_sentiment;
        if (!model.has_sentiment && !options_.sentiment_model.empty()) refuse_sentiment_of(*feels);
        return catalog::ReadingNeeds{false, model.has_sentiment};
      });
      if (has_sentiment) report.passes.push_back(std::move(second));
    }
    if (!has_sentiment) {
      notes_.note(fmt::format("'{}' tells no sentiment: --sentiment-model names a model that does.", embeds.name));
    }
    use(report, has_sentiment);
    return report;
  }

 private:
  [[noreturn]] static void refuse_sentiment_of(const TextModelFolder& model) {
    throw Error(ErrorKind::kUsage,
                fmt::format("'{}' tells no sentiment: it has no classification head with negative and positive labels",
                            model.name),
                "Models that do: the one shipped with segue, distilbert-base-uncased-finetuned-sst-2-english.");
  }

  /// Loads an encoder, asks `needs_of` what it is wanted for, and has it read what is missing.
  template <class NeedsOf>
  EmbedPass pass(const TextModelFolder& folder, const NeedsOf& needs_of) {
    cancellation_.check();
    const Precision wanted = options_.precision.value_or(text::best_precision());
    progress_.begin("loading " + folder.name, std::nullopt, "");
    // int8 is put to the test beside float32, which is loaded first and gone before int8 is there.
    auto model =
        std::make_unique<LoadedTextModel>(load_(folder, wanted == Precision::kInt8 ? Precision::kFloat32 : wanted));
    progress_.end();
    EmbedPass pass{folder, {model->fingerprint, folder.name, folder.language}, needs_of(*model), model->precision, {},
                   {}};
    if (!pass.needs.embedding && !pass.needs.sentiment) return pass;
    LyricsReader reader{pass.model, std::string(text::name(wanted)), pass.needs, {}};
    const LyricsReadingOptions reading{options_.redo, options_.threads};
    const auto songs = songs_to_read(catalog_, reader, reading);
    if (wanted == Precision::kInt8) {
      pass.precision = Precision::kInt8;
      if (!songs.empty()) pass.int8 = change_to_int8(model, folder, songs);
    }
    reader.precision = text::name(pass.precision);
    reader.read = model->read;
    pass.reading = read_lyrics(catalog_, reader, songs, reading, progress_, cancellation_);
    return pass;
  }

  EmbedPass::Int8Check change_to_int8(std::unique_ptr<LoadedTextModel>& model, const TextModelFolder& folder,
                                      std::span<const SongWords> songs) {
    const auto texts = sample_of(catalog_, songs);
    const auto exact = readings_of(*model, texts, options_.threads, cancellation_);
    model.reset();
    model = std::make_unique<LoadedTextModel>(load_(folder, Precision::kInt8));
    const auto check = compare(exact, readings_of(*model, texts, options_.threads, cancellation_));
    const std::string hint = "Leave --precision out, or take bfloat16 or float32.";
    if (!(check.least_cosine >= kLeastInt8Cosine)) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("int8 reads '{}' too coarsely: of {} texts the embedding farthest from float32's has a "
                              "cosine of {:.4f} to it, at least {} is asked for",
                              folder.name, texts.size(), check.least_cosine, kLeastInt8Cosine),
                  hint);
    }
    if (!(check.greatest_change <= kMostInt8Change)) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("int8 reads '{}' too coarsely: of {} texts one has a share of its sentiment that differs "
                              "by {:.4f} from float32's, at most {} is asked for",
                              folder.name, texts.size(), check.greatest_change, kMostInt8Change),
                  hint);
    }
    return check;
  }

  /// What was computed is what is in use from now on.
  void use(const EmbedReport& report, bool has_sentiment) {
    const auto& embeds = report.passes.front().model;
    const auto feels = has_sentiment ? std::optional(report.passes.back().model) : std::nullopt;
    const auto known = catalog_.text_models();
    const bool as_before = std::ranges::all_of(known, [&](const catalog::TextModelSummary& model) {
      return model.embeds == (model.model == embeds) && model.feels == (feels && model.model == *feels);
    });
    const bool are_known = std::ranges::count_if(known, &catalog::TextModelSummary::embeds) == 1 &&
                           std::ranges::count_if(known, &catalog::TextModelSummary::feels) == (feels ? 1 : 0);
    if (!as_before || !are_known) catalog_.use_text_models(embeds, feels);
  }

  catalog::Catalog& catalog_;
  const EmbedOptions& options_;
  Progress& progress_;
  Notes& notes_;
  const Cancellation& cancellation_;
  const LoadTextModel& load_;
};

}  // namespace

LoadedTextModel load_text_model(const TextModelFolder& model, Precision precision) {
  text::TextModelOptions options;
  options.precision = precision;
  const auto loaded = std::make_shared<const text::TextModel>(text::TextModel::load(model.folder, options));
  return {loaded->fingerprint(), loaded->has_sentiment(), loaded->precision(),
          [loaded](std::string_view words) { return loaded->read(words); }};
}

EmbedReport embed(catalog::Catalog& catalog, const EmbedOptions& options, Progress& progress, Notes& notes,
                  const Cancellation& cancellation, const LoadTextModel& load) {
  return Embedding(catalog, options, progress, notes, cancellation, load).run();
}

}  // namespace segue::app
