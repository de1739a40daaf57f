#include "segue/base/sha256.h"

#include <string>

#include <gtest/gtest.h>

namespace segue {
namespace {

// FIPS 180-4's examples, and those of NIST's validation lists.
TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Lengths around the padding's edges: the digest of all digests of 0 to 199 bytes 0, 1, 2...; by Python's hashlib.
TEST(Sha256, EveryLengthUpTo199) {
  std::string bytes;
  std::string digests;
  for (int length = 0; length < 200; ++length) {
    digests += sha256_hex(bytes);
    bytes += static_cast<char>(length);
  }
  EXPECT_EQ(sha256_hex(digests), "7a38a844c9e159de39f0862ee2e28569a8250831150a3fbf0a59c001129b2fb2");
}

TEST(Sha256, DoesNotDependOnHowTheBytesAreCut) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i * 7 + i / 251);
  const std::string whole = sha256_hex(bytes);
  for (std::size_t step = 1; step < 200; ++step) {
    Sha256 digest;
    for (std::size_t at = 0; at < bytes.size(); at += step) digest.add(std::string_view(bytes).substr(at, step));
    ASSERT_EQ(digest.hex(), whole) << "in pieces of " << step;
  }
}

TEST(Sha256, GoesOnAfterADigest) {
  Sha256 digest;
  digest.add("a");
  EXPECT_EQ(digest.hex(), sha256_hex("a"));
  digest.add("");
  digest.add("bc");
  EXPECT_EQ(digest.hex(), sha256_hex("abc"));
}

}  // namespace
}  // namespace segue
