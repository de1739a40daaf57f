#include "segue/audio/decode/decoder.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/audio/decode/channel_weights.h"
#include "segue/audio/decode/continuity.h"
#include "segue/audio/decode/file_bytes.h"
#include "segue/audio/decode/input.h"
#include "segue/audio/decode/libav.h"
#include "segue/audio/decode/planar.h"
#include "segue/base/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace segue::audio {
namespace {

constexpr int kLowestRate = 1'000;
constexpr int kHighestRate = 768'000;
constexpr int kMostChannels = 64;
/// A damaged place may be long; garbage is longer. About a minute of MP3.
constexpr std::uint64_t kMostFailuresInRow = 2'500;
/// Packets that are in order and hold no sound: a file may skip its first hours, but not go on for ever.
constexpr std::uint64_t kMostSilentPacketsInRow = 4'000'000;
/// The largest frame of any codec is far below (Monkey's Audio: a million samples, handed out in pieces).
constexpr std::int64_t kMostSamplesInFrame = 1 << 20;
/// What a file says of its length is rounded, and edited at both ends.
constexpr double kToleratedSeconds = 1;
constexpr double kToleratedShare = 0.01;

constexpr const char* kDamagedHint = "The file is damaged or incomplete; copy or download it again.";

template <class T>
T* made(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

}  // namespace

struct Decoder::State {
  State(Bytes bytes, const std::string& file_name, std::uint32_t long_mp4)
      : name(file_name),
        input(std::move(bytes), file_name, long_mp4),
        packet(made(av_packet_alloc())),
        frame(made(av_frame_alloc())) {}

  std::string name;
  Input input;
  LibavPtr<AVCodecContext> codec;
  LibavPtr<AVPacket> packet;
  LibavPtr<AVFrame> frame;
  int stream = -1;
  PlanarSamples planar;
  Continuity continuity;
  AudioFormat format;
  Damage damage;
  bool cut_short = false;       // the file says so itself
  double stated_exactly_s = 0;  // 0: the file does not say
  std::uint64_t samples = 0;    // given out, per channel
  std::uint64_t failures_in_row = 0;
  std::uint64_t silent_in_row = 0;
  int last_error = 0;
  bool frame_waits = false;  // the first, decoded to learn the format
  bool draining = false;
  bool ended = false;
  bool finished = false;  // what was on its way has been given out

  [[noreturn]] void refuse(const std::string& why, const std::string& hint) const;
  void choose_stream();
  void open_codec();
  void learn_format();
  bool is_usable() const;
  void count_failure(int error);
  bool is_hopeless() const;
  void end_early();
  bool next_frame();
  void feed();
  std::span<const std::span<const float>> give(std::span<const std::span<const float>> block);
  std::span<const std::span<const float>> finish();
};

void Decoder::State::refuse(const std::string& why, const std::string& hint) const {
  throw Error(ErrorKind::kBadData, fmt::format("{}: no audio that can be decoded ({})", name, why), hint);
}

void Decoder::State::choose_stream() {
  AVFormatContext& context = input.context();
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    AVStream* candidate = context.streams[i];
    const bool is_audio = candidate->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    if (is_audio && stream < 0) {
      stream = static_cast<int>(i);
    } else {
      candidate->discard = AVDISCARD_ALL;  // pictures, other languages: not even read where that can be avoided
    }
  }
  if (stream < 0) refuse("there is no sound in it", "Is it a picture or a film without sound?");
}

void Decoder::State::open_codec() {
  const AVStream& source = *input.context().streams[stream];
  const AVCodec* decoder = avcodec_find_decoder(source.codecpar->codec_id);
  if (decoder == nullptr || !is_trusted_decoder(decoder->name)) {
    refuse(fmt::format("its sound is {}, for which there is no decoder", avcodec_get_name(source.codecpar->codec_id)),
           "Convert it, to FLAC say, if you can play it.");
  }
  codec.reset(made(avcodec_alloc_context3(decoder)));
  int error = avcodec_parameters_to_context(codec.get(), source.codecpar);
  if (error < 0) refuse(libav_says(error), kDamagedHint);
  codec->pkt_timebase = source.time_base;
  codec->thread_count = 1;
  codec->max_samples = kMostSamplesInFrame;
  error = avcodec_open2(codec.get(), decoder, nullptr);
  if (error < 0) refuse(libav_says(error), kDamagedHint);
}

void Decoder::State::learn_format() {
  if (!next_frame()) {
    refuse(last_error < 0 ? libav_says(last_error) : "it holds no samples", kDamagedHint);
  }
  frame_waits = true;
  cut_short = input.is_cut_short();
  const AVFormatContext& context = input.context();
  const AVStream& source = *context.streams[stream];
  format.sample_rate = frame->sample_rate;
  format.channels = frame->ch_layout.nb_channels;
  format.loudness_weights = loudness_weights(frame->ch_layout);
  format.codec = avcodec_get_name(codec->codec_id);
  format.container = context.iformat->name;
  continuity = Continuity(format.sample_rate, static_cast<std::size_t>(format.channels));
  double seconds = 0;
  if (source.duration != AV_NOPTS_VALUE) {
    seconds = static_cast<double>(source.duration) * av_q2d(source.time_base);
  } else if (context.duration != AV_NOPTS_VALUE) {
    seconds = static_cast<double>(context.duration) / AV_TIME_BASE;
  }
  if (!(seconds > 0)) return;
  format.stated_duration_s = seconds;
  if (context.duration_estimation_method != AVFMT_DURATION_FROM_BITRATE) stated_exactly_s = seconds;
}

bool Decoder::State::is_usable() const {
  return frame->nb_samples > 0 && frame->ch_layout.nb_channels >= 1 && frame->ch_layout.nb_channels <= kMostChannels &&
         frame->sample_rate >= kLowestRate && frame->sample_rate <= kHighestRate && PlanarSamples::takes(*frame);
}

void Decoder::State::count_failure(int error) {
  ++damage.packets;
  ++failures_in_row;
  last_error = error;
}

bool Decoder::State::is_hopeless() const {
  return failures_in_row > kMostFailuresInRow || silent_in_row > kMostSilentPacketsInRow;
}

void Decoder::State::end_early() {
  damage.ended_early = true;
  ended = true;
}

/// Decodes until `frame` holds samples; false at the end.
bool Decoder::State::next_frame() {
  while (!ended) {
    const int result = avcodec_receive_frame(codec.get(), frame.get());
    if (result == 0 && is_usable()) {
      failures_in_row = 0;
      silent_in_row = 0;
      return true;
    }
    if (result == AVERROR_EOF || (draining && result == AVERROR(EAGAIN))) {
      ended = true;
    } else if (result != 0 && result != AVERROR(EAGAIN)) {
      count_failure(result);
    } else if (result == 0 && frame->nb_samples > 0) {
      count_failure(AVERROR_PATCHWELCOME);
    }
    if (is_hopeless()) end_early();
    if (!ended && result != 0 && !draining) feed();
  }
  return false;
}

/// Hands the decoder its next packet, or the news that there are no more.
void Decoder::State::feed() {
  while (!is_hopeless()) {
    const int result = input.read_packet(*packet);
    ++silent_in_row;
    if (result == AVERROR(EAGAIN)) continue;
    if (result < 0) {
      if (result != AVERROR_EOF || input.read_failed()) {
        damage.ended_early = true;
        last_error = result;
      }
      draining = true;
      avcodec_send_packet(codec.get(), nullptr);
      return;
    }
    const bool is_ours = packet->stream_index == stream;
    const int sent = is_ours ? avcodec_send_packet(codec.get(), packet.get()) : 0;
    av_packet_unref(packet.get());
    if (!is_ours) continue;
    if (sent < 0) count_failure(sent);
    return;
  }
}

std::span<const std::span<const float>> Decoder::State::give(std::span<const std::span<const float>> block) {
  if (!block.empty()) samples += block.front().size();
  return block;
}

std::span<const std::span<const float>> Decoder::State::finish() {
  const auto block = give(continuity.finish());
  const double seconds = static_cast<double>(samples) / format.sample_rate;
  const bool is_short = seconds + kToleratedSeconds < stated_exactly_s * (1 - kToleratedShare);
  if (is_short || cut_short) damage.ended_early = true;
  return block;
}

Decoder::Decoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

Decoder Decoder::open(const std::filesystem::path& path) {
  return open(file_bytes(path), path.string());
}

Decoder Decoder::open(Bytes bytes, const std::string& name, std::uint32_t long_mp4) {
  auto state = std::make_unique<State>(std::move(bytes), name, long_mp4);
  state->choose_stream();
  state->open_codec();
  state->learn_format();
  return Decoder(std::move(state));
}

const AudioFormat& Decoder::format() const {
  return state_->format;
}
const Damage& Decoder::damage() const {
  return state_->damage;
}

std::span<const std::span<const float>> Decoder::read() {
  State& state = *state_;
  while (std::exchange(state.frame_waits, false) || state.next_frame()) {
    const auto block =
        state.give(state.continuity.pass(state.planar.of(*state.frame, state.damage), state.frame->sample_rate));
    if (!block.empty()) return block;
  }
  if (std::exchange(state.finished, true)) return {};
  return state.finish();
}

std::string describe(const Damage& damage) {
  std::vector<std::string> words;
  const auto say = [&](std::uint64_t count, const char* one, const char* many) {
    if (count > 0) words.push_back(fmt::format("{} {}", count, count == 1 ? one : many));
  };
  say(damage.packets, "packet could not be decoded", "packets could not be decoded");
  say(damage.not_finite, "sample was no number", "samples were no numbers");
  say(damage.over_range, "sample was far beyond full scale", "samples were far beyond full scale");
  if (damage.ended_early) words.emplace_back("it ends early");
  return fmt::format("{}", fmt::join(words, "; "));
}

}  // namespace segue::audio
