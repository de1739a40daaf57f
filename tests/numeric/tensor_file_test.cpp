#include "segue/numeric/tensor_file.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/numeric/half_floats.h"

namespace segue::numeric {
namespace {

using std::string_literals::operator""s;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

// A document whose length announces `header` as it is.
std::vector<std::byte> document(std::string_view header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  std::string text(8, '\0');
  std::memcpy(text.data(), &length, 8);
  return bytes_of(text + std::string(header) + std::string(data_bytes, '\x01'));
}

std::string tensor(std::string_view name, std::string_view type, std::string_view shape, std::string_view offsets) {
  return "\"" + std::string(name) + R"(":{"dtype":")" + std::string(type) + R"(","shape":)" + std::string(shape) +
         R"(,"data_offsets":)" + std::string(offsets) + "}";
}

// The message of the Error(kBadData) that parsing throws; empty if it throws none.
std::string refusal(std::vector<std::byte> bytes) {
  try {
    TensorFile::parse(std::move(bytes), "model.safetensors");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_FALSE(error.hint().empty());
    return error.what();
  }
  return {};
}

struct Malformed {
  std::string name;
  std::string header;
  std::size_t data_bytes;
  std::string message;  // the words of it that must not get lost
};

void PrintTo(const Malformed& malformed, std::ostream* out) {
  *out << malformed.name;
}

const std::string kGood = tensor("a", "F32", "[2]", "[0,8]");

const Malformed kMalformed[] = {
    {"EmptyHeader", "", 0, "begins with '{'"},
    {"NotJson", "{a}", 0, "not valid JSON"},
    {"JsonEndsEarly", "{" + kGood, 8, "not valid JSON"},
    {"TextAfterTheObject", "{" + kGood + "}x", 8, "not valid JSON"},
    {"SecondObject", "{" + kGood + "}{}", 8, "not valid JSON"},
    {"Array", "[]", 0, "begins with '{'"},
    {"SpaceBeforeTheObject", " {}", 0, "begins with '{'"},
    {"ByteOrderMark", "\xEF\xBB\xBF{}", 0, "begins with '{'"},
    {"NulAsPadding", "{" + kGood + "}\0\0"s, 8, "NUL at its byte"},
    {"TextAfterANul", "{" + kGood + "}\0garbage"s, 8, "NUL at its byte"},
    {"Comment", "{" + kGood + "/**/}", 8, "not valid JSON"},
    {"TrailingComma", "{" + kGood + ",}", 8, "not valid JSON"},
    {"NameNotUtf8", "{\"\xFF\":{}}", 0, "not valid JSON"},
    {"TensorIsANumber", R"({"a":5})", 0, R"(tensor "a": expected an object with dtype, shape and data_offsets)"},
    {"TensorIsAnArray", R"({"a":[]})", 0, "found an array"},
    {"TensorIsNull", R"({"a":null})", 0, "found null"},
    {"DuplicateTensor", "{" + kGood + "," + kGood + "}", 8, R"(tensor "a": is there twice)"},
    {"DuplicateTensorByEscape", "{" + kGood + "," + tensor("\\u0061", "F32", "[2]", "[0,8]") + "}", 8, "twice"},
    {"DuplicateField", R"({"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8,
     "dtype is there twice"},
    {"UnknownField", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}})", 8, R"(found "x")"},
    {"NoType", R"({"a":{"shape":[2],"data_offsets":[0,8]}})", 8, "dtype is missing"},
    {"NoShape", R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", 8, "shape is missing"},
    {"NoOffsets", R"({"a":{"dtype":"F32","shape":[2]}})", 8, "data_offsets is missing"},
    {"EmptyTensorObject", R"({"a":{}})", 0, "dtype is missing"},
    {"UnknownType", "{" + tensor("a", "F31", "[2]", "[0,8]") + "}", 8, R"(unknown element type "F31")"},
    {"TypeInLowerCase", "{" + tensor("a", "f32", "[2]", "[0,8]") + "}", 8, "unknown element type"},
    {"TypeIsANumber", R"({"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}})", 8, "a string as dtype, found a number"},
    {"ShapeIsANumber", "{" + tensor("a", "F32", "2", "[0,8]") + "}", 8, "an array as shape, found a number"},
    {"ShapeIsAnObject", "{" + tensor("a", "F32", "{}", "[0,8]") + "}", 8, "an array as shape, found an object"},
    {"ShapeIsNested", "{" + tensor("a", "F32", "[[2]]", "[0,8]") + "}", 8,
     "whole numbers from 0 in shape, found an array"},
    {"ShapeIsNegative", "{" + tensor("a", "F32", "[-2]", "[0,8]") + "}", 8, "found a negative number"},
    {"ShapeIsAFraction", "{" + tensor("a", "F32", "[2.0]", "[0,8]") + "}", 8, "found a fraction"},
    {"ShapeBeyond64Bits", "{" + tensor("a", "F32", "[18446744073709551616]", "[0,8]") + "}", 8, "beyond 64 bits"},
    {"ShapeHoldsAString", "{" + tensor("a", "F32", R"(["2"])", "[0,8]") + "}", 8, "found a string"},
    {"ShapeHoldsABoolean", "{" + tensor("a", "F32", "[true]", "[0,8]") + "}", 8, "found true or false"},
    {"ShapeOverflows", "{" + tensor("a", "U8", "[4294967296,4294967297]", "[0,4294967296]") + "}", 8, "is too large"},
    {"BytesOverflow", "{" + tensor("a", "F32", "[4611686018427387904]", "[0,0]") + "}", 0, "is too large"},
    {"ShapeOverflowsBesideAZero", "{" + tensor("a", "F32", "[0,4294967296,4294967296]", "[0,0]") + "}", 0,
     "is too large"},
    {"SizeNotOfShape", "{" + tensor("a", "F32", "[3]", "[0,8]") + "}", 8, "expected 12 bytes for F32 of shape [3]"},
    {"SizeNotOfType", "{" + tensor("a", "F64", "[2]", "[0,8]") + "}", 8, "expected 16 bytes for F64"},
    {"ScalarWithoutBytes", "{" + tensor("a", "F32", "[]", "[0,0]") + "}", 0, "expected 4 bytes"},
    {"EmptyWithBytes", "{" + tensor("a", "F32", "[0,2]", "[0,8]") + "}", 8, "expected 0 bytes"},
    {"OffsetsRunBackwards", "{" + tensor("a", "F32", "[2]", "[8,0]") + "}", 8, "run backwards"},
    {"OneOffset", "{" + tensor("a", "F32", "[2]", "[8]") + "}", 8, "as data_offsets, found fewer"},
    {"ThreeOffsets", "{" + tensor("a", "F32", "[2]", "[0,8,8]") + "}", 8, "as data_offsets, found a number"},
    {"NegativeOffset", "{" + tensor("a", "F32", "[2]", "[-8,0]") + "}", 8, "found a negative number"},
    {"OffsetsAreAString", "{" + tensor("a", "F32", "[2]", R"("0,8")") + "}", 8, "found a string"},
    {"EndBeyondTheData", "{" + kGood + "}", 7, "ends at byte 8 of the data, which has 7"},
    {"RangeBeyondTheData", "{" + tensor("a", "F32", "[2]", "[18446744073709551607,18446744073709551615]") + "}", 8,
     "ends at byte 18446744073709551615"},
    {"HoleAtTheBeginning", "{" + tensor("a", "F32", "[2]", "[4,12]") + "}", 12, R"(the 4 bytes before tensor "a")"},
    {"HoleBetween", "{" + kGood + "," + tensor("b", "U8", "[1]", "[9,10]") + "}", 10,
     R"(the 1 bytes before tensor "b")"},
    {"EmptyTensorBeyondAHole", "{" + kGood + "," + tensor("b", "U8", "[0]", "[9,9]") + "}", 9, "belong to no tensor"},
    {"DataAfterTheLast", "{" + kGood + "}", 9, "the last 1 bytes belong to no tensor"},
    {"DataOfNoTensor", "{}", 1, "the last 1 bytes belong to no tensor"},
    {"Overlap", "{" + kGood + "," + tensor("b", "U8", "[4]", "[7,11]") + "}", 11, R"(tensors "a" and "b" overlap)"},
    {"SameRange", "{" + kGood + "," + tensor("b", "F32", "[2]", "[0,8]") + "}", 8, R"(tensors "a" and "b" overlap)"},
    {"EmptyTensorInsideAnother", "{" + kGood + "," + tensor("b", "U8", "[0]", "[4,4]") + "}", 8, "overlap"},
    {"MetadataIsAString", R"({"__metadata__":"x"})", 0, "an object as __metadata__, found a string"},
    {"MetadataIsNull", R"({"__metadata__":null})", 0, "found null"},
    {"MetadataHoldsANumber", R"({"__metadata__":{"k":1}})", 0, R"(a string as metadata "k", found a number)"},
    {"MetadataHoldsAnObject", R"({"__metadata__":{"k":{}}})", 0, "found an object"},
    {"MetadataTwice", R"({"__metadata__":{},"__metadata__":{}})", 0, "__metadata__ is there twice"},
    {"MetadataTwiceAroundATensor", "{\"__metadata__\":{}," + kGood + ",\"__metadata__\":{}}", 8,
     "model.safetensors: __metadata__ is there twice"},
    {"MetadataKeyTwice", R"({"__metadata__":{"k":"1","k":"1"}})", 0, R"(metadata key "k" is there twice)"},
    {"NestedBeyondReason", "{\"a\":" + std::string(100'000, '['), 0, "found an array"},
};

class TensorFileMalformed : public ::testing::TestWithParam<Malformed> {};

TEST_P(TensorFileMalformed, IsRefusedByItsRule) {
  const std::string message = refusal(document(GetParam().header, GetParam().data_bytes));
  EXPECT_THAT(message, HasSubstr("model.safetensors"));
  EXPECT_THAT(message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Rules, TensorFileMalformed, ::testing::ValuesIn(kMalformed),
                         [](const auto& rule) { return rule.param.name; });

TEST(TensorFile, RefusesAWrongHeaderLength) {
  EXPECT_THAT(refusal({}), HasSubstr("at least 8 bytes, found 0"));
  EXPECT_THAT(refusal(bytes_of("\1\0\0\0\0\0\0"s)), HasSubstr("at least 8 bytes, found 7"));
  EXPECT_THAT(refusal(bytes_of("\3\0\0\0\0\0\0\0{}"s)), HasSubstr("3 bytes is announced, but only 2 follow"));
  EXPECT_THAT(refusal(bytes_of("\0\0\0\0\0\0\0\0"s)), HasSubstr("begins with '{'"));
  EXPECT_THAT(refusal(bytes_of("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF{}"s)), HasSubstr("more than 100000000"));
  EXPECT_THAT(refusal(bytes_of("\x01\xE1\xF5\x05\0\0\0\0{}"s)), HasSubstr("100000001 bytes is announced, more than"));
  EXPECT_THAT(refusal(bytes_of("\x00\xE1\xF5\x05\0\0\0\0{}"s)), HasSubstr("100000000 bytes is announced, but only 2"));
}

TEST(TensorFile, NamesInMessagesAreFitForATerminal) {
  const std::string message = refusal(document(R"({"\u001b[31m)" + std::string(5000, 'x') + R"(":5})", 0));
  EXPECT_THAT(message, Not(HasSubstr("\x1b")));
  EXPECT_LT(message.size(), 300U);
}

TEST(TensorFile, AcceptsWhatTheFormatAllows) {
  EXPECT_EQ(refusal(document("{}", 0)), "");
  EXPECT_EQ(refusal(document("{}     ", 0)), "");
  EXPECT_EQ(refusal(document("{" + kGood + " \n\t}  ", 8)), "");
  EXPECT_EQ(refusal(document(R"({"__metadata__":{}})", 0)), "");
  EXPECT_EQ(refusal(document("{" + tensor("", "F32", "[]", "[0,4]") + "}", 4)), "");
  // Empty tensors at the beginning, between others and at the end; offsets in any order.
  EXPECT_EQ(refusal(document("{" + tensor("a", "F32", "[2]", "[4,12]") + "," + tensor("b", "I16", "[0,9]", "[12,12]") +
                                 "," + tensor("c", "U8", "[1,4]", "[0,4]") + "," + tensor("d", "U8", "[0]", "[0,0]") +
                                 "," + tensor("e", "U8", "[0]", "[4,4]") + "}",
                             12)),
            "");
  EXPECT_EQ(refusal(document("{" + tensor("a", "U8", "[1,1,1,1,1,1,1,1,1,1,8]", "[0,8]") + "}", 8)), "");
}

TEST(TensorFile, KnowsTheSizeOfEveryType) {
  const std::pair<std::string, std::size_t> types[] = {{"BOOL", 1}, {"U8", 1},   {"I8", 1},  {"I16", 2}, {"U16", 2},
                                                       {"F16", 2},  {"BF16", 2}, {"I32", 4}, {"U32", 4}, {"F32", 4},
                                                       {"F64", 8},  {"I64", 8},  {"U64", 8}};
  for (const auto& [type, size] : types) {
    const std::string offsets = "[0," + std::to_string(3 * size) + "]";
    const auto file = TensorFile::parse(document("{" + tensor("a", type, "[3]", offsets) + "}", 3 * size), "m");
    EXPECT_EQ(size_of(file.tensors().at("a").type), size) << type;
    EXPECT_EQ(file.tensors().at("a").bytes.size(), 3 * size) << type;
  }
}

TEST(TensorFile, ReadsAFileThatSegueDidNotWrite) {
  const TensorFile file = TensorFile::read(SEGUE_TESTS_DIR "/goldens/tensor_file.safetensors");
  EXPECT_EQ(file.metadata(), (std::map<std::string, std::string>{
                                 {"kind", "golden"}, {"note", "a \"quoted\"\nline"}, {"title", "Björk – Jóga"}}));
  ASSERT_EQ(file.tensors().size(), 6U);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> weights = file.floats("weights", std::vector<std::size_t>{2, 3});
  EXPECT_EQ(weights, (std::vector<float>{0.5F, -1.25F, 3e-39F, kInfinity, -0.0F, 16777216.0F}));
  EXPECT_TRUE(std::signbit(weights[4]));
  EXPECT_EQ(file.floats("scalar", {}), (std::vector<float>{2.75F}));
  EXPECT_TRUE(file.floats("empty", std::vector<std::size_t>{0, 4}).empty());
  const auto& steps = file.tensors().at("steps");
  EXPECT_EQ(steps.type, DType::kI64);
  std::int64_t values[2];
  ASSERT_EQ(steps.bytes.size(), sizeof(values));
  std::memcpy(values, steps.bytes.data(), sizeof(values));
  EXPECT_EQ(values[0], -(std::int64_t{1} << 62));
  EXPECT_EQ(values[1], 7);
  const auto& half = file.tensors().at("half");
  EXPECT_EQ(half.type, DType::kBF16);
  EXPECT_EQ(half.shape, (std::vector<std::size_t>{3}));
  EXPECT_EQ(half.bytes[5], std::byte{0x7F});
  const auto& flags = file.tensors().at("flags");
  EXPECT_EQ(flags.type, DType::kBool);
  EXPECT_EQ(flags.bytes[3], std::byte{1});
}

TEST(TensorFile, FloatsAreOfTheTypeAndShapeAskedFor) {
  const TensorFile file = TensorFile::read(SEGUE_TESTS_DIR "/goldens/tensor_file.safetensors");
  const auto message = [&](const std::string& name, std::vector<std::size_t> shape) {
    try {
      file.floats(name, shape);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_THAT(error.what(), HasSubstr("tensor_file.safetensors"));
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(message("weights", {3, 2}),
              HasSubstr(R"("weights": expected F32, F16 or BF16 of shape [3, 2], found F32 of shape [2, 3])"));
  EXPECT_THAT(message("weights", {6}), HasSubstr("[6]"));
  EXPECT_THAT(message("weights", {}), HasSubstr("expected F32, F16 or BF16 of shape []"));
  EXPECT_THAT(message("flags", {2, 2}), HasSubstr("found BOOL"));
  EXPECT_EQ(file.floats("half", std::vector<std::size_t>{3}), widened(file.tensors().at("half").bytes, DType::kBF16));
  EXPECT_THAT(message("absent", {3}), HasSubstr(R"(tensor "absent", found none)"));
}

TEST(TensorFile, StaysValidWhenMoved) {
  TensorFile first = TensorFile::parse(document("{" + kGood + "}", 8), "m");
  TensorFile second = std::move(first);
  TensorFile third;
  third = std::move(second);
  EXPECT_EQ(third.tensors().at("a").bytes[7], std::byte{1});
  EXPECT_EQ(third.floats("a", std::vector<std::size_t>{2}).size(), 2U);
}

TEST(TensorFileWriter, WritesTheseBytes) {
  TensorFileWriter writer;
  writer.set_metadata("k", "v");
  const std::size_t shape[] = {1, 2};
  writer.add("b", shape, std::vector<float>{1.0F, -2.0F});
  writer.add("a", {}, std::vector<float>{0.5F});
  const std::string header = R"({"__metadata__":{"k":"v"},"a":{"data_offsets":[0,4],"dtype":"F32","shape":[]},)"
                             R"("b":{"data_offsets":[4,12],"dtype":"F32","shape":[1,2]}})";
  ASSERT_EQ(header.size() % 8, 6U);
  std::vector<std::byte> expected = document(header + "  ", 0);
  for (const std::byte byte : bytes_of("\0\0\0\x3F\0\0\x80\x3F\0\0\0\xC0"s)) expected.push_back(byte);
  EXPECT_EQ(writer.bytes(), expected);
}

TEST(TensorFileWriter, ComesBackBitByBitAndInOneForm) {
  Rng rng(9);
  for (int round = 0; round < 50; ++round) {
    TensorFileWriter forwards;
    TensorFileWriter backwards;
    struct Case {
      std::string name;
      std::vector<std::size_t> shape;
      std::vector<float> values;
    };
    std::vector<Case> cases;
    for (std::size_t i = rng.below(6); i > 0; --i) {
      Case one{"layer." + std::to_string(i) + (i % 2 == 0 ? " \"é\"\n" : ""), {}, {}};
      std::size_t count = 1;
      for (std::size_t rank = rng.below(4); rank > 0; --rank) {
        one.shape.push_back(rng.below(5));
        count *= one.shape.back();
      }
      // Any bits, NaN with payload too.
      for (; count > 0; --count) one.values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(rng.next())));
      cases.push_back(one);
    }
    for (const Case& one : cases) forwards.add(one.name, one.shape, one.values);
    forwards.set_metadata("kind", "test");
    forwards.set_metadata("a", "replaced");
    forwards.set_metadata("a", "1");
    backwards.set_metadata("a", "1");
    backwards.set_metadata("kind", "test");
    for (auto one = cases.rbegin(); one != cases.rend(); ++one) backwards.add(one->name, one->shape, one->values);
    const std::vector<std::byte> written = forwards.bytes();
    ASSERT_EQ(written, backwards.bytes());
    std::uint64_t header = 0;
    std::memcpy(&header, written.data(), sizeof(header));
    ASSERT_EQ(header % 8, 0U);
    ASSERT_NE(written.at(header), std::byte{' '});  // eight bytes before its end: no more spaces than need be

    // A view of a document hands out what the document itself does.
    const TensorFile viewed = TensorFile::view(written, "m");
    for (const Case& one : cases) {
      std::vector<float> values(one.values.size());
      viewed.read_floats(one.name, one.shape, values);
      for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(std::bit_cast<std::uint32_t>(values[i]), std::bit_cast<std::uint32_t>(one.values[i]));
      }
    }
    const TensorFile file = TensorFile::parse(forwards.bytes(), "m");
    ASSERT_EQ(file.metadata(), (std::map<std::string, std::string>{{"a", "1"}, {"kind", "test"}}));
    ASSERT_EQ(file.tensors().size(), cases.size());
    for (const Case& one : cases) {
      const std::vector<float> values = file.floats(one.name, one.shape);
      ASSERT_EQ(values.size(), one.values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(std::bit_cast<std::uint32_t>(values[i]), std::bit_cast<std::uint32_t>(one.values[i]));
      }
    }
  }
}

TEST(TensorFileWriter, TextThatIsNotUtf8DoesNotBreakTheDocument) {
  TensorFileWriter writer;
  writer.set_metadata("title", "caf\xE9");
  EXPECT_EQ(TensorFile::parse(writer.bytes(), "m").metadata().at("title"), "caf\xEF\xBF\xBD");
}

class TensorFileOnDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              (std::string("segue_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::vector<std::byte>& bytes) const {
    const auto path = folder_ / "m.safetensors";
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path;
  }
  static ErrorKind kind_of_refusal(const std::filesystem::path& path) {
    try {
      TensorFile::read(path);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(path.filename().string()));
      return error.kind();
    }
    ADD_FAILURE() << "nothing was thrown";
    return ErrorKind::kFailed;
  }

  std::filesystem::path folder_;
};

TEST_F(TensorFileOnDisk, IsReadAndRefusedLikeMemory) {
  EXPECT_EQ(TensorFile::read(write(document("{" + kGood + "}", 8))).tensors().size(), 1U);
  EXPECT_EQ(kind_of_refusal(write(document("{" + kGood + "}", 7))), ErrorKind::kBadData);
  EXPECT_EQ(kind_of_refusal(write({})), ErrorKind::kBadData);
  EXPECT_EQ(kind_of_refusal(write(bytes_of("abc"))), ErrorKind::kBadData);
}

TEST_F(TensorFileOnDisk, WhatIsNoFileFails) {
  EXPECT_EQ(kind_of_refusal(folder_ / "absent.safetensors"), ErrorKind::kFailed);
  EXPECT_EQ(kind_of_refusal(folder_), ErrorKind::kFailed);
}

TEST_F(TensorFileOnDisk, HugeFilesAreRefusedBeforeMemoryIsTaken) {
  // Sparse: they take no room on the disk.
  const auto path = write(bytes_of("PNG......, surely not the length of a header"));
  std::filesystem::resize_file(path, TensorFile::kMaxFileBytes);
  EXPECT_EQ(kind_of_refusal(path), ErrorKind::kBadData);
  std::filesystem::resize_file(path, TensorFile::kMaxFileBytes + 1);
  EXPECT_EQ(kind_of_refusal(path), ErrorKind::kBadData);
}

}  // namespace
}  // namespace segue::numeric
