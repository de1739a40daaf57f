#include "segue/audio/decode/long_mp4.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "segue/audio/decode/mp4_boxes.h"
#include "segue/audio/decode/mp4_head.h"

extern "C" {
#include <libavutil/mathematics.h>
}

namespace segue::audio {
namespace {

/// FFmpeg gets as many packets to learn what they are and where the sound begins: 20 seconds.
constexpr std::uint32_t kMostInHead = 1024;
constexpr std::uint32_t kLongestPacket = 1U << 24;  // in units of the track's time

using Boxes = std::vector<Mp4Box>;

std::optional<Boxes> boxes_in(const Bytes& bytes, const Mp4Box& box) {
  return mp4_boxes(bytes, box.begin, box.end);
}

/// The boxes in the only box of that name.
std::optional<Boxes> boxes_in(const Bytes& bytes, const Boxes& parents, std::string_view name) {
  const Mp4Box* box = only_box(parents, name);
  return box != nullptr ? boxes_in(bytes, *box) : std::nullopt;
}

bool are_all_of(const Boxes& boxes, std::initializer_list<std::string_view> names) {
  return std::ranges::all_of(boxes, [&](const Mp4Box& box) {
    return std::ranges::any_of(names, [&](std::string_view name) { return box.is(name); });
  });
}

std::uint64_t long_word(const Bytes& bytes, Mp4Words& words, std::uint64_t index) {
  return std::uint64_t{words.at(bytes, index)} << 32 | words.at(bytes, index + 1);
}

/// Units of time in a second, by an mvhd or mdhd; 0 if it does not say.
std::uint32_t time_scale(const Bytes& bytes, const Mp4Box* header) {
  if (header == nullptr) return 0;
  Mp4Words words(*header);
  const std::uint32_t version = words.at(bytes, 0) >> 24;
  if (version > 1) return 0;
  const std::uint32_t scale = words.at(bytes, version == 1 ? 5 : 3);
  return scale > 0x7fff'ffff ? 0 : scale;
}

/// What is played of a track, in its units of time.
struct Edit {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Packets of one length.
struct Run {
  std::uint32_t count = 0, length = 0;
};

/// The track of sound that is read, and what holds it.
struct Track {
  Mp4Box box;
  Mp4Samples samples;      // at the first
  std::vector<Run> times;  // stts
  std::optional<Edit> edit;
};

bool is_sound(const Bytes& bytes, const Boxes& media) {
  const Mp4Box* handler = only_box(media, "hdlr");
  return handler != nullptr && Mp4Words(*handler).at(bytes, 2) == 0x736f756e;  // "soun"
}

/// True if the packets are in this very file.
bool holds_its_data(const Bytes& bytes, const Boxes& information) {
  const auto where = boxes_in(bytes, information, "dinf");
  const Mp4Box* references = where ? only_box(*where, "dref") : nullptr;
  if (references == nullptr) return false;
  Mp4Words words(*references);
  return references->size() == 20 && words.at(bytes, 1) == 1 && words.at(bytes, 2) == 12 &&
         (words.at(bytes, 4) & 1U) == 1;
}

/// True if there is one format, of a codec whose packets FFmpeg hands on as they lie in the file.
bool has_plain_format(const Bytes& bytes, const Boxes& table) {
  const Mp4Box* formats = only_box(table, "stsd");
  if (formats == nullptr || formats->size() > kLargestMp4Leaf) return false;
  Mp4Words words(*formats);
  const std::uint32_t name = words.at(bytes, 3);
  // mp4a, alac, fLaC, Opus
  return words.at(bytes, 1) == 1 &&
         (name == 0x6d703461 || name == 0x616c6163 || name == 0x664c6143 || name == 0x4f707573);
}

/// True if the table has nothing but what is looked at here, and groups that say how far a decoder must go back when
/// it jumps.
bool has_plain_table(const Bytes& bytes, const Boxes& table) {
  if (!are_all_of(table, {"stsd", "stts", "stsz", "stsc", "stco", "co64", "sgpd", "sbgp"})) return false;
  if (std::ranges::count_if(table, [](const Mp4Box& box) { return box.is("stco") || box.is("co64"); }) != 1)
    return false;
  return std::ranges::all_of(table, [&](const Mp4Box& box) {
    return !(box.is("sgpd") || box.is("sbgp")) || Mp4Words(box).at(bytes, 1) == 0x726f6c6c;  // "roll"
  });
}

/// The lengths of the packets; empty if they are not those of exactly `count` packets.
std::vector<Run> times_of(const Bytes& bytes, const Boxes& table, std::uint32_t count) {
  const Mp4Box* box = only_box(table, "stts");
  if (box == nullptr || box->size() > kLargestMp4Leaf) return {};
  Mp4Words words(*box);
  const std::uint64_t entries = words.at(bytes, 1);
  if (words.size() < 2 || entries > (words.size() - 2) / 2) return {};
  std::vector<Run> runs;
  std::uint64_t total = 0;
  for (std::uint64_t i = 0; i < entries; ++i) {
    const Run run{.count = words.at(bytes, 2 + 2 * i), .length = words.at(bytes, 3 + 2 * i)};
    if (run.count == 0 || run.length < 2 || run.length > kLongestPacket) return {};
    total += run.count;
    runs.push_back(run);
  }
  return total == count ? runs : std::vector<Run>{};
}

/// When packet `index` begins.
std::uint64_t time_of(const std::vector<Run>& runs, std::uint32_t index) {
  std::uint64_t time = 0;
  for (const Run& run : runs) {
    const std::uint32_t taken = std::min(run.count, index);
    time += std::uint64_t{taken} * run.length;
    index -= taken;
  }
  return time;
}

/// Packets up to the first that reaches to `end`, that one too.
std::uint32_t packets_until(const std::vector<Run>& runs, std::uint64_t end) {
  std::uint64_t time = 0;
  std::uint32_t packets = 0;
  for (const Run& run : runs) {
    const std::uint64_t length = std::uint64_t{run.count} * run.length;
    if (time + length >= end) return packets + static_cast<std::uint32_t>((end - time + run.length - 1) / run.length);
    time += length;
    packets += run.count;
  }
  return packets;
}

/// The only edit, after silence maybe; false if it is not as plain as that.
bool read_edit(const Bytes& bytes, const Boxes& movie, const Boxes& parts, const Boxes& media, Track& track) {
  if (only_box(parts, "edts") == nullptr) return are_all_of(parts, {"tkhd", "mdia", "tref", "udta", "meta", "load"});
  const auto edits = boxes_in(bytes, parts, "edts");
  const Mp4Box* list = edits && edits->size() == 1 ? only_box(*edits, "elst") : nullptr;
  const std::uint32_t movie_scale = time_scale(bytes, only_box(movie, "mvhd"));
  const std::uint32_t scale = time_scale(bytes, only_box(media, "mdhd"));
  if (list == nullptr || movie_scale == 0 || scale == 0) return false;
  Mp4Words words(*list);
  const bool is_wide = words.at(bytes, 0) >> 24 == 1;
  const std::uint64_t count = words.at(bytes, 1);
  const std::uint64_t per_edit = is_wide ? 5 : 3;
  if (words.size() * 4 != list->size() || words.size() != 2 + count * per_edit || count < 1 || count > 2) return false;
  const auto time_of_edit = [&](std::uint64_t at) {
    return is_wide ? static_cast<std::int64_t>(long_word(bytes, words, at + 2))
                   : std::int64_t{static_cast<std::int32_t>(words.at(bytes, at + 1))};
  };
  if (count == 2 && time_of_edit(2) != -1) return false;
  const std::uint64_t last = 2 + (count - 1) * per_edit;
  const std::int64_t begin = time_of_edit(last);
  const std::uint64_t stated = is_wide ? long_word(bytes, words, last) : words.at(bytes, last);
  if (begin < 0 || begin > INT64_MAX / 4 || stated == 0 || stated > INT64_MAX / 4) return false;
  const std::int64_t length = av_rescale(static_cast<std::int64_t>(stated), scale, movie_scale);
  if (length <= 0 || length > INT64_MAX / 4) return false;
  track.edit = Edit{.begin = static_cast<std::uint64_t>(begin), .end = static_cast<std::uint64_t>(begin + length)};
  return true;
}

/// A track of sound, if it is long and plain.
std::optional<Track> plain_track(const Bytes& bytes, const Boxes& movie, const Mp4Box& box, std::uint32_t least) {
  const auto parts = boxes_in(bytes, box);
  const auto media = parts ? boxes_in(bytes, *parts, "mdia") : std::nullopt;
  const auto information = media ? boxes_in(bytes, *media, "minf") : std::nullopt;
  const auto table = information ? boxes_in(bytes, *information, "stbl") : std::nullopt;
  auto samples = table ? Mp4Samples::of(bytes, *table) : std::nullopt;
  if (!samples || samples->count() < least) return std::nullopt;
  if (!has_plain_table(bytes, *table) || !has_plain_format(bytes, *table) || !holds_its_data(bytes, *information)) {
    return std::nullopt;
  }
  Track track;
  track.box = box;
  track.times = times_of(bytes, *table, samples->count());
  track.samples = *std::move(samples);
  if (track.times.empty() || !read_edit(bytes, movie, *parts, *media, track)) return std::nullopt;
  return track;
}

/// The first track of sound, if it is long and plain.
std::optional<Track> long_track(const Bytes& bytes, const Boxes& movie, std::uint32_t least) {
  for (const Mp4Box& box : movie) {
    if (!box.is("trak")) continue;
    const auto parts = boxes_in(bytes, box);
    const auto media = parts ? boxes_in(bytes, *parts, "mdia") : std::nullopt;
    if (!media) return std::nullopt;
    if (is_sound(bytes, *media)) return plain_track(bytes, movie, box, least);
  }
  return std::nullopt;
}

}  // namespace

std::optional<LongMp4> LongMp4::find(const Bytes& bytes, std::uint64_t begin, std::uint32_t least_packets) {
  if (bytes.size <= begin) return std::nullopt;
  const auto top = mp4_boxes(bytes, begin, bytes.size, true);
  if (!top || !top->front().is("ftyp")) return std::nullopt;
  if (!are_all_of(*top, {"ftyp", "moov", "mdat", "free", "skip", "wide"})) return std::nullopt;
  const Mp4Box* kind = only_box(*top, "ftyp");
  const Mp4Box* movie_box = only_box(*top, "moov");
  if (kind == nullptr || movie_box == nullptr || only_box(*top, "mdat") == nullptr) return std::nullopt;
  const auto movie = boxes_in(bytes, *movie_box);
  if (!movie || !are_all_of(*movie, {"mvhd", "iods", "trak", "udta", "meta", "free", "skip"})) return std::nullopt;
  auto track = long_track(bytes, *movie, least_packets);
  if (!track) return std::nullopt;

  const std::uint32_t in_head = std::min(kMostInHead, std::max(least_packets, 1U));
  // FFmpeg must see the beginning of the edit, and all that it looks at around it.
  if (track->edit && track->edit->begin > time_of(track->times, in_head / 2)) return std::nullopt;
  LongMp4 found;
  std::vector<Mp4Sample> first;
  Mp4Samples all = std::move(track->samples);
  for (auto sample = all.next(bytes); sample; sample = all.next(bytes)) {
    if (first.size() == in_head) continue;
    first.push_back(*sample);
    if (first.size() == in_head) found.rest_ = all;
  }
  if (!all.is_complete() || !found.rest_) return std::nullopt;
  const std::uint32_t end = track->edit ? packets_until(track->times, track->edit->end) : all.count();
  found.left_ = end - std::min(end, in_head);
  found.head_ = mp4_head(bytes, {.kind = *kind, .movie = *movie_box, .track = track->box}, first, bytes.size - begin);
  return found.head_.empty() ? std::nullopt : std::optional(std::move(found));
}

std::optional<Mp4Sample> LongMp4::next(const Bytes& bytes) {
  if (left_ == 0) return std::nullopt;
  --left_;
  auto sample = rest_->next(bytes);
  if (sample) sample->offset += head_.size();
  return sample;
}

}  // namespace segue::audio
