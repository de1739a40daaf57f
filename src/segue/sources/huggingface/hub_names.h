#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segue::sources {

/// Error(kUsage) unless `repo` is NAME or OWNER/NAME of letters, digits, "-", "_" and ".", each at most 96 characters,
/// none beginning or ending with "-" or ".", without "--" and "..": as the hub itself allows.
void check_repository(std::string_view repo);

/// Error(kUsage) unless `revision` is a branch, tag or commit whose name can be a path below a folder of ours.
void check_revision(std::string_view revision);

bool is_hex(std::string_view text, std::size_t digits);
/// 40 lower-case hex digits.
bool is_commit(std::string_view text);

/// The names under which this repository may lie in a cache: its own first, then those it had or has.
std::vector<std::string> names_of(std::string_view repo);

/// "models--google-bert--bert-base-uncased".
std::string folder_of(std::string_view repo);
/// The other way round; empty if the folder is none of a model.
std::string repository_in(std::string_view folder);

namespace hub_files {
inline constexpr std::string_view kConfig = "config.json";
inline constexpr std::string_view kVocabulary = "vocab.txt";
inline constexpr std::string_view kTokenizer = "tokenizer_config.json";
inline constexpr std::string_view kWeights = "model.safetensors";
inline constexpr std::string_view kIndex = "model.safetensors.index.json";
}  // namespace hub_files

/// The weight files that model.safetensors.index.json names, each once, sorted. Error(kBadData) naming `where` if it is
/// no index, names no file, too many, or one that is no plain NAME.safetensors.
std::vector<std::string> parts_in_index(std::string_view json, std::string_view where);

}  // namespace segue::sources
