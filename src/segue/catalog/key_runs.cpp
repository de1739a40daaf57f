#include "segue/catalog/key_runs.h"

#include <algorithm>
#include <map>
#include <utility>

namespace segue::catalog {
namespace {

/// Four rows of a page of 16 kB.
constexpr std::size_t kBytesOfBlock = 3900;
constexpr std::size_t kMostOfASize = 8;
/// To look into a run takes as long as to merge so many keys, what it takes to make room for them included.
constexpr std::int64_t kKeysOfALook = 2;

/// The block that holds the key, if the run holds it: no key stands in two blocks.
constexpr std::string_view kBlockOfKey =
    "SELECT id, entries FROM song_key_blocks WHERE run = ? AND first_key <= ? ORDER BY first_key DESC LIMIT 1";

}  // namespace

/// A run from its beginning to its end.
class KeyRuns::Cursor {
 public:
  Cursor(Database& database, std::int64_t run)
      : blocks_(database.query("SELECT entries FROM song_key_blocks WHERE run = ? ORDER BY first_key")),
        catalog_(&database.path()),
        reader_({}, *catalog_) {
    blocks_.with(run);
  }

  /// Goes to the next key; false after the last.
  bool next() {
    while (!reader_.next()) {
      if (!blocks_.step()) return false;
      reader_ = KeyBlockReader(blocks_.blob(0), *catalog_);
    }
    return true;
  }

  std::string_view key() const { return reader_.key(); }
  const std::vector<SongId>& songs() const { return reader_.songs(); }

 private:
  Query blocks_;
  const std::filesystem::path* catalog_;
  KeyBlockReader reader_;
};

std::vector<KeyRuns::Run> KeyRuns::runs_of(std::uint8_t kind) const {
  Query rows = database_->query("SELECT run, keys FROM song_key_runs WHERE kind = ? ORDER BY keys DESC, run");
  rows.with(int{kind});
  std::vector<Run> runs;
  while (rows.step()) runs.push_back({rows.integer(0), rows.integer(1)});
  return runs;
}

bool KeyRuns::empty() const {
  return !database_->query("SELECT 1 FROM song_key_runs").step();
}

void KeyRuns::find(std::uint8_t kind, std::string_view key, std::vector<SongId>& songs) {
  const auto runs = runs_of(kind);
  if (runs.size() > 1) looked_[kind] += static_cast<std::int64_t>(runs.size()) - 1;
  for (const Run& run : runs) {
    Query row = database_->query(kBlockOfKey);
    row.with(run.id, key);
    if (!row.step()) continue;
    KeyBlockReader reader(row.blob(1), database_->path());
    if (reader.go_to(key) && reader.key() == key) {
      songs.insert(songs.end(), reader.songs().begin(), reader.songs().end());
    }
  }
}

void KeyRuns::find_each(std::uint8_t kind, std::vector<std::string>& keys,
                        const std::function<void(std::string_view key, SongId song)>& found) {
  // From the largest on, which holds most of them, so that few are looked for in the others.
  const auto runs = runs_of(kind);
  for (const Run& run : runs) {
    if (&run != &runs.front()) looked_[kind] += static_cast<std::int64_t>(keys.size());
    std::optional<Query> row;  // whose block is read
    KeyBlockReader reader({}, database_->path());
    std::erase_if(keys, [&](const std::string& key) {
      if (!reader.go_to(key)) {  // not in the block at hand
        row.emplace(database_->query(kBlockOfKey));
        row->with(run.id, key);
        if (!row->step()) return false;
        reader = KeyBlockReader(row->blob(1), database_->path());
        if (!reader.go_to(key)) return false;
      }
      if (reader.key() != key || reader.songs().empty()) return false;
      found(key, reader.songs().front());
      return true;
    });
  }
}

void KeyRuns::for_each_key(std::uint8_t kind, const std::function<void(std::string_view key)>& visit) const {
  for (const Run& run : runs_of(kind)) {
    for (Cursor cursor(*database_, run.id); cursor.next();) visit(cursor.key());
  }
}

void KeyRuns::remove(std::uint8_t kind, std::string_view key, SongId song) {
  for (const Run& run : runs_of(kind)) {
    KeyBlock rest;
    std::int64_t block = 0;
    bool changed = false;
    {
      Query row = database_->query(kBlockOfKey);
      row.with(run.id, key);
      if (!row.step()) continue;
      block = row.integer(0);
      KeyBlockReader reader(row.blob(1), database_->path());
      while (reader.next()) {
        std::vector<SongId> songs = reader.songs();
        if (reader.key() == key) changed = std::erase(songs, song) > 0;
        if (!songs.empty()) rest.add(reader.key(), songs);
      }
    }
    if (!changed) continue;
    database_->query("UPDATE song_key_blocks SET entries = ? WHERE id = ?").with(rest.bytes(), block).run();
  }
}

std::vector<KeyRuns::Run> KeyRuns::runs_to_merge(std::uint8_t kind) const {
  auto all = runs_of(kind);
  std::int64_t all_keys = 0;
  for (const Run& run : all) all_keys += run.keys;
  const auto looked = looked_.find(kind);
  if (all.size() > 1 && looked != looked_.end() && looked->second * kKeysOfALook > all_keys) return all;

  std::map<int, std::vector<Run>> by_size;
  for (const Run& run : all) {
    int size = 0;
    for (std::int64_t keys = run.keys / static_cast<std::int64_t>(kMostOfASize); keys >= least_;
         keys /= static_cast<std::int64_t>(kMostOfASize)) {
      ++size;
    }
    by_size[size].push_back(run);
  }
  for (auto& [size, runs] : by_size) {
    if (runs.size() >= kMostOfASize) return std::move(runs);
  }
  return {};
}

bool KeyRuns::are_many(std::uint8_t kind) const {
  return !runs_to_merge(kind).empty();
}

void KeyRuns::merge(std::uint8_t kind) {
  for (auto runs = runs_to_merge(kind); !runs.empty(); runs = runs_to_merge(kind)) merge(kind, runs);
}

void KeyRuns::merge(std::uint8_t kind, const std::vector<Run>& runs) {
  looked_.erase(kind);
  {
    std::vector<std::unique_ptr<Cursor>> cursors;
    for (const Run& run : runs) {
      auto cursor = std::make_unique<Cursor>(*database_, run.id);
      if (cursor->next()) cursors.push_back(std::move(cursor));
    }
    Writer writer(*this, kind);
    std::vector<SongId> songs;
    while (!cursors.empty()) {
      const std::string key((*std::ranges::min_element(cursors, {}, &Cursor::key))->key());
      songs.clear();
      for (const auto& cursor : cursors) {
        if (cursor->key() == key) songs.insert(songs.end(), cursor->songs().begin(), cursor->songs().end());
      }
      std::ranges::sort(songs);
      for (const SongId song : songs) writer.add(key, song);
      std::erase_if(cursors, [&](const auto& cursor) { return cursor->key() == key && !cursor->next(); });
    }
    writer.finish();
  }
  for (const Run& run : runs) {
    database_->query("DELETE FROM song_key_blocks WHERE run = ?").with(run.id).run();
    database_->query("DELETE FROM song_key_runs WHERE run = ?").with(run.id).run();
  }
}

void KeyRuns::Writer::add(std::string_view key, SongId song) {
  if (songs_.empty() || key != key_) {
    end_key();
    key_ = key;
  } else if (songs_.back() == song) {
    return;
  }
  songs_.push_back(song);
}

void KeyRuns::Writer::end_key() {
  if (songs_.empty()) return;
  if (block_.empty()) first_key_ = key_;
  block_.add(key_, songs_);
  ++keys_;
  songs_.clear();
  if (block_.bytes().size() >= kBytesOfBlock) end_block();
}

void KeyRuns::Writer::end_block() {
  if (block_.empty()) return;
  if (run_ == 0) {
    database_->query("INSERT INTO song_key_runs(kind, keys) VALUES(?, 0)").with(int{kind_}).run();
    run_ = database_->last_inserted_id();
  }
  database_->query("INSERT INTO song_key_blocks(run, first_key, entries) VALUES(?, ?, ?)")
      .with(run_, first_key_, block_.bytes())
      .run();
  block_.clear();
}

void KeyRuns::Writer::finish() {
  end_key();
  end_block();
  if (run_ == 0) return;
  database_->query("UPDATE song_key_runs SET keys = ? WHERE run = ?").with(keys_, run_).run();
}

}  // namespace segue::catalog
