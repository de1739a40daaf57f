#include "segue/catalog/song_keys.h"

#include <algorithm>
#include <cassert>

#include <sqlite3.h>

namespace segue::catalog {
namespace {

constexpr char kUnitSeparator = '\x1f';
/// A song has a name, an id and a title, as a rule.
constexpr std::int64_t kKeysOfSong = 3;
constexpr std::int64_t kPartOfKeys = 10;
/// They are counted each time another part of `least` rows has changed, whatever these are of.
constexpr std::int64_t kPartToCount = 10;

/// To make a filter, all keys are read once, which is as much work as to look for a tenth of them.
constexpr std::int64_t kFewSearches = 10'000;
constexpr std::int64_t kPartToFilter = 8;
constexpr std::int64_t kRoomToGrow = 3;

/// So many keys wait at most: some 100 MB.
constexpr std::size_t kMostWaiting = 1'000'000;

int number_of(KeyKind kind) {
  return static_cast<int>(kind);
}

}  // namespace

std::string key_of_id(const ExternalId& id) {
  std::string key = id.scheme;
  key += kUnitSeparator;
  key += id.value;
  return key;
}

std::optional<SongId> SongKeys::find(KeyKind kind, std::string_view key) {
  if (kind != KeyKind::kTitle) {
    ++searches_;
    if (in_batch_ && filter_ && !filter_->may_contain(static_cast<std::uint8_t>(kind), key)) {
      ++spared_;
      return std::nullopt;
    }
    const auto in_memory = static_cast<std::uint8_t>(kind);
    if (const auto song = waiting_.find(in_memory, key)) return song;
    if (const auto song = ahead_.find(in_memory, key)) return song;
  } else {
    flush();
  }
  return find_written(kind, key);
}

std::optional<SongId> SongKeys::find_written(KeyKind kind, std::string_view key) {
  Query row = database_->query(
      "SELECT song_id FROM new_song_keys WHERE kind = ?1 AND key = ?2 UNION ALL "
      "SELECT song_id FROM song_keys WHERE kind = ?1 AND key = ?2");
  row.with(number_of(kind), key);
  if (!row.step()) return std::nullopt;
  return SongId{row.integer(0)};
}

std::vector<SongId> SongKeys::find_all(KeyKind kind, std::string_view key) {
  flush();
  Query rows = database_->query(
      "SELECT song_id FROM new_song_keys WHERE kind = ?1 AND key = ?2 UNION "
      "SELECT song_id FROM song_keys WHERE kind = ?1 AND key = ?2 ORDER BY song_id");
  rows.with(number_of(kind), key);
  std::vector<SongId> songs;
  while (rows.step()) songs.push_back({rows.integer(0)});
  return songs;
}

void SongKeys::add(KeyKind kind, std::string_view key, SongId song) {
  if (filter_ && kind != KeyKind::kTitle) filter_->add(static_cast<std::uint8_t>(kind), key);
  if (!in_batch_) return insert(kind, key, song);
  if (waiting_.size() >= kMostWaiting) flush();
  waiting_.add(static_cast<std::uint8_t>(kind), key, song, kind != KeyKind::kTitle);
}

void SongKeys::look_ahead(KeyKind kind, std::vector<std::string> keys) {
  assert(in_batch_ && kind != KeyKind::kTitle);
  if (!filter_) return;
  const auto number = static_cast<std::uint8_t>(kind);
  std::erase_if(keys, [&](const std::string& key) { return !filter_->may_contain(number, key); });
  std::ranges::sort(keys);
  const auto same = std::ranges::unique(keys);
  keys.erase(same.begin(), same.end());
  for (const std::string& key : keys) {
    if (const auto song = find_written(kind, key)) ahead_.add(number, key, *song);
  }
}

void SongKeys::insert(KeyKind kind, std::string_view key, SongId song) {
  database_->query("INSERT OR IGNORE INTO new_song_keys(kind, key, song_id) VALUES(?, ?, ?)")
      .with(number_of(kind), key, song.value)
      .run();
}

void SongKeys::flush() {
  if (waiting_.empty()) return;
  waiting_.for_each_in_order(
      [this](std::uint8_t kind, std::string_view key, SongId song) { insert(static_cast<KeyKind>(kind), key, song); });
  waiting_.clear();
}

void SongKeys::roll_back() {
  waiting_.clear();
  ahead_.clear();
  in_batch_ = false;
}

bool SongKeys::add_unless_taken(KeyKind kind, std::string_view key, SongId song) {
  if (find(kind, key)) return false;
  add(kind, key, song);
  return true;
}

void SongKeys::remove(KeyKind kind, std::string_view key, SongId song) {
  flush();
  for (const std::string_view sql : {"DELETE FROM new_song_keys WHERE kind = ? AND key = ? AND song_id = ?",
                                     "DELETE FROM song_keys WHERE kind = ? AND key = ? AND song_id = ?"}) {
    database_->query(sql).with(number_of(kind), key, song.value).run();
  }
}

void SongKeys::begin() {
  in_batch_ = true;
  // Changes when another connection has committed, and only then.
  const std::int64_t version = database_->read_integer("PRAGMA data_version");
  if (filter_ && version != data_version_) {
    filter_.reset();
    searches_ = 0;
  }
  data_version_ = version;
  if (filter_ && !filter_->is_full()) return;
  if (!filter_ && searches_ < kFewSearches) return;
  const std::int64_t songs = database_->read_integer("SELECT songs FROM totals");
  if (filter_ || searches_ >= songs / kPartToFilter) make_filter(songs);
}

void SongKeys::make_filter(std::int64_t songs) {
  filter_.reset();
  KeyFilter filter(static_cast<std::size_t>(std::max(kFewSearches, songs) * (kKeysOfSong - 1) * kRoomToGrow));
  for (const std::string_view sql :
       {"SELECT kind, key FROM song_keys WHERE kind < ?", "SELECT kind, key FROM new_song_keys WHERE kind < ?"}) {
    Query rows = database_->query(sql);
    rows.with(number_of(KeyKind::kTitle));
    while (rows.step()) filter.add(static_cast<std::uint8_t>(rows.integer(0)), rows.text(1));
  }
  filter_ = std::move(filter);
}

void SongKeys::settle() {
  for (const KeyKind kind : {KeyKind::kName, KeyKind::kId, KeyKind::kTitle}) {
    TransactionScope transaction(*database_, TransactionScope::Kind::kWrite);
    database_
        ->query(
            "INSERT OR IGNORE INTO song_keys(kind, key, song_id) "
            "SELECT kind, key, song_id FROM new_song_keys WHERE kind = ? ORDER BY key, song_id")
        .with(number_of(kind))
        .run();
    database_->query("DELETE FROM new_song_keys WHERE kind = ?").with(number_of(kind)).run();
    transaction.commit();
  }
}

void SongKeys::commit() {
  in_batch_ = false;
  ahead_.clear();
  const std::int64_t changes = database_->total_changes();
  if (changes - changes_seen_ < least_ / kPartToCount) return;
  changes_seen_ = changes;
  const std::int64_t all = kKeysOfSong * database_->read_integer("SELECT songs FROM totals");
  if (database_->read_integer("SELECT COUNT(*) FROM new_song_keys") < std::max(least_, all / kPartOfKeys)) return;
  try {
    settle();
  } catch (const DatabaseError& error) {
    if (error.primary_code() != SQLITE_BUSY) throw;
  }
}

}  // namespace segue::catalog
