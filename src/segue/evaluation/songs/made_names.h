#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace segue::evaluation {

/// A 64-bit number of two, well mixed: for what has to be the same whenever it is asked for.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b);

/// A pronounceable word of syllables ("rokami") that no other number below 2^49 has, whatever the number is of: two
/// syllables up to 2^14, then one more for every seven bits. Numbers near each other are far apart in letters.
std::string made_word(std::uint64_t number, std::uint64_t seed);

/// The title numbered `number`, of about `length` characters: a word of its own, then common ones. Nothing in it is
/// taken for a version or a guest, and titles of different numbers are different songs to title_key().
std::string made_title(std::uint64_t number, std::size_t length, std::uint64_t seed);

/// The name of the artist numbered `number`, of about `length` characters; below 2^49 no two are the same.
std::string made_artist(std::uint64_t number, std::size_t length, std::uint64_t seed);

/// 22 letters and digits, as Spotify's ids; a different one for every number.
std::string made_id(std::uint64_t number, std::uint64_t seed);

}  // namespace segue::evaluation
