#include "token_corpus.h"

#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace segue::encoder {

namespace {

constexpr std::string_view kMagic = "SEGUETOK";
constexpr std::uint32_t kVersion = 1;

struct Head {
  char magic[8] = {};
  std::uint32_t version = kVersion;
  std::uint32_t texts = 0;
  std::uint64_t tokens = 0;
};

template <class T>
void put(std::ofstream& out, const std::vector<T>& values) {
  out.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
}

template <class T>
void get(std::ifstream& in, std::vector<T>& values, std::size_t count) {
  values.resize(count);
  in.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(count * sizeof(T)));
}

}  // namespace

void TokenCorpus::add(std::span<const std::int32_t> tokens, std::uint32_t label, std::uint32_t group) {
  if (offsets.empty()) offsets.push_back(0);
  labels.push_back(label);
  groups.push_back(group);
  for (const std::int32_t id : tokens) ids.push_back(static_cast<std::uint16_t>(id));
  offsets.push_back(ids.size());
}

TokenCorpus TokenCorpus::read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + file.string() + "; make it with prepare_corpora or label_texts");
  Head head;
  in.read(reinterpret_cast<char*>(&head), sizeof head);
  const auto fail = [&](const char* what) { throw std::runtime_error(file.string() + " is no corpus: " + what); };
  if (!in || std::memcmp(head.magic, kMagic.data(), kMagic.size()) != 0) fail("it does not begin with SEGUETOK");
  if (head.version != kVersion) fail("another version");
  const std::uint64_t expected = sizeof head + std::uint64_t{head.texts} * 16 + 8 + head.tokens * 2;
  if (std::filesystem::file_size(file) != expected) fail("its length does not fit its head");
  TokenCorpus corpus;
  get(in, corpus.labels, head.texts);
  get(in, corpus.groups, head.texts);
  get(in, corpus.offsets, std::size_t{head.texts} + 1);
  get(in, corpus.ids, head.tokens);
  if (!in) fail("it ends early");
  if (corpus.offsets.front() != 0 || corpus.offsets.back() != head.tokens) fail("its offsets do not span its tokens");
  for (std::size_t i = 0; i < corpus.size(); ++i)
    if (corpus.offsets[i] > corpus.offsets[i + 1]) fail("its offsets fall");
  return corpus;
}

void TokenCorpus::write(const std::filesystem::path& file) const {
  std::ofstream out(file, std::ios::binary);
  Head head;
  std::memcpy(head.magic, kMagic.data(), kMagic.size());
  head.texts = static_cast<std::uint32_t>(size());
  head.tokens = ids.size();
  out.write(reinterpret_cast<const char*>(&head), sizeof head);
  put(out, labels);
  put(out, groups);
  put(out, offsets.empty() ? std::vector<std::uint64_t>{0} : offsets);
  put(out, ids);
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace segue::encoder
