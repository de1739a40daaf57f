#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segue/numeric/tensor_file.h"

namespace segue::text {

/// The tensors of a model's folder.
struct TensorFolder {
  std::vector<numeric::TensorFile> files;
  std::string where;  ///< the file, or the index, for messages
};

/// Reads model.safetensors of `folder`; where there is none, the parts that model.safetensors.index.json names.
/// Error(kNotFound) if there is neither, or a part is missing; Error(kBadData) if the index is none, a part does not
/// hold what the index says, or two parts hold a tensor of the same name.
TensorFolder read_tensor_folder(const std::filesystem::path& folder);

/// File names of the parts and the tensors each holds, from an index document. Error(kBadData) naming `where` if it is
/// none, or a name leads out of the folder.
std::vector<std::pair<std::string, std::vector<std::string>>> parts_of_index(std::string_view json,
                                                                             const std::string& where);

/// The content of a small text file. Error(kNotFound) if it is missing, Error(kBadData) if it is larger than `most`
/// bytes, Error(kFailed) if it cannot be read.
std::string read_small_file(const std::filesystem::path& path, std::size_t most);

}  // namespace segue::text
