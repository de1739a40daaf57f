#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace segue::audio {

/// The sound of a file as it is stored.
struct AudioFormat {
  int sample_rate = 0;                      ///< Hz, 1,000 to 768,000
  int channels = 0;                         ///< 1 to 64
  std::vector<double> loudness_weights;     ///< ITU-R BS.1770-4's, one a channel: 1, surrounds 1.41, low frequencies 0
  std::string codec;                        ///< FFmpeg's name: "mp3", "vorbis"
  std::string container;                    ///< FFmpeg's name: "mp3", "ogg"
  std::optional<double> stated_duration_s;  ///< what the file says or its size suggests; may lie
};

/// What was wrong with the samples, and mended.
struct Damage {
  std::uint64_t packets = 0;     ///< undecodable, skipped
  std::uint64_t not_finite = 0;  ///< samples NaN or infinite, replaced by 0
  std::uint64_t over_range = 0;  ///< samples beyond +-64 (36 dB over full scale), clamped
  bool ended_early = false;      ///< reading stopped before the end the file itself states
  bool any() const { return packets > 0 || not_finite > 0 || over_range > 0 || ended_early; }
};

/// Random access to the bytes of a file, for files that are no files (fuzzers, tests).
struct Bytes {
  std::function<std::size_t(std::uint64_t offset, std::span<std::byte> into)> read;  ///< bytes read; 0 at the end
  std::uint64_t size = 0;
};

/// 40 minutes of AAC, of whose tables FFmpeg would make 5 MB.
inline constexpr std::uint32_t kLongMp4 = 100'000;

/// Decodes one file, block by block, in bounded memory: the first audio stream, at its own rate, without encoder delay
/// and padding where the file tells them. Nothing but this one file is ever opened, whatever it refers to.
class Decoder {
 public:
  /// Error(kBadData) if there is no audio in it that can be decoded; Error(kFailed) if it cannot be read. Files are
  /// known by what is in them, never by their name. Prints nothing: FFmpeg's log is turned off for the whole process,
  /// and no allocation of FFmpeg's may exceed 128 MiB.
  static Decoder open(const std::filesystem::path& path);
  /// For tests, `long_mp4`: packets from which on the tables of an MP4 file are not held in memory. The samples are the
  /// same, however many.
  static Decoder open(Bytes bytes, const std::string& name, std::uint32_t long_mp4 = kLongMp4);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  const AudioFormat& format() const;
  /// The next block: one span a channel, of equal length > 0, valid until the next call; empty at the end. Samples are
  /// finite. A stream whose rate or channels change in the middle is brought to what it began with.
  std::span<const std::span<const float>> read();
  const Damage& damage() const;

 private:
  struct State;
  explicit Decoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A human word on what was wrong, or empty.
std::string describe(const Damage& damage);

}  // namespace segue::audio
