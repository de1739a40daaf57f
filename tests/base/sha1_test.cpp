#include "segue/base/sha1.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

// FIPS 180-4 and RFC 3174.
TEST(Sha1, PublishedVectors) {
  EXPECT_EQ(sha1_hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(sha1_hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                     "mnopqrstnopqrstu"),
            "a49b2446a02c645bf419f995b67091253a04a259");
  EXPECT_EQ(sha1_hex(std::string(1000000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  std::string digits;
  for (int i = 0; i < 80; ++i) digits += "01234567";
  EXPECT_EQ(sha1_hex(digits), "dea356a2cddd90c7a7ecedc5ebb563934f460452");
}

// Lengths around the padding's edges: the hash of all hashes of 0 to 199 bytes 0, 1, 2...; by Python's hashlib.
TEST(Sha1, EveryLengthUpTo199) {
  std::string bytes;
  std::string hashes;
  for (int length = 0; length < 200; ++length) {
    hashes += sha1_hex(bytes);
    bytes += static_cast<char>(length);
  }
  EXPECT_EQ(sha1_hex(hashes), "4a78f9d0f5f3cc3ebc696c7e0a33e0591c20b3d7");
}

}  // namespace
}  // namespace segue
