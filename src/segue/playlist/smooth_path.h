#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "segue/playlist/order.h"

namespace segue::playlist {

/// Order::kSmooth; the contract stands in order.h.
std::vector<std::size_t> smooth_path(std::span<const OrderSong> songs, const std::optional<OrderSong>& start);

}  // namespace segue::playlist
