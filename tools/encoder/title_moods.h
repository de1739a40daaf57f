#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "joint_labels.h"
#include "token_corpus.h"

namespace segue::encoder {

/// What the titles of songs teach about lyrics, as emoticons taught about tweets (distant supervision: Go et al. 2009,
/// "Twitter Sentiment Classification using Distant Supervision"): "Crying in the Rain" is a sad song, whatever words a
/// tweet would say it in. Deterministic.

/// 1 if a word of the title is one of happy songs and none one of sad songs, -1 the other way round, else 0. `title`:
/// lower case, words parted by spaces (words_of()).
int mood_of_title(std::string_view title);

/// The words of `lyrics`, in their order, that `title` does not have: what must do without the title to say the same.
std::string lyrics_without_title(std::string_view lyrics, std::string_view title);

/// Songs are parted by artist (group modulo this) so that no song with a telling title is judged by what learned from
/// it or from its artist.
constexpr std::size_t kTitleParts = 5;

/// How much each song leans towards those with a happy title: one whose own title says something by a classifier that
/// learned from the other parts, any other song by the mean of all. Songs marked kMoodAsked are judged but not learned
/// from. `lyrics`, `titles`: the words of each of `songs`. Throws std::runtime_error if the lists differ in length or a
/// classifier would have no happy or no sad title to learn from.
std::vector<double> leanings_by_titles(const TokenCorpus& songs, std::span<const std::string> lyrics,
                                       std::span<const std::string> titles, const LearnAndAsk& learn_and_ask);

}  // namespace segue::encoder
