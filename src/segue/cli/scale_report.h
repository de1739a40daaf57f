#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "segue/app/scale.h"

namespace segue::cli {

/// A line about a step as it ends: "train, 10,000 songs: 12.1 s, 120 MB".
std::string scale_line(const app::ScaleCost& cost);
/// The table for people, `width` terminal cells wide at most.
std::string scale_text(const app::ScaleReport& report, std::size_t width);
nlohmann::ordered_json scale_json(const app::ScaleReport& report);

}  // namespace segue::cli
