#include "segue/sources/folder/tag_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <fstream>
#include <memory>

#include <taglib/fileref.h>
#include <taglib/id3v2header.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mp4item.h>
#include <taglib/mp4tag.h>
#include <taglib/mpegfile.h>
#include <taglib/tag.h>
#include <taglib/taglib.h>
#include <taglib/tdebuglistener.h>
#include <taglib/tfilestream.h>
#include <taglib/tpropertymap.h>

#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

#if TAGLIB_MAJOR_VERSION >= 2
using BlockSize = std::size_t;
#else
using BlockSize = unsigned long;  // NOLINT(google-runtime-int): TagLib's signature
#endif

constexpr BlockSize kMaxBlock = BlockSize{16} << 20U;
constexpr std::uint64_t kMaxTotal = std::uint64_t{64} << 20U;
constexpr std::uint32_t kMaxReads = 100'000;
constexpr std::size_t kMaxValues = 100;
constexpr std::uintptr_t kMaxStack = std::uintptr_t{1} << 20U;  // a thread has 8 MiB
constexpr std::size_t kSmallBlock = std::size_t{1} << 20U;

/// Where the stack stands in the calling function.
[[gnu::always_inline]] inline std::uintptr_t stack_place() {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

/// What TagLib has to say to a programmer is nothing to a user.
class SilentListener : public TagLib::DebugListener {
 public:
  void printMessage(const TagLib::String& /*message*/) override {}  // NOLINT(readability-identifier-naming): TagLib's
};

void silence_taglib() {
  static SilentListener silent;
  static const bool kDone = [] {
    TagLib::setDebugListener(&silent);
    return true;
  }();
  static_cast<void>(kDone);
}

bool is_key(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// True for a large tag that is made of tiny fields. TagLib keeps some hundred bytes for each, so that 16 MiB of them
/// would take a gigabyte; in an honest large tag nearly all bytes are a picture's.
bool is_swarm(const TagLib::ByteVector& block) {
  if (block.size() <= kSmallBlock) return false;
  std::size_t frames = 0;    // ID3 and APE: "TIT2" and a size whose first byte is 0
  std::size_t comments = 0;  // Vorbis: "A=..."
  const char* data = block.data();
  for (std::size_t i = 3; i < block.size(); ++i) {
    if (data[i] == '\0' && is_key(data[i - 1]) && is_key(data[i - 2]) && is_key(data[i - 3])) ++frames;
    if (data[i] == '=') ++comments;
  }
  return frames > 50'000 || comments > block.size() / 64;
}

/// A file that gives TagLib no more than a bounded share of itself, and a name whose ending tells the format.
class BoundedStream : public TagLib::FileStream {
 public:
  BoundedStream(const std::filesystem::path& path, std::string name)
      : TagLib::FileStream(path.c_str(), true), name_(std::move(name)) {}

  TagLib::FileName name() const override { return name_.c_str(); }

  TagLib::ByteVector readBlock(BlockSize length) override {  // NOLINT(readability-identifier-naming): TagLib's
    // TagLib follows nested atoms of MP4 by calling itself: a hostile file nests a million of them.
    const bool deep = start_ > stack_place() && start_ - stack_place() > kMaxStack;
    if (exhausted_ || deep || ++reads_ > kMaxReads || length > kMaxBlock) {
      exhausted_ = true;
      return {};
    }
    TagLib::ByteVector block = TagLib::FileStream::readBlock(length);
    total_ += block.size();
    if (total_ > kMaxTotal || is_swarm(block)) {
      exhausted_ = true;
      return {};
    }
    return block;
  }

  bool exhausted() const { return exhausted_; }

 private:
  std::string name_;
  std::uintptr_t start_ = stack_place();
  std::uint64_t total_ = 0;
  std::uint32_t reads_ = 0;
  bool exhausted_ = false;
};

/// The ending that belongs to what the file begins with; its own where that says nothing.
std::string format_ending(const std::filesystem::path& path) {
  std::array<char, 12> first = {};
  std::ifstream in(path, std::ios::binary);
  in.read(first.data(), first.size());
  const std::string_view head(first.data(), static_cast<std::size_t>(in.gcount()));
  const std::string ending = ending_of(path);
  const auto is_at = [&](std::size_t at, std::string_view magic) {
    return head.size() >= at + magic.size() && head.substr(at, magic.size()) == magic;
  };
  if (is_at(0, "fLaC")) return "flac";
  if (is_at(0, "RIFF") && is_at(8, "WAVE")) return "wav";
  if (is_at(0, "FORM") && (is_at(8, "AIFF") || is_at(8, "AIFC"))) return "aiff";
  if (is_at(4, "ftyp")) return "m4a";
  if (is_at(0, "MAC ")) return "ape";
  if (is_at(0, "wvpk")) return "wv";
  if (is_at(0, "TTA1")) return "tta";
  if (is_at(0, "MPCK") || is_at(0, "MP+")) return "mpc";
  if (is_at(0, "\x30\x26\xb2\x75")) return "wma";
  if (is_at(0, "OggS")) return ending == "opus" || ending == "oga" ? ending : "ogg";
  // Matroska, DSF and others: TagLib would take a file of unknown ending for MPEG audio wherever two bytes look so.
  return ending == "mp3" || ending == "aac" || is_at(0, "ID3") ? "mp3" : std::string();
}

std::string upper(std::string_view text) {
  std::string raised(text);
  std::transform(raised.begin(), raised.end(), raised.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return raised;
}

/// The name under which a field is kept; empty for one that nobody asks for.
std::string kept_name(const std::string& name) {
  static constexpr std::array<std::string_view, 15> kNames = {"TITLE",
                                                              "ARTIST",
                                                              "ARTISTS",
                                                              "ALBUM",
                                                              "ALBUMARTIST",
                                                              "DATE",
                                                              "YEAR",
                                                              "ORIGINALDATE",
                                                              "ORIGINALYEAR",
                                                              "ISRC",
                                                              "LYRICS",
                                                              "MUSICBRAINZ_TRACKID",
                                                              "REPLAYGAIN_TRACK_GAIN",
                                                              "R128_TRACK_GAIN",
                                                              "ITUNESADVISORY"};
  if (name.starts_with("LYRICS:") || name == "UNSYNCEDLYRICS" || name == "UNSYNCED LYRICS") return "LYRICS";
  if (name == "MUSICBRAINZ TRACK ID") return "MUSICBRAINZ_TRACKID";
  if (name == "ALBUM ARTIST") return "ALBUMARTIST";
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ? name : std::string();
}

class Collector {
 public:
  explicit Collector(TagFields& fields) : fields_(fields) {}

  void add(const TagLib::String& name, const TagLib::StringList& values) {
    if (name.size() > 100) return;
    const std::string kept = kept_name(upper(name.to8Bit(true)));
    if (kept.empty()) return;
    std::vector<std::string>& into = fields_.values[kept];
    for (const TagLib::String& value : values) {
      if (into.size() >= kMaxValues) return;
      if (value.size() <= kMaxLyricsBytes) into.push_back(value.to8Bit(true));
    }
  }

  /// For what TagLib's list of properties leaves out, as of a second tag in the same file.
  void add_if_missing(const TagLib::String& name, const TagLib::String& value) {
    if (!value.isEmpty() && fields_.of(name.to8Bit()).empty()) add(name, TagLib::StringList(value));
  }

 private:
  TagFields& fields_;
};

void collect_mp4(const TagLib::MP4::Tag& tag, Collector& into) {
  const TagLib::String rating = "rtng";
  if (tag.contains(rating)) {
    into.add("ITUNESADVISORY", TagLib::StringList(TagLib::String::number(tag.item(rating).toByte())));
  }
  for (const auto& [key, item] : tag.itemMap()) {
    const int colon = key.rfind(":");
    if (key.startsWith("----:") && colon > 4) {
      const TagLib::String name = key.substr(static_cast<unsigned int>(colon) + 1);
      for (const TagLib::String& value : item.toStringList()) into.add_if_missing(name, value);
    }
  }
}

TagFields collect(const TagLib::FileRef& file) {
  TagFields fields;
  Collector into(fields);
  for (const auto& [name, values] : file.file()->properties()) into.add(name, values);
  if (const auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file.file()); mp4 != nullptr && mp4->tag() != nullptr) {
    collect_mp4(*mp4->tag(), into);
  }
  if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(file.file()); mpeg != nullptr && mpeg->hasID3v2Tag()) {
    fields.slash_lists = mpeg->ID3v2Tag()->header()->majorVersion() < 4;
  }
  if (const TagLib::Tag* tag = file.tag()) {
    into.add_if_missing("TITLE", tag->title());
    into.add_if_missing("ARTIST", tag->artist());
    into.add_if_missing("ALBUM", tag->album());
    if (tag->year() > 0) into.add_if_missing("DATE", TagLib::String::number(static_cast<int>(tag->year())));
  }
  if (const TagLib::AudioProperties* audio = file.audioProperties(); audio != nullptr) {
    if (audio->lengthInMilliseconds() > 0) fields.duration_s = audio->lengthInMilliseconds() / 1000.0;
  }
  return fields;
}

}  // namespace

const std::vector<std::string>& TagFields::of(std::string_view name) const {
  static const std::vector<std::string> kNone;
  const auto found = values.find(name);
  return found == values.end() ? kNone : found->second;
}

std::optional<TagFields> read_tag_file(const std::filesystem::path& path) {
  silence_taglib();
  try {
    if (!std::filesystem::is_regular_file(path)) return std::nullopt;
    const std::string ending = format_ending(path);
    if (ending.empty()) return std::nullopt;
    BoundedStream stream(path, "song." + ending);
    if (!stream.isOpen()) return std::nullopt;
    const TagLib::FileRef file(&stream);
    if (file.isNull() || stream.exhausted()) return std::nullopt;
    return collect(file);
  } catch (const std::exception&) {  // TagLib promises none, and a hostile file must not end an import
    return std::nullopt;
  }
}

}  // namespace segue::sources
