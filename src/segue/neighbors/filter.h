#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <utility>

#include "segue/neighbors/id_set.h"

namespace segue::neighbors {

/// Says of every id whether it may be found: all, those a predicate is true for, or those of a set. An index asks a
/// predicate only about vectors that are near enough to matter; of a set it also knows how many can be found at most,
/// and looks no farther than it must.
class Filter {
 public:
  Filter() = default;
  /// True for ids that may be found. Must be safe to call from the threads that search.
  template <std::predicate<std::int64_t> Predicate>
  Filter(Predicate passes) : passes_(std::move(passes)) {}  // NOLINT(google-explicit-constructor): a predicate is one
  /// `ids` must outlive the filter.
  Filter(const IdSet& ids)  // NOLINT(google-explicit-constructor): so is a set
      : passes_([&ids](std::int64_t id) { return ids.contains(id); }), ids_(&ids) {}

  explicit operator bool() const { return static_cast<bool>(passes_); }
  bool operator()(std::int64_t id) const { return passes_(id); }
  /// Nothing unless made from a set.
  const IdSet* ids() const { return ids_; }

 private:
  std::function<bool(std::int64_t)> passes_;
  const IdSet* ids_ = nullptr;
};

}  // namespace segue::neighbors
