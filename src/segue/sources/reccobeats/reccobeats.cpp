#include "segue/sources/reccobeats/reccobeats.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "segue/sources/reccobeats/reccobeats_reply.h"

namespace segue::sources {
namespace {

constexpr const char* kContract = "reccobeats/1";
constexpr std::size_t kMostIdsOfASong = 4;
constexpr std::size_t kBodyLimit = 1U << 20;

bool is_for(std::string_view scheme, const catalog::ExternalId& id) {
  // Commas part the ids of a request.
  return id.scheme == scheme && !id.value.empty() && id.value.find(',') == std::string::npos;
}

/// The ids a song is asked about by: Spotify's, else its ISRC.
std::vector<catalog::ExternalId> ids_of(const catalog::SongFacts& song) {
  std::vector<catalog::ExternalId> ids;
  for (const char* scheme : {"spotify", "isrc"}) {
    for (const auto& id : song.ids) {
      if (is_for(scheme, id) && ids.size() < kMostIdsOfASong) ids.push_back(id);
    }
    if (!ids.empty()) break;
  }
  return ids;
}

}  // namespace

/// One id that is asked about, and what became of it.
struct ReccoBeats::Question {
  std::size_t song = 0;  ///< position in what ask() was given
  catalog::ExternalId id;
  FeatureAnswer answer;
};

ReccoBeats::ReccoBeats(ReccoBeatsSettings settings, CachedHttp& http, HttpClient& client, HttpCache& cache)
    : settings_(std::move(settings)), http_("ReccoBeats", kContract, http, client, cache, settings_.memory) {}

bool ReccoBeats::can_ask(const catalog::SongFacts& song) const {
  return !ids_of(song).empty();
}

std::vector<FeatureAnswer> ReccoBeats::ask(std::span<const catalog::SongFacts> songs,
                                           const Cancellation& cancellation) {
  std::vector<Question> questions;
  for (std::size_t i = 0; i < songs.size(); ++i) {
    for (auto& id : ids_of(songs[i])) questions.push_back({i, std::move(id), {}});
  }
  std::vector<Question*> open;
  for (auto& question : questions) {
    const auto kept = http_.kept(settings_.url, question.id.value);
    const auto values = kept && kept->text ? read_features(*kept->text) : std::nullopt;
    if (values) {
      question.answer.kind = AnswerKind::kFound;
      question.answer.values = *values;
    } else if (kept && !kept->text) {
      question.answer.kind = AnswerKind::kMissing;
    } else if (!http_.offline()) {
      open.push_back(&question);
    }
  }
  // Those that may be refused stand together.
  std::ranges::stable_partition(open, [](const Question* question) { return question->id.scheme == "spotify"; });
  for (std::size_t at = 0; at < open.size(); at += kMostIds) {
    ask_some(std::span(open).subspan(at, std::min(kMostIds, open.size() - at)), cancellation);
  }

  std::vector<FeatureAnswer> answers(songs.size());
  const auto worth = [](AnswerKind kind) {
    constexpr std::array kOrder = {AnswerKind::kUnasked, AnswerKind::kFailed, AnswerKind::kMissing, AnswerKind::kFound};
    return std::ranges::find(kOrder, kind) - kOrder.begin();
  };
  for (auto& question : questions) {
    auto& answer = answers[question.song];
    if (worth(question.answer.kind) > worth(answer.kind)) answer = std::move(question.answer);
  }
  return answers;
}

void ReccoBeats::ask_some(std::span<Question*> questions, const Cancellation& cancellation) {
  std::vector<Question*> asked;
  std::string ids;
  for (Question* question : questions) {
    if (question->id.scheme == "isrc" && !takes_isrc_) {
      question->answer.kind = AnswerKind::kMissing;
      continue;
    }
    asked.push_back(question);
    ids += (ids.empty() ? "" : ",") + question->id.value;
  }
  if (asked.empty()) return;
  auto request = HttpRequest::get(fmt::format("{}/audio-features?ids={}", settings_.url, percent_encode(ids, ",")));
  request.headers.add("Accept", "application/json");
  request.accept_gzip = true;
  request.body_limit = kBodyLimit;
  const auto reply = http_.get_anew(
      request, [](std::string_view body) { return read_reccobeats(body).has_value(); }, cancellation);
  const bool has_isrc = asked.back()->id.scheme == "isrc";
  if (reply.outcome == ServiceHttp::Outcome::kFailed && reply.response.status == 400 && has_isrc) {
    // Only some say that it takes ISRCs.
    takes_isrc_ = false;
    http_.succeeded();
    return ask_some(questions, cancellation);
  }
  if (reply.outcome == ServiceHttp::Outcome::kRefused) {
    http_.give_up(reply.problem, "ReccoBeats asks for no key: it may refuse this network, or all that ask too much.");
  }
  const auto rows = reply.outcome == ServiceHttp::Outcome::kGood ? read_reccobeats(reply.response.body) : std::nullopt;
  if (!rows && reply.outcome != ServiceHttp::Outcome::kGone) {
    for (Question* question : asked) {
      question->answer.kind = AnswerKind::kFailed;
      question->answer.problem = reply.problem;
    }
    return;
  }
  http_.succeeded();
  for (Question* question : asked) {
    question->answer.kind = AnswerKind::kMissing;
    if (!rows) continue;
    const auto row = std::ranges::find_if(*rows, [&](const ReccoBeatsRow& one) {
      return question->id.value == (question->id.scheme == "isrc" ? one.isrc : one.spotify);
    });
    if (row != rows->end() && !row->values.empty()) {
      question->answer.kind = AnswerKind::kFound;
      question->answer.values = row->values;
      if (!row->isrc.empty()) question->answer.ids.push_back({"isrc", row->isrc});
    }
  }
  for (const Question* question : asked) {
    ServiceHttp::Kept kept;
    if (question->answer.kind == AnswerKind::kFound) kept.text = written_features(question->answer.values);
    http_.keep(settings_.url, question->id.value, kept);
  }
}

}  // namespace segue::sources
