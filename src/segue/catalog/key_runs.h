#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/database.h"
#include "segue/catalog/key_block.h"
#include "segue/catalog/values/song.h"

namespace segue::catalog {

/// Keys of several kinds in sorted runs: the tables of a log-structured merge tree (O'Neil et al. 1996), merged by size
/// as in Bigtable (Chang et al. 2006). A run is written once, from its beginning to its end, in blocks of some 4 kB;
/// who looks for a key reads one block of each run. When there are eight runs of about the same size they are merged
/// into one, so that each key is written as often as the number of keys has digits in base eight.
///
/// Changes belong to the transaction they are made in. Every method may throw Error, kBadData where a block is damaged.
class KeyRuns {
 public:
  /// `database` must outlive it. `least`: keys of the smallest run that is worth its while, from which sizes are
  /// counted.
  KeyRuns(Database& database, std::int64_t least) : database_(&database), least_(least) {}

  /// Adds the songs a key leads to; one that two runs know comes twice.
  void find(std::uint8_t kind, std::string_view key, std::vector<SongId>& songs);
  /// Looks for keys, ascending and each once, that lead to one song at most; leaves those that lead nowhere.
  void find_each(std::uint8_t kind, std::vector<std::string>& keys,
                 const std::function<void(std::string_view key, SongId song)>& found);
  /// All keys of a kind; one that two runs know comes twice.
  void for_each_key(std::uint8_t kind, const std::function<void(std::string_view key)>& visit) const;

  /// The key no longer leads to the song. Costs a block of each run.
  void remove(std::uint8_t kind, std::string_view key, SongId song);

  /// True if there are runs that should be merged.
  bool are_many(std::uint8_t kind) const;
  /// Merges them, the smallest first, until there are few.
  void merge(std::uint8_t kind);
  bool empty() const;

  /// Writes a new run. Without a key there is none.
  class Writer {
   public:
    Writer(KeyRuns& runs, std::uint8_t kind) : database_(runs.database_), kind_(kind) {}
    /// In ascending order of key and song; what was added already is passed over.
    void add(std::string_view key, SongId song);
    void finish();

   private:
    void end_key();
    void end_block();

    Database* database_;
    std::uint8_t kind_;
    std::int64_t run_ = 0;   ///< 0: not begun
    std::int64_t keys_ = 0;  ///< written into blocks
    std::string key_;
    std::vector<SongId> songs_;  ///< of key_; none: no key has come
    std::string first_key_;      ///< of block_
    KeyBlock block_;
  };

 private:
  class Cursor;
  struct Run {
    std::int64_t id = 0;
    std::int64_t keys = 0;
  };
  std::vector<Run> runs_of(std::uint8_t kind) const;
  std::vector<Run> runs_to_merge(std::uint8_t kind) const;
  void merge(std::uint8_t kind, const std::vector<Run>& runs);

  Database* database_;
  std::int64_t least_;
  std::map<std::uint8_t, std::int64_t> looked_;  ///< for keys of a kind, in more than one run, since all were merged
};

}  // namespace segue::catalog
