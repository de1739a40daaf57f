// An InputScaler as a safetensors document, and back. Group K's column L is the tensor "K.L", its quantiles (or offset
// and scale); what it is stands in the metadata: "columns":
// "sound/danceability/quantile,sound/danceability/wave/-2,...".
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "segue/base/error.h"
#include "segue/features/input_scaler.h"

namespace segue::features {
namespace {

constexpr std::string_view kKind = "segue inputs";
constexpr std::size_t kMostColumns = 4096;
constexpr std::array kForms{InputForm::kQuantile, InputForm::kLinear,   InputForm::kCosine, InputForm::kSine,
                            InputForm::kHalf,     InputForm::kPresence, InputForm::kWave};

Error bad(const std::string& message) {
  return {ErrorKind::kBadData, "the inputs of a similarity model: " + message,
          "train again, or take another model file"};
}

std::string_view value_of(const numeric::TensorFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) throw bad("expected \"" + key + "\" in the metadata, found none");
  return found->second;
}

std::string_view cut(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool is_column(const std::string& column) {
  try {
    make_table({}, {{column}});
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::string tensor_of(std::size_t group, std::size_t column) {
  return std::to_string(group) + "." + std::to_string(column);
}

void read_numbers(const numeric::TensorFile& file, const std::string& tensor, InputColumn& column) {
  const auto found = file.tensors().find(tensor);
  if (found == file.tensors().end()) throw bad("expected a tensor \"" + tensor + "\", found none");
  const auto values = file.floats(tensor, found->second.shape);
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    throw bad("expected finite numbers in tensor \"" + tensor + "\"");
  }
  if (column.form == InputForm::kLinear) {
    if (values.size() != 2 || values[1] <= 0) throw bad("expected an offset and a scale in tensor \"" + tensor + "\"");
    column.offset = static_cast<double>(values[0]);
    column.scale = static_cast<double>(values[1]);
  } else {
    if (!std::ranges::is_sorted(values)) throw bad("expected ascending numbers in tensor \"" + tensor + "\"");
    column.quantiles = values;
  }
}

}  // namespace

std::string_view name(InputForm form) {
  constexpr std::array<std::string_view, 7> kNames{"quantile", "linear", "cosine", "sine", "half", "presence", "wave"};
  return kNames.at(static_cast<std::size_t>(form));
}

std::vector<std::byte> InputScaler::to_tensors() const {
  numeric::TensorFileWriter writer;
  writer.set_metadata("kind", std::string(kKind));
  writer.set_metadata("version", "1");
  std::string columns;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    for (std::size_t k = 0; k < groups_[g].columns.size(); ++k) {
      const auto& column = groups_[g].columns[k];
      columns +=
          (columns.empty() ? "" : ",") + groups_[g].name + "/" + column.column + "/" + std::string(name(column.form));
      if (column.form == InputForm::kWave) columns += "/" + std::to_string(column.order);
      if (column.form == InputForm::kQuantile) {
        const std::array shape{column.quantiles.size()};
        writer.add(tensor_of(g, k), shape, column.quantiles);
      } else if (column.form == InputForm::kLinear) {
        const std::array<std::size_t, 1> shape{2};
        const std::array values{static_cast<float>(column.offset), static_cast<float>(column.scale)};
        writer.add(tensor_of(g, k), shape, values);
      }
    }
  }
  writer.set_metadata("columns", columns);
  return writer.bytes();
}

InputScaler InputScaler::from_tensors(const numeric::TensorFile& file) {
  if (value_of(file, "kind") != kKind) throw bad("expected kind \"" + std::string(kKind) + "\"");
  if (value_of(file, "version") != "1") throw bad("expected version 1");
  InputScaler scaler;
  std::size_t count = 0;
  for (auto text = value_of(file, "columns"); !text.empty();) {
    auto item = cut(text, ',');
    const std::string group(cut(item, '/'));
    InputColumn column;
    column.column = std::string(cut(item, '/'));
    const auto form_name = cut(item, '/');
    const auto form = std::ranges::find(kForms, form_name, [](InputForm f) { return name(f); });
    if (form == kForms.end() || ++count > kMostColumns) throw bad("expected columns GROUP/COLUMN/FORM");
    column.form = *form;
    if (column.form == InputForm::kWave) {
      const auto [end, status] = std::from_chars(item.data(), item.data() + item.size(), column.order);
      if (status != std::errc{} || end != item.data() + item.size() || column.order == 0 ||
          column.order < -kMostWaves || column.order > kMostWaves) {
        throw bad("expected the order of a wave, found \"" + std::string(item.substr(0, 40)) + "\"");
      }
    } else if (!item.empty()) {
      throw bad("expected columns GROUP/COLUMN/FORM");
    }
    if (column.form != InputForm::kPresence && !is_column(column.column)) {
      throw bad("expected the name of a column, found \"" + column.column.substr(0, 40) + "\"");
    }
    if (scaler.groups_.empty() || scaler.groups_.back().name != group) scaler.groups_.push_back({group, {}});
    auto& columns = scaler.groups_.back().columns;
    if (column.form == InputForm::kQuantile || column.form == InputForm::kLinear) {
      read_numbers(file, tensor_of(scaler.groups_.size() - 1, columns.size()), column);
    }
    columns.push_back(std::move(column));
  }
  if (scaler.groups_.empty()) throw bad("expected at least one column, found none");
  return scaler;
}

}  // namespace segue::features
