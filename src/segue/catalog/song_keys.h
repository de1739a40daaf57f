#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/database.h"
#include "segue/catalog/key_filter.h"
#include "segue/catalog/key_runs.h"
#include "segue/catalog/values/song.h"
#include "segue/catalog/waiting_keys.h"

namespace segue::catalog {

/// What a key that leads to songs is made of.
enum class KeyKind : std::uint8_t {
  kName = 0,   ///< merge_key(): a name a song was ever filed under; leads to one song for good
  kId = 1,     ///< key_of_id(); leads to one song for good
  kTitle = 2,  ///< title_key() or name_key() of a song's title; may lead to several
};

std::string key_of_id(const ExternalId& id);

/// What leads to songs. Keys come in no order, so in a large tree each changes a page of its own, and writing those is
/// what importing millions of songs would mostly be. New keys therefore gather in a small tree (song_keys) and are
/// poured into a sorted run (key_runs.h) as soon as there are enough; those of a large batch become a run at once. Who
/// looks for a key looks in all of them.
///
/// Three things spare an import most of the rest. Keys of a batch wait in memory until it is committed, and are written
/// in order. Who looks for many, nearly all in vain, asks a filter of all names and ids in memory first: 2 to 5 bytes
/// for each, held from about ten thousand searches on. And what the rows of a batch will look for, nearly all among
/// millions, is looked for in order too, before they are written.
class SongKeys {
 public:
  /// `database` must outlive it. `least`: below so many new keys there is no run.
  SongKeys(Database& database, std::int64_t least) : database_(&database), runs_(database, least), least_(least) {}

  /// The song a key leads to; of several any.
  std::optional<SongId> find(KeyKind kind, std::string_view key);
  /// All songs a key leads to, ascending.
  std::vector<SongId> find_all(KeyKind kind, std::string_view key);

  /// Makes the key lead to the song. For names and ids the caller knows that it leads nowhere yet.
  void add(KeyKind kind, std::string_view key, SongId song);
  /// The same, unless the key leads to any song already; then false.
  bool add_unless_taken(KeyKind kind, std::string_view key, SongId song);
  /// The key no longer leads to the song.
  void remove(KeyKind kind, std::string_view key, SongId song);

  /// A transaction that writes began, in which nobody else does: until the next commit() or roll_back() keys wait, and
  /// the filter may be trusted. It is made here if it is worth its while, and made anew if another connection has
  /// written.
  void begin();
  /// There is a filter, which can be trusted.
  bool knows_what_leads_nowhere() const { return in_batch_ && filter_; }
  /// False: the name or id leads nowhere, which is known without a search.
  bool may_lead(KeyKind kind, std::string_view key) const;
  /// Looks for names or ids that will be asked for before the next commit() or roll_back(), in order: in a tree of
  /// millions each look then finds the pages of the one before. Within a transaction of begin(). Does nothing as long
  /// as there are so few that no run was written.
  void look_ahead(KeyKind kind, std::vector<std::string> keys);
  /// Writes the keys that wait. To be called before the transaction is committed.
  void flush();
  void roll_back();
  /// The transaction was committed. Settles if there are `least` new keys. Where another writer is at work that is left
  /// for the next time; any other failure is thrown (what was committed before stays).
  void commit();

  /// Pours the new keys into runs and merges those that are many, one kind at a time, each in a transaction of its own
  /// (so that other writers wait for a part of it at most). A kill between them loses nothing. Not within a
  /// transaction.
  void settle();

  /// Searches that the filter answered, for measurements.
  std::int64_t spared() const { return spared_; }

 private:
  void insert(KeyKind kind, std::string_view key, SongId song);
  void write_runs();
  void pour(KeyKind kind);
  void merge_runs();
  std::optional<SongId> find_written(KeyKind kind, std::string_view key);
  void make_filter(std::int64_t songs);

  Database* database_;
  KeyRuns runs_;
  std::int64_t least_;
  std::int64_t changes_seen_ = 0;
  bool in_batch_ = false;
  WaitingKeys waiting_;
  WaitingKeys ahead_;          ///< what look_ahead() found
  std::int64_t searches_ = 0;  ///< by name or id, since the filter was made or became useless
  std::int64_t spared_ = 0;
  std::int64_t data_version_ = 0;
  std::optional<KeyFilter>
      filter_;  ///< of all names and ids, but for what other connections wrote since `data_version_`
};

}  // namespace segue::catalog
