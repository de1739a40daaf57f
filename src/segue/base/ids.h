#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace segue {

/// An integer id that cannot be mixed up with another kind of id. Ids are catalog row ids: positive, never reused
/// within a catalog. Where two songs are equally good, the lower id goes first.
template <class Tag>
struct StrongId {
  std::int64_t value = 0;
  auto operator<=>(const StrongId&) const = default;
};

using SongId = StrongId<struct SongTag>;
using PlaylistId = StrongId<struct PlaylistTag>;
using RecipeId = StrongId<struct RecipeTag>;
using FileId = StrongId<struct FileTag>;

}  // namespace segue

template <class Tag>
struct std::hash<segue::StrongId<Tag>> {
  std::size_t operator()(const segue::StrongId<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
