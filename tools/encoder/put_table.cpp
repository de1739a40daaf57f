#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "lyrics_table.h"

namespace segue::encoder {

namespace {

constexpr const char* kName = "\"lyrics_table.weight\"";

/// IEEE 754 binary16, to nearest, ties to even; throws where it would be infinite or is no number.
std::uint16_t half_of(float value) {
  constexpr float kLargest = 65504.0F;
  if (!(std::abs(value) <= kLargest)) throw std::runtime_error("a number of the table does not fit float16");
  const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000U : 0U);
  const double size = std::abs(static_cast<double>(value));
  // Below 2^-14 steps are 2^-24; above, a 1024th of the power of two below.
  int exponent = 0;
  std::frexp(size, &exponent);
  const int step = std::max(exponent - 11, -24);
  const auto steps = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(size, -step)));
  // 1024 steps of one power are the first of the next, so a carry runs into the exponent by itself.
  const std::uint32_t bits = steps < 1024 ? steps : (static_cast<std::uint32_t>(step + 24) << 10U) + steps;
  return static_cast<std::uint16_t>(sign | bits);
}

}  // namespace

void put_table(std::span<const float> table, std::size_t width, const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + file.string());
  const std::string content(std::istreambuf_iterator<char>(in), {});
  std::uint64_t length = 0;
  const auto fail = [&] { throw std::runtime_error(file.string() + " is no safetensors file of train_encoder's"); };
  if (content.size() < sizeof length) fail();
  std::memcpy(&length, content.data(), sizeof length);
  if (length > content.size() - sizeof length) fail();
  std::string head = content.substr(sizeof length, length);
  std::string data = content.substr(sizeof length + length);
  // The table is always the last tensor.
  if (const auto old = head.find(kName); old != std::string::npos) {
    const auto at = head.find("\"data_offsets\":[", old);
    if (at == std::string::npos || old == 0) fail();
    data.resize(std::stoull(head.substr(at + std::strlen("\"data_offsets\":["))));
    head = head.substr(0, old - 1) + "}";
  }
  const auto end = head.rfind('}');
  if (end == std::string::npos || head.find("\"classifier.weight\"") == std::string::npos) fail();
  head = head.substr(0, end) + "," + kName + R"(:{"dtype":"F16","shape":[)" + std::to_string(table.size() / width) +
         "," + std::to_string(width) + R"(],"data_offsets":[)" + std::to_string(data.size()) + "," +
         std::to_string(data.size() + table.size() * 2) + "]}}";
  head.resize((head.size() + 7) / 8 * 8, ' ');
  for (const float value : table) {
    const std::uint16_t bits = half_of(value);
    data += static_cast<char>(bits & 0xFFU);
    data += static_cast<char>(bits >> 8U);
  }
  const auto fresh = std::filesystem::path(file.string() + ".new");
  std::ofstream out(fresh, std::ios::binary);
  length = head.size();
  out.write(reinterpret_cast<const char*>(&length), sizeof length);
  out << head << data;
  if (!out.flush()) throw std::runtime_error("cannot write " + fresh.string());
  out.close();
  std::filesystem::rename(fresh, file);
}

}  // namespace segue::encoder
