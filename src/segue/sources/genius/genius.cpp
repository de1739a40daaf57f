#include "segue/sources/genius/genius.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/base/title.h"
#include "segue/sources/genius/genius_page.h"
#include "segue/sources/genius/genius_search.h"

namespace segue::sources {
namespace {

using Outcome = ServiceHttp::Outcome;

constexpr std::size_t kSearchLimit = 2U << 20;
constexpr std::size_t kPageLimit = 4U << 20;
/// Kept in place of words: no song has them.
constexpr std::string_view kInstrumental = "\n";

/// A page that was cut looks like one with fewer words.
bool is_whole(std::string_view html) {
  return html.rfind("</html") != std::string_view::npos || html.rfind("</HTML") != std::string_view::npos;
}

}  // namespace

Genius::Genius(GeniusSettings settings, CachedHttp& http, HttpClient& client, HttpCache& cache)
    : settings_(std::move(settings)),
      api_("Genius", "genius/1", http, client, cache, settings_.memory),
      pages_("Genius", "genius-page/1", http, client, cache, settings_.memory) {}

bool Genius::can_ask(const catalog::SongFacts& song) const {
  return !song.title.empty() && !song.artists.empty();
}

LyricsAnswer Genius::ask(const catalog::SongFacts& song, const Cancellation& cancellation) {
  const std::vector<std::pair<std::string, std::string>> parameters{
      {"q", split_title(song.title).name + " " + song.artists.front()}};
  auto request = HttpRequest::get(settings_.url + "/search?" + query_string(parameters));
  request.headers.add("Accept", "application/json");
  request.bearer(settings_.token);
  request.redirects = Redirects::kSameOrigin;
  request.accept_gzip = true;
  request.body_limit = kSearchLimit;
  const auto found = api_.get(
      request, [](std::string_view body) { return read_genius_hits(body).has_value(); }, cancellation);
  if (found.outcome == Outcome::kRefused) {
    api_.give_up(found.problem,
                 "Is the token right? https://genius.com/api-clients makes one (\"Client Access Token\"); put it into "
                 "GENIUS_ACCESS_TOKEN or genius_access_token of the config file.");
  }
  switch (found.outcome) {
    case Outcome::kUnasked:
      return {};
    case Outcome::kFailed:
      return {AnswerKind::kFailed, "", found.problem};
    case Outcome::kGood:
      break;
    default:
      return {AnswerKind::kMissing, "", ""};
  }
  const auto hits = read_genius_hits(found.response.body);
  const GeniusHit* hit = right_hit(song, *hits);
  if (hit == nullptr) return {AnswerKind::kMissing, "", ""};
  if (hit->instrumental) return {AnswerKind::kInstrumental, "", ""};
  return ask_page(hit->path, cancellation);
}

LyricsAnswer Genius::ask_page(const std::string& path, const Cancellation& cancellation) {
  if (auto kept = pages_.kept(settings_.pages_url, path)) {
    if (!kept->text) return {AnswerKind::kMissing, "", ""};
    if (*kept->text == kInstrumental) return {AnswerKind::kInstrumental, "", ""};
    return {AnswerKind::kFound, std::move(*kept->text), ""};
  }
  auto request = HttpRequest::get(settings_.pages_url + percent_encode(path, "/%"));
  request.headers.add("Accept", "text/html");
  request.accept_gzip = true;
  request.body_limit = kPageLimit;
  const auto reply = pages_.get_anew(
      request, [](std::string_view) { return true; }, cancellation);
  const auto fail = [&](const std::string& problem) -> LyricsAnswer {
    pages_.failed(problem);
    return {AnswerKind::kFailed, "", problem};
  };
  const std::string where = public_url(request.url);
  switch (reply.outcome) {
    case Outcome::kUnasked:
      return {};
    case Outcome::kFailed:
      return {AnswerKind::kFailed, "", reply.problem};
    case Outcome::kRefused:
      return fail(where + " is not shown to programs (" + std::to_string(reply.response.status) + ")");
    case Outcome::kGone:
      pages_.keep(settings_.pages_url, path, {});
      return {AnswerKind::kMissing, "", ""};
    case Outcome::kGood:
      break;
  }
  auto page = read_genius_page(reply.response.body);
  if (page.kind == GeniusPage::Kind::kWords && !is_whole(reply.response.body)) {
    return fail(where + " breaks off before its end");
  }
  if (page.kind != GeniusPage::Kind::kWall && page.kind != GeniusPage::Kind::kUnknown) pages_.succeeded();
  switch (page.kind) {
    case GeniusPage::Kind::kWords:
      pages_.keep(settings_.pages_url, path, {page.words});
      return {AnswerKind::kFound, std::move(page.words), ""};
    case GeniusPage::Kind::kInstrumental:
      pages_.keep(settings_.pages_url, path, {std::string(kInstrumental)});
      return {AnswerKind::kInstrumental, "", ""};
    case GeniusPage::Kind::kUnreleased:
      pages_.keep(settings_.pages_url, path, {});
      return {AnswerKind::kMissing, "", ""};
    case GeniusPage::Kind::kWall:
      return fail(where + " shows a wall of consent or a test in place of the song");
    case GeniusPage::Kind::kUnknown:
      break;
  }
  return fail(where + " holds no words where segue knows to look: Genius may have changed its pages");
}

}  // namespace segue::sources
