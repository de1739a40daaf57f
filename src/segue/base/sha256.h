#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace segue {

/// SHA-256 (FIPS 180-4, section 6.2), fed piece by piece: the digest does not depend on how the bytes are cut.
/// For checking downloads and naming cache files; no secret is kept by it.
class Sha256 {
 public:
  void add(std::span<const std::byte> bytes);
  void add(std::string_view bytes);

  /// The digest of all that was added, 64 lower-case hex digits. More may be added afterwards.
  std::string hex() const;

 private:
  static constexpr std::size_t kBlockBytes = 64;
  using State = std::array<std::uint32_t, 8>;
  static void add_blocks(State& state, const std::byte* blocks, std::size_t count);

  State state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, kBlockBytes> rest_{};  ///< the first size_ % 64 of it are waiting
  std::uint64_t size_ = 0;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace segue
