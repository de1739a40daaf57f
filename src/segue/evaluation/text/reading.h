#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "segue/base/progress.h"
#include "segue/text/bert/text_model.h"

namespace segue::evaluation {

/// A text model as evaluation sees it: a text in, what was made of it out. Called from several threads at once.
using ReadText = std::function<text::Reading(std::string_view text)>;

/// Reads all texts, one per worker at a time, longest first so that no worker ends long after the others, and hands
/// each reading to `sink` with its text's place. The sink is called from several threads, once per place. Progress in
/// texts.
void read_all(std::span<const std::string> texts, const ReadText& read, std::size_t threads, std::string_view step,
              const std::function<void(std::size_t place, text::Reading&& reading)>& sink,
              Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::evaluation
