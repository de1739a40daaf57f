#pragma once

#include <string>
#include <string_view>

#include "segue/base/progress.h"
#include "segue/catalog/values/song.h"
#include "segue/sources/asking.h"

namespace segue::sources {

struct LyricsAnswer {
  AnswerKind kind = AnswerKind::kUnasked;
  std::string words;    ///< of kFound: UTF-8, as text::clean_lyrics takes it, never empty
  std::string problem;  ///< why, where kind is kFailed
};

/// A service that tells the words of songs. To add one: a folder beside this file that implements this, and a line in
/// app/fetch_sources.cpp.
class LyricsSource {
 public:
  virtual ~LyricsSource() = default;

  /// As for --from and in the catalog: "lrclib".
  virtual std::string_view name() const = 0;
  /// Under which its words are stored.
  virtual catalog::Provenance provenance() const = 0;
  /// Whether it can be asked about this song.
  virtual bool can_ask(const catalog::SongFacts& song) const = 0;

  /// Throws as FeatureSource::ask does.
  virtual LyricsAnswer ask(const catalog::SongFacts& song, const Cancellation& cancellation) = 0;
};

}  // namespace segue::sources
