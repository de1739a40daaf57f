#include "segue/app/fetch.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/app/fetch_sources.h"
#include "segue/base/error.h"
#include "segue/text/clean_lyrics.h"

namespace segue::app {
namespace {

using catalog::Song;
using catalog::SongRecord;
using catalog::Variable;
using sources::AnswerKind;

/// What a song should know of its sound; no free service tells the time signature.
constexpr std::array kFeatures = {
    Variable::kDanceability, Variable::kEnergy,      Variable::kKey,          Variable::kLoudness,
    Variable::kMode,         Variable::kSpeechiness, Variable::kAcousticness, Variable::kInstrumentalness,
    Variable::kLiveness,     Variable::kValence,     Variable::kTempo};

void count(FetchedFrom& from, const Song& song, AnswerKind kind, const std::string& problem) {
  ++from.asked;
  switch (kind) {
    case AnswerKind::kFound:
      ++from.found;
      return;
    case AnswerKind::kInstrumental:
      ++from.instrumental;
      return;
    case AnswerKind::kMissing:
      ++from.missing;
      return;
    case AnswerKind::kUnasked:
      ++from.unanswered;
      return;
    case AnswerKind::kFailed:
      break;
  }
  ++from.failed;
  from.failures.push_back({song.id, catalog::display_name(song.facts), problem});
}

/// Whom to ask: those named, else those that are asked by themselves.
std::vector<FetchSource> chosen_sources(const FetchOptions& options, const Services& services) {
  std::vector<FetchSource> sources;
  if (options.from.empty()) {
    for (const auto& source : fetch_sources()) {
      if (asked_by_itself(source, services) || (options.genius && source.name == "genius")) sources.push_back(source);
    }
    return sources;
  }
  std::vector<std::string> names;
  for (const auto& source : fetch_sources()) names.emplace_back(source.name);
  for (const auto& name : options.from) {
    const auto before = sources.size();
    for (const auto& source : fetch_sources()) {
      if (source.name == name) sources.push_back(source);
    }
    if (sources.size() == before) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("--from: expected some of {}, found '{}'", fmt::join(names, ", "), name));
    }
    if (name == "genius" && !options.genius) {
      throw Error(ErrorKind::kUsage, "Genius is asked only with --genius too",
                  "Its terms allow personal use at most: see docs/sources.md.");
    }
  }
  const bool any = std::ranges::any_of(sources, [&](const FetchSource& source) {
    return source.what == FetchWhat::kFeatures ? options.features : options.lyrics;
  });
  if (!any) {
    throw Error(ErrorKind::kUsage, fmt::format("none of the sources {} tells {}", fmt::join(options.from, ", "),
                                               options.features ? "features" : "lyrics"));
  }
  return sources;
}

class Fetching {
 public:
  Fetching(catalog::Catalog& catalog, Services& services, const FetchOptions& options, Progress& progress, Notes& notes,
           const Cancellation& cancellation)
      : catalog_(catalog),
        services_(services),
        options_(options),
        progress_(progress),
        notes_(notes),
        cancellation_(cancellation) {}

  FetchReport run() {
    // Sources first: what they lack should be said before an hour of asking.
    for (const auto& source : chosen_sources(options_, services_)) {
      if (source.what == FetchWhat::kFeatures && options_.features) {
        feature_sources_.push_back(make_feature_source(source.name, services_, options_.redo, notes_));
      }
      if (source.what == FetchWhat::kLyrics && options_.lyrics) {
        lyrics_sources_.push_back(make_lyrics_source(source.name, services_, options_.redo));
      }
    }
    look_at_songs();
    for (const auto& source : feature_sources_) fetch_features(*source);
    for (const auto& source : lyrics_sources_) fetch_lyrics(*source);
    report_.features.after = static_cast<std::int64_t>(count_lacking(lacks_features_));
    report_.lyrics.after = static_cast<std::int64_t>(count_lacking(lacks_lyrics_));
    return std::move(report_);
  }

 private:
  /// Which songs there are, and what each lacks.
  void look_at_songs() {
    const auto take = [&](const Song& song) {
      position_.emplace(song.id.value, songs_.size());
      songs_.push_back(song);
    };
    if (options_.songs) {
      for (const auto& song : catalog_.songs(*options_.songs)) {
        if (!position_.contains(song.id.value)) take(song);
      }
    } else {
      catalog_.for_each_song(take, true);
    }
    report_.songs = static_cast<std::int64_t>(songs_.size());
    lacks_features_.assign(songs_.size(), true);
    lacks_lyrics_.assign(songs_.size(), true);
    catalog_.for_each_values([&](SongId id, const catalog::KnownValues& known) {
      const auto found = position_.find(id.value);
      if (found == position_.end()) return;
      lacks_features_[found->second] =
          !std::ranges::all_of(kFeatures, [&](Variable variable) { return known.values.has(variable); });
      if (known.values[Variable::kHasLyrics] == 0) lacks_lyrics_[found->second] = false;
    });
    for (const auto& words : catalog_.songs_with_lyrics()) {
      if (const auto found = position_.find(words.song.value); found != position_.end()) {
        lacks_lyrics_[found->second] = false;
      }
    }
    report_.features.before = static_cast<std::int64_t>(count_lacking(lacks_features_));
    report_.lyrics.before = static_cast<std::int64_t>(count_lacking(lacks_lyrics_));
    wanted_features_ = chosen_of(lacks_features_);
    wanted_lyrics_ = chosen_of(lacks_lyrics_);
  }

  static std::size_t count_lacking(const std::vector<bool>& lacks) {
    return static_cast<std::size_t>(std::ranges::count(lacks, true));
  }

  /// Positions of the songs that are to be asked about.
  std::vector<std::size_t> chosen_of(const std::vector<bool>& lacks) const {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < songs_.size(); ++i) {
      if (lacks[i] || options_.redo) chosen.push_back(i);
    }
    return chosen;
  }

  /// Runs `step(position of the batch)` over the songs that are still wanted and can be asked about, in batches.
  template <class Source, class Step>
  void ask(Source& source, FetchWhat what, std::size_t batch, std::vector<std::size_t>& wanted, const Step& step) {
    FetchedFrom from;
    from.source = source.name();
    from.what = what;
    std::vector<std::size_t> asked;
    for (const std::size_t at : wanted) {
      if (source.can_ask(songs_[at].facts)) {
        asked.push_back(at);
      } else {
        ++from.no_name;
      }
    }
    const Service service = service_of(source.name());
    const std::int64_t before = services_.requests(service);
    std::int64_t requests = before;
    std::int64_t left = options_.limit.value_or(std::numeric_limits<std::int64_t>::max());
    std::size_t done = 0;
    progress_.begin(fmt::format("{} from {}", app::name(what), source.name()), asked.size(), "songs");
    try {
      while (done < asked.size() && left > 0) {
        cancellation_.check();
        const auto some = std::min({batch, asked.size() - done, static_cast<std::size_t>(left)});
        step(std::span<const std::size_t>(asked).subspan(done, some), from);
        done += some;
        // Songs whose answer was kept ask nobody: they do not count against the limit.
        if (const auto now = services_.requests(service); now > requests) {
          requests = now;
          left -= static_cast<std::int64_t>(some);
        }
        progress_.advance(done);
        progress_.detail(fmt::format("{} found, {} not there", from.found + from.instrumental, from.missing));
      }
    } catch (const Error& error) {
      progress_.end();
      if (error.kind() != ErrorKind::kService) throw;
      from.given_up = error.what();
      from.hint = error.hint();
      const auto unanswered = static_cast<std::int64_t>(asked.size() - done);
      from.asked += unanswered;
      from.unanswered += unanswered;
      notes_.warn(error.what());
    }
    progress_.end();
    from.requests = services_.requests(service) - before;
    report_.sources.push_back(std::move(from));
  }

  void fetch_features(sources::FeatureSource& source) {
    std::vector<bool> answered(songs_.size(), false);
    ask(source, FetchWhat::kFeatures, source.batch(), wanted_features_,
        [&](std::span<const std::size_t> batch, FetchedFrom& from) {
          std::vector<catalog::SongFacts> facts;
          for (const std::size_t at : batch) facts.push_back(songs_[at].facts);
          const auto answers = source.ask(facts, cancellation_);
          catalog::Catalog::Transaction transaction(catalog_);
          for (std::size_t i = 0; i < batch.size(); ++i) {
            const Song& song = songs_[batch[i]];
            count(from, song, answers[i].kind, answers[i].problem);
            if (answers[i].kind != AnswerKind::kFound) continue;
            SongRecord record;
            record.facts.ids = answers[i].ids;
            record.values = answers[i].values;
            record.provenance = source.provenance();
            catalog_.write_to(song.id, record, {.update = options_.redo});
            answered[batch[i]] = true;
          }
          transaction.commit();
        });
    // What is lacking still may be known to the next source.
    for (const std::size_t at : wanted_features_) {
      if (!answered[at]) continue;
      const auto known = catalog_.values(songs_[at].id);
      lacks_features_[at] = !known || !std::ranges::all_of(kFeatures, [&](Variable v) { return known->values.has(v); });
    }
    std::erase_if(wanted_features_, [&](std::size_t at) { return answered[at] && !lacks_features_[at]; });
  }

  void fetch_lyrics(sources::LyricsSource& source) {
    std::vector<bool> answered(songs_.size(), false);
    ask(source, FetchWhat::kLyrics, 1, wanted_lyrics_, [&](std::span<const std::size_t> one, FetchedFrom& from) {
      const Song& song = songs_[one[0]];
      auto answer = source.ask(song.facts, cancellation_);
      // "[Instrumental]" and the like are texts without words.
      if (answer.kind == AnswerKind::kFound && text::clean_lyrics(answer.words).empty()) {
        answer.kind = AnswerKind::kInstrumental;
      }
      count(from, song, answer.kind, answer.problem);
      if (answer.kind != AnswerKind::kFound && answer.kind != AnswerKind::kInstrumental) return;
      SongRecord record;
      record.provenance = source.provenance();
      if (answer.kind == AnswerKind::kFound) {
        record.lyrics = std::move(answer.words);
      } else {
        record.values[Variable::kHasLyrics] = 0;
      }
      catalog_.write_to(song.id, record, {.update = options_.redo});
      lacks_lyrics_[one[0]] = false;
      answered[one[0]] = true;
    });
    std::erase_if(wanted_lyrics_, [&](std::size_t at) { return answered[at]; });
  }

  catalog::Catalog& catalog_;
  Services& services_;
  const FetchOptions& options_;
  Progress& progress_;
  Notes& notes_;
  const Cancellation& cancellation_;
  std::vector<std::unique_ptr<sources::FeatureSource>> feature_sources_;
  std::vector<std::unique_ptr<sources::LyricsSource>> lyrics_sources_;
  std::vector<Song> songs_;
  std::unordered_map<std::int64_t, std::size_t> position_;
  std::vector<bool> lacks_features_;
  std::vector<bool> lacks_lyrics_;
  std::vector<std::size_t> wanted_features_;  ///< positions of songs that are still to be asked about
  std::vector<std::size_t> wanted_lyrics_;
  FetchReport report_;
};

}  // namespace

std::string_view name(FetchWhat what) {
  return what == FetchWhat::kFeatures ? "features" : "lyrics";
}

void check_fetch_sources(const FetchOptions& options, Services& services) {
  for (const auto& source : chosen_sources(options, services)) {
    if (source.what == FetchWhat::kFeatures && options.features) {
      make_feature_source(source.name, services, options.redo, Notes::none());
    }
    if (source.what == FetchWhat::kLyrics && options.lyrics) {
      make_lyrics_source(source.name, services, options.redo);
    }
  }
}

FetchReport fetch(catalog::Catalog& catalog, Services& services, const FetchOptions& options, Progress& progress,
                  Notes& notes, const Cancellation& cancellation) {
  return Fetching(catalog, services, options, progress, notes, cancellation).run();
}

}  // namespace segue::app
