#include "segue/playlist/admission.h"

#include "segue/base/title.h"
#include "segue/base/unicode.h"
#include "segue/playlist/seed_forms.h"

namespace segue::playlist {

// Songs without a title or an artist cannot be told to be the same: a folder of untagged files is not one song.
bool has_name(const catalog::SongFacts& facts) {
  return !trimmed(facts.title).empty() && !facts.artists.empty() && !trimmed(facts.artists.front()).empty();
}

std::string song_key(const catalog::SongFacts& facts) {
  return same_song_key(facts.title, facts.artists);
}

Admission::Marks Admission::marks_of(const catalog::SongFacts& facts) const {
  Marks marks;
  if (has_name(facts)) marks.key = song_key(facts);
  if (limits_.per_artist == 0 && limits_.per_album == 0) return marks;
  if (!facts.artists.empty()) marks.artist = artist_key(facts.artists.front());
  const std::string album = fold_words(facts.album);
  if (!album.empty()) marks.album = album + '\x1f' + marks.artist;
  return marks;
}

bool Admission::allows(const Marks& marks) const {
  if (!marks.key.empty() && (taken_.contains(marks.key) || excluded_->contains(marks.key))) return false;
  return below(by_artist_, marks.artist, limits_.per_artist) && below(by_album_, marks.album, limits_.per_album);
}

void Admission::take(const Marks& marks) {
  if (!marks.key.empty()) taken_.insert(marks.key);
  if (!marks.artist.empty()) ++by_artist_[marks.artist];
  if (!marks.album.empty()) ++by_album_[marks.album];
}

bool Admission::below(const Counts& counts, const std::string& name, std::size_t most) {
  if (most == 0 || name.empty()) return true;
  const auto at = counts.find(name);
  return at == counts.end() || at->second < most;
}

}  // namespace segue::playlist
