#include "segue/catalog/waiting_keys.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <tuple>

namespace segue::catalog {
namespace {

constexpr std::size_t kFirstSlots = 1024;

/// The first eight bytes as a number in their order: nearly all keys differ in them, so that few texts are looked at.
std::uint64_t prefix_of(std::string_view key) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < sizeof(prefix); ++i) {
    prefix = prefix << 8U | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  }
  return prefix;
}

}  // namespace

void WaitingKeys::add(std::uint8_t kind, std::string_view key, SongId song, bool to_be_found) {
  entries_.push_back({keep(key), song, 0, kind, to_be_found});
  if (entries_.size() > slots_.size()) {
    make_slots(std::max(kFirstSlots, 2 * slots_.size()));
  } else {
    link(static_cast<std::uint32_t>(entries_.size() - 1));
  }
}

std::optional<SongId> WaitingKeys::find(std::uint8_t kind, std::string_view key) const {
  if (slots_.empty()) return std::nullopt;
  std::optional<SongId> found;
  for (std::uint32_t at = slots_[slot_of(kind, key)]; at != 0; at = entries_[at - 1].next) {
    const Entry& entry = entries_[at - 1];
    if (entry.kind == kind && entry.key == key) found = entry.song;  // the last one that is met was added first
  }
  return found;
}

void WaitingKeys::for_each_in_order(
    const std::function<void(std::uint8_t kind, std::string_view key, SongId song)>& visit) const {
  struct Place {
    std::uint8_t kind;
    std::uint64_t prefix;
    std::uint32_t entry;
  };
  std::vector<Place> places;
  places.reserve(entries_.size());
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    places.push_back({entries_[i].kind, prefix_of(entries_[i].key), i});
  }
  std::ranges::sort(places, [&](const Place& a, const Place& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const Entry& x = entries_[a.entry];
    const Entry& y = entries_[b.entry];
    return std::tie(x.key, x.song) < std::tie(y.key, y.song);
  });
  for (const Place& place : places) visit(place.kind, entries_[place.entry].key, entries_[place.entry].song);
}

void WaitingKeys::clear() {
  entries_.clear();
  std::ranges::fill(slots_, 0U);
  texts_.release();
}

std::string_view WaitingKeys::keep(std::string_view key) {
  if (key.empty()) return {};
  char* const place = static_cast<char*>(texts_.allocate(key.size(), 1));
  std::memcpy(place, key.data(), key.size());
  return {place, key.size()};
}

std::size_t WaitingKeys::slot_of(std::uint8_t kind, std::string_view key) const {
  return (std::hash<std::string_view>{}(key) + kind) & (slots_.size() - 1);
}

void WaitingKeys::make_slots(std::size_t count) {
  slots_.assign(count, 0U);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) link(i);
}

void WaitingKeys::link(std::uint32_t entry) {
  if (!entries_[entry].to_be_found) return;
  std::uint32_t& slot = slots_[slot_of(entries_[entry].kind, entries_[entry].key)];
  entries_[entry].next = slot;
  slot = entry + 1;
}

}  // namespace segue::catalog
