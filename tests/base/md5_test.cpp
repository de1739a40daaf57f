#include "segue/base/md5.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

// RFC 1321, section A.5.
TEST(Md5, PublishedVectors) {
  EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_hex("a"), "0cc175b9c0f1b6a831c399e269772661");
  EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(md5_hex("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(md5_hex("abcdefghijklmnopqrstuvwxyz"), "c3fcd3d76192e4007dfb496cca67e13b");
  EXPECT_EQ(md5_hex("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
            "d174ab98d277d9f5a5611c2c9f419d9f");
  EXPECT_EQ(md5_hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
            "57edf4a22be3c955ac49da2e2107b67a");
}

// Subsonic's documentation of its token: password and salt.
TEST(Md5, SubsonicsToken) {
  EXPECT_EQ(md5_hex("sesamec19b2d"), "26719a1196d2a940705a59634eb18eab");
}

// Lengths around the padding's edges: the hash of all hashes of 0 to 199 bytes 0, 1, 2...; by Python's hashlib.
TEST(Md5, EveryLengthUpTo199) {
  std::string bytes;
  std::string hashes;
  for (int length = 0; length < 200; ++length) {
    hashes += md5_hex(bytes);
    bytes += static_cast<char>(length);
  }
  EXPECT_EQ(md5_hex(hashes), "987e7e0e8d0969610f0a061b7e3fc520");
}

}  // namespace
}  // namespace segue
