#include "segue/catalog/song_keys.h"

#include <algorithm>
#include <array>
#include <cassert>

#include <sqlite3.h>

namespace segue::catalog {
namespace {

constexpr char kUnitSeparator = '\x1f';
/// A song has a name, an id and a title, as a rule.
constexpr std::int64_t kKeysOfSong = 3;
/// New keys are counted each time another part of `least` rows has changed, whatever these are of.
constexpr std::int64_t kPartToCount = 10;

/// To make a filter, all keys are read once, which is as much work as to look for a tenth of them.
constexpr std::int64_t kFewSearches = 10'000;
constexpr std::int64_t kPartToFilter = 8;
constexpr std::int64_t kRoomToGrow = 3;

/// So many keys wait at most: some 100 MB.
constexpr std::size_t kMostWaiting = 1'000'000;

/// Among the keys that stand in no run yet.
constexpr std::string_view kFindNew = "SELECT song_id FROM song_keys WHERE kind = ? AND key = ?";

constexpr std::array kKinds = {KeyKind::kName, KeyKind::kId, KeyKind::kTitle};

std::uint8_t number_of(KeyKind kind) {
  return static_cast<std::uint8_t>(kind);
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
    if (!may_lead(kind, key)) {
      ++spared_;
      return std::nullopt;
    }
    const auto in_memory = number_of(kind);
    if (const auto song = waiting_.find(in_memory, key)) return song;
    if (const auto song = ahead_.find(in_memory, key)) return song;
  } else {
    flush();
  }
  return find_written(kind, key);
}

std::optional<SongId> SongKeys::find_written(KeyKind kind, std::string_view key) {
  // One state for all questions: another process may be merging runs at this moment.
  const TransactionScope snapshot(*database_, TransactionScope::Kind::kRead);
  Query row = database_->query(kFindNew);
  row.with(int{number_of(kind)}, key);
  if (row.step()) return SongId{row.integer(0)};
  std::vector<SongId> songs;
  runs_.find(number_of(kind), key, songs);
  if (songs.empty()) return std::nullopt;
  return songs.front();
}

std::vector<SongId> SongKeys::find_all(KeyKind kind, std::string_view key) {
  flush();
  const TransactionScope snapshot(*database_, TransactionScope::Kind::kRead);
  std::vector<SongId> songs;
  {
    Query rows = database_->query(kFindNew);
    rows.with(int{number_of(kind)}, key);
    while (rows.step()) songs.push_back({rows.integer(0)});
  }
  runs_.find(number_of(kind), key, songs);
  std::ranges::sort(songs);
  const auto same = std::ranges::unique(songs);
  songs.erase(same.begin(), same.end());
  return songs;
}

void SongKeys::add(KeyKind kind, std::string_view key, SongId song) {
  if (filter_ && kind != KeyKind::kTitle) filter_->add(number_of(kind), key);
  if (!in_batch_) return insert(kind, key, song);
  if (waiting_.size() >= kMostWaiting) flush();
  waiting_.add(number_of(kind), key, song, kind != KeyKind::kTitle);
}

bool SongKeys::may_lead(KeyKind kind, std::string_view key) const {
  return !knows_what_leads_nowhere() || filter_->may_contain(number_of(kind), key);
}

void SongKeys::look_ahead(KeyKind kind, std::vector<std::string> keys) {
  assert(in_batch_ && kind != KeyKind::kTitle);
  if (!filter_ && runs_.empty()) return;
  const auto number = number_of(kind);
  std::erase_if(keys, [&](const std::string& key) { return !may_lead(kind, key); });
  std::ranges::sort(keys);
  const auto same = std::ranges::unique(keys);
  keys.erase(same.begin(), same.end());
  runs_.find_each(number, keys, [&](std::string_view key, SongId song) { ahead_.add(number, key, song); });
  for (const std::string& key : keys) {
    Query row = database_->query(kFindNew);
    row.with(int{number}, key);
    if (row.step()) ahead_.add(number, key, {row.integer(0)});
  }
}

void SongKeys::insert(KeyKind kind, std::string_view key, SongId song) {
  database_->query("INSERT OR IGNORE INTO song_keys(kind, key, song_id) VALUES(?, ?, ?)")
      .with(int{number_of(kind)}, key, song.value)
      .run();
}

void SongKeys::flush() {
  if (waiting_.empty()) return;
  if (static_cast<std::int64_t>(waiting_.size()) >= least_) {
    write_runs();
  } else {
    waiting_.for_each_in_order([this](std::uint8_t kind, std::string_view key, SongId song) {
      insert(static_cast<KeyKind>(kind), key, song);
    });
  }
  waiting_.clear();
}

void SongKeys::write_runs() {
  std::optional<KeyRuns::Writer> run;
  std::uint8_t kind_of_run = 0;
  waiting_.for_each_in_order([&](std::uint8_t kind, std::string_view key, SongId song) {
    if (!run || kind != kind_of_run) {
      if (run) run->finish();
      run.emplace(runs_, kind);
      kind_of_run = kind;
    }
    run->add(key, song);
  });
  run->finish();
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
  database_->query("DELETE FROM song_keys WHERE kind = ? AND key = ? AND song_id = ?")
      .with(int{number_of(kind)}, key, song.value)
      .run();
  runs_.remove(number_of(kind), key, song);
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
  for (const KeyKind kind : {KeyKind::kName, KeyKind::kId}) {
    runs_.for_each_key(number_of(kind), [&](std::string_view key) { filter.add(number_of(kind), key); });
    Query rows = database_->query("SELECT key FROM song_keys WHERE kind = ?");
    rows.with(int{number_of(kind)});
    while (rows.step()) filter.add(number_of(kind), rows.text(0));
  }
  filter_ = std::move(filter);
}

void SongKeys::pour(KeyKind kind) {
  KeyRuns::Writer run(runs_, number_of(kind));
  {
    Query rows = database_->query("SELECT key, song_id FROM song_keys WHERE kind = ? ORDER BY key, song_id");
    rows.with(int{number_of(kind)});
    while (rows.step()) run.add(rows.text(0), {rows.integer(1)});
  }
  run.finish();
  database_->query("DELETE FROM song_keys WHERE kind = ?").with(int{number_of(kind)}).run();
}

void SongKeys::settle() {
  for (const KeyKind kind : kKinds) {
    TransactionScope transaction(*database_, TransactionScope::Kind::kWrite);
    pour(kind);
    transaction.commit();
  }
  merge_runs();
}

void SongKeys::merge_runs() {
  for (const KeyKind kind : kKinds) {
    if (!runs_.are_many(number_of(kind))) continue;
    TransactionScope transaction(*database_, TransactionScope::Kind::kWrite);
    runs_.merge(number_of(kind));
    transaction.commit();
  }
}

void SongKeys::commit() {
  in_batch_ = false;
  ahead_.clear();
  const std::int64_t changes = database_->total_changes();
  const bool counts = changes - changes_seen_ >= least_ / kPartToCount;
  if (counts) changes_seen_ = changes;
  try {
    if (counts && database_->read_integer("SELECT COUNT(*) FROM song_keys") >= least_) {
      settle();
    } else {
      merge_runs();
    }
  } catch (const DatabaseError& error) {
    if (error.primary_code() != SQLITE_BUSY) throw;
  }
}

}  // namespace segue::catalog
