#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "segue/base/mapped_file.h"
#include "segue/neighbors/index.h"
#include "segue/neighbors/index_image.h"
#include "segue/numeric/top_k.h"

namespace segue::neighbors {

/// How much of an index was looked at, for measurements.
struct SearchCost {
  std::size_t cells = 0;
  std::size_t rows = 0;      ///< whose high bytes were read
  std::size_t rescored = 0;  ///< whose distance was computed from all bytes

  SearchCost& operator+=(const SearchCost& other) {
    cells += other.cells;
    rows += other.rows;
    rescored += other.rescored;
    return *this;
  }
};

/// An inverted file (Jégou et al. 2011) of vectors as bytes: k-means cells, of which a search looks at the `probes`
/// nearest, or at all of them, which is an exact scan. Vectors are stored along axes of their own (axes.h), if few of
/// these hold nearly all of their lengths. A scan reads one byte a number of these leading columns and knows how far
/// from the truth it can be, so it throws away only what cannot be among the k nearest; the rest is measured in full,
/// with two bytes a number. What is found in the cells looked at is therefore exact for the vectors as they are stored:
/// each column within 1.6e-5 of the largest, along the axes.
///
/// Takes about 2 bytes a number and 16 a vector, in one stretch of memory or mapped from a file.
/// Vectors inserted since it was built are looked at one by one until it is saved. Searching is safe from several
/// threads, not while it is changed.
class InvertedFile final : public Index {
 public:
  /// Maps a file that was saved: nothing but its head and its cells is read. Error(kBadData) if it is damaged or no
  /// index, kNotFound if there is none, kFailed with the system's reason.
  static InvertedFile open(const std::filesystem::path& path);
  /// Of bytes in memory, which become the index's; `name` is for messages.
  static InvertedFile of(Mapping bytes, const std::string& name);
  /// Of bytes that outlive the index.
  static InvertedFile view(std::span<const std::byte> bytes, const std::string& name);

  std::size_t size() const override;
  std::size_t dimension() const override { return image_.dimension(); }
  /// As Index says, for the cells looked at: probes() of them at most, more if a filter lets so few pass that the same
  /// share of what can be found asks for it, and all before fewer than k are found. Of these, cells that can hold
  /// nothing near, or hardly can, are left out: those that lie much farther behind the border to the nearest cell than
  /// the k found so far are from the query (header().reach; how many that are differs from query to query).
  std::vector<Neighbor> search(std::span<const float> query, std::size_t k, const Filter& filter = {}) const override;
  /// As search() does, with these instead of the index's; infinite `reach`: as search_cells().
  std::vector<Neighbor> search_near(std::span<const float> query, std::size_t k, std::size_t probes, float reach,
                                    const Filter& filter = {}, SearchCost* cost = nullptr) const;
  /// Looks at `probes` cells at least; all of them with cells(). Leaves out only those that can hold nothing near.
  std::vector<Neighbor> search_cells(std::span<const float> query, std::size_t k, std::size_t probes,
                                     const Filter& filter = {}, SearchCost* cost = nullptr) const;
  /// The order in which a search looks at cells: ranks[c] is how many come before cell c. Those of the nearest groups
  /// come first, by the distance of their centroid to the query, then the others.
  std::vector<std::uint32_t> cell_ranks(std::span<const float> query) const;

  std::size_t cells() const { return image_.header().cells; }
  std::size_t probes() const { return image_.header().probes; }
  const IndexHeader& header() const { return image_.header(); }
  const IndexImage& image() const { return image_; }
  /// Bytes of the index, without what was inserted since it was saved.
  std::uint64_t bytes() const { return image_.header().file_bytes; }

  /// `vector` along the axes in which vectors are stored.
  std::vector<float> as_stored(std::span<const float> vector) const;
  /// A vector of the index as it is stored: that from which distances are measured. contains(id).
  void read_stored(std::int64_t id, std::span<float> vector) const;
  bool contains(std::int64_t id) const override;
  void read_vector(std::int64_t id, std::span<float> vector) const override;
  /// Every id, ascending.
  std::vector<std::int64_t> ids() const;
  /// The cell a stored vector lies in; nothing for those inserted since.
  std::optional<std::size_t> cell_of(std::int64_t id) const;

  /// Adds a vector, or replaces that of this id. Error(kBadData) if a number is not finite or beyond kLargestValue.
  void insert(std::int64_t id, std::span<const float> vector);
  /// False if it was not there.
  bool remove(std::int64_t id);
  /// Inserted and removed since it was built or saved.
  std::size_t changes() const { return inserted_.size() + removed_count_; }
  /// Writes the index with all changes to `path`, whole or not at all: what was inserted joins the cells there are,
  /// which costs a copy and no training. `this` stays as it is, and so does the label, unless another is given.
  void save(const std::filesystem::path& path, const std::optional<IndexLabel>& label = std::nullopt) const;

 private:
  InvertedFile(std::variant<std::monostate, MappedFile, Mapping> bytes, IndexImage image);
  struct Candidates;
  bool is_beyond(const numeric::Scored& cell, const Candidates& candidates) const;
  void prefetch(std::size_t cell) const;
  void scan(std::size_t cell, const Filter& filter, Candidates& candidates) const;
  std::vector<Neighbor> measure(std::span<const float> query, Candidates& candidates, const Filter& filter) const;
  bool is_removed(std::size_t place) const {
    return !removed_.empty() && (removed_[place / 64] >> (place % 64) & 1U) != 0;
  }

  std::variant<std::monostate, MappedFile, Mapping> bytes_;
  IndexImage image_;
  std::vector<std::uint64_t> removed_;  ///< a bit for each place of the image; empty: none
  std::size_t removed_count_ = 0;
  std::unordered_map<std::int64_t, std::size_t> inserted_;  ///< id to row of those below
  std::vector<std::int64_t> inserted_ids_;
  std::vector<RowCode> inserted_codes_;
  std::vector<std::uint8_t> inserted_high_;
  std::vector<std::int8_t> inserted_low_;
  std::vector<float> inserted_vectors_;  ///< as they are coded, along the axes
};

}  // namespace segue::neighbors
