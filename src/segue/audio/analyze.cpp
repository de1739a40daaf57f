#include "segue/audio/analyze.h"

#include <algorithm>
#include <cmath>

#include "segue/audio/decode/analysis_rate.h"
#include "segue/audio/level/fades.h"
#include "segue/audio/level/loudness.h"
#include "segue/audio/rhythm/rhythm.h"
#include "segue/audio/spectral/descriptors.h"
#include "segue/audio/spectral/regressors.h"
#include "segue/audio/stereo_width.h"
#include "segue/audio/tonal/key.h"
#include "segue/audio/voice/voice.h"
#include "segue/audio/waveform.h"
#include "segue/base/error.h"

namespace segue::audio {
namespace {

using catalog::Basis;
using catalog::Measurement;
using catalog::Sound;
using catalog::Variable;

/// Seconds of music between two signs of life.
constexpr double kProgressEvery = 5;

/// Everything that listens, fed block by block.
class Listeners {
 public:
  explicit Listeners(const AudioFormat& format)
      : rates_(format.sample_rate, format.channels), loudness_(format.sample_rate, format.loudness_weights) {}

  void push(std::span<const std::span<const float>> channels) {
    samples_ += channels.front().size();
    loudness_.push(channels);
    width_.push(channels);
    rates_.push(channels);
    pass_on();
  }

  void finish() {
    rates_.finish();
    pass_on();
  }

  std::uint64_t samples() const { return samples_; }  ///< at the file's own rate
  std::uint64_t half_samples() const { return half_samples_; }
  const Waveform& waveform() const { return waveform_; }

  LoudnessMeter& loudness() { return loudness_; }
  DescriptorExtractor& descriptors() { return descriptors_; }
  KeyFinder& key() { return key_; }
  RhythmFinder& rhythm() { return rhythm_; }
  VoiceFinder& voice() { return voice_; }
  double stereo_width() const { return width_.width(); }

 private:
  void pass_on() {
    descriptors_.push(rates_.full());
    key_.push(rates_.half());
    rhythm_.push(rates_.half());
    voice_.push(rates_.half());
    waveform_.push(rates_.half());
    half_samples_ += rates_.half().size();
  }

  AnalysisRate rates_;
  LoudnessMeter loudness_;
  StereoWidth width_;
  DescriptorExtractor descriptors_;
  KeyFinder key_;
  RhythmFinder rhythm_;
  VoiceFinder voice_;
  Waveform waveform_;
  std::uint64_t samples_ = 0;
  std::uint64_t half_samples_ = 0;
};

/// A value within its variable's range.
Measurement measured(Variable variable, double value, double confidence, Basis basis) {
  const catalog::VariableInfo& range = catalog::info(variable);
  return {std::clamp(value, range.min, range.max), std::clamp(confidence, 0.0, 1.0), basis};
}

void set(Sound& sound, Variable variable, double value, Basis basis = Basis::kExact) {
  sound[variable] = measured(variable, value, 1, basis);
}

void set(Sound& sound, Variable variable, const Measurement& measurement) {
  if (!measurement.known() || !std::isfinite(measurement.value)) return;
  sound[variable] = measured(variable, measurement.value, measurement.confidence, measurement.basis);
}

/// Whether somebody sings is heard by the voice finder; the model fitted to the Echo Nest's numbers, which hears style
/// and no voices, tips the scales a little (models/voice/README.md has the measurements of both).
Measurement instrumentalness(const Measurement& modelled, const Voice& voice) {
  if (!voice.known || !modelled.known()) return modelled;
  constexpr double kOfStyle = 0.2;
  return {(1 - kOfStyle) * (1 - voice.probability) + kOfStyle * modelled.value, std::abs(2 * voice.probability - 1),
          Basis::kModelled};
}

/// Fills the timbre in the order of catalog::timbre_numbers().
class TimbreWriter {
 public:
  explicit TimbreWriter(std::vector<float>& timbre) : timbre_(timbre) {}
  void add(double value) { timbre_.push_back(static_cast<float>(value)); }
  void add(const MeanStd& moments) {
    add(moments.mean);
    add(moments.std);
  }

 private:
  std::vector<float>& timbre_;
};

void write_timbre(Sound& sound, const Descriptors& descriptors, const Tonality& tonality, const Rhythm& rhythm,
                  const Voice& voice, const Loudness& loudness, double stereo_width) {
  TimbreWriter writer(sound.timbre);
  for (const MeanStd& moments : descriptors.mfcc) writer.add(moments);
  for (const MeanStd& moments : descriptors.contrast) writer.add(moments);
  for (const MeanStd* moments : {&descriptors.centroid, &descriptors.bandwidth, &descriptors.rolloff,
                                 &descriptors.flatness, &descriptors.rms, &descriptors.zero_crossings}) {
    writer.add(*moments);
  }
  for (const double share : tonality.chroma_tonic) writer.add(share);
  writer.add(tonality.chroma_flux);
  writer.add(tonality.chroma_entropy);
  for (const double value : {rhythm.onset_rate, rhythm.beat_strength, rhythm.pulse_clarity, rhythm.beat_regularity,
                             rhythm.danceability_dfa, rhythm.low_band_flux}) {
    writer.add(value);
  }
  constexpr double kSilence = 1e-7;  // -140 dBFS
  writer.add(loudness.range);
  writer.add(20 * std::log10(std::max(loudness.sample_peak, kSilence)) - loudness.integrated);
  writer.add(stereo_width);
  writer.add(voice.known ? voice.sung_share : 0);
}

void write_analysis(Sound& sound, const Listeners& listeners, const Loudness& loudness, const Fades& fades) {
  set(sound, Variable::kNumSamples, static_cast<double>(std::max<std::uint64_t>(listeners.half_samples(), 1)));
  set(sound, Variable::kAnalysisSampleRate, kAnalysisRate);
  set(sound, Variable::kAnalysisChannels, 1);
  set(sound, Variable::kEndOfFadeIn, fades.end_of_fade_in, Basis::kEstimated);
  set(sound, Variable::kStartOfFadeOut, fades.start_of_fade_out, Basis::kEstimated);
  set(sound, Variable::kAnalysisLoudness, loudness.integrated);
  set(sound, Variable::kTempoConfidence, sound[Variable::kTempo].confidence);
  set(sound, Variable::kTimeSignatureConfidence, sound[Variable::kTimeSignature].confidence);
  set(sound, Variable::kKeyConfidence, sound[Variable::kKey].confidence);
  set(sound, Variable::kModeConfidence, sound[Variable::kMode].confidence);
}

void write_features(Sound& sound, const Moods& moods, const Tonality& tonality, const Rhythm& rhythm,
                    const Loudness& loudness) {
  set(sound, Variable::kDanceability, moods.danceability);
  set(sound, Variable::kEnergy, moods.energy);
  set(sound, Variable::kKey, tonality.key);
  set(sound, Variable::kLoudness, loudness.integrated);
  set(sound, Variable::kMode, tonality.mode);
  set(sound, Variable::kSpeechiness, moods.speechiness);
  set(sound, Variable::kAcousticness, moods.acousticness);
  set(sound, Variable::kInstrumentalness, moods.instrumentalness);
  // Liveness stays unknown: no model of ours predicts it better than a constant (models/sound/README.md).
  set(sound, Variable::kValence, moods.valence);
  set(sound, Variable::kTempo, rhythm.tempo);
  set(sound, Variable::kTimeSignature, rhythm.time_signature);
}

}  // namespace

catalog::AnalysisResult analyze(Decoder& decoder, const AnalyzeOptions& options) {
  const AudioFormat& format = decoder.format();
  Listeners listeners(format);
  double told = 0;
  for (auto block = decoder.read(); !block.empty(); block = decoder.read()) {
    listeners.push(block);
    const double heard = static_cast<double>(listeners.samples()) / format.sample_rate;
    if (options.on_progress && heard >= told + kProgressEvery) {
      told = heard;
      options.on_progress(heard);
    }
  }
  if (listeners.samples() == 0) {
    throw Error(ErrorKind::kBadData, "there is no sound in it that can be decoded",
                "The file may be cut off or damaged; play it in another program to be sure.");
  }
  listeners.finish();

  // The one that holds most goes first, so that the others find room.
  const Descriptors descriptors = listeners.descriptors().finish();
  const Tonality tonality = listeners.key().finish();
  const Rhythm rhythm = listeners.rhythm().finish();
  const Voice voice = listeners.voice().finish();
  const Loudness loudness = listeners.loudness().finish();

  catalog::AnalysisResult result;
  Sound& sound = result.sound;
  sound.analyzer_version = catalog::kAnalyzerVersion;
  sound.duration_s = static_cast<double>(listeners.samples()) / format.sample_rate;
  Moods moods = predict_moods(descriptors);
  moods.instrumentalness = instrumentalness(moods.instrumentalness, voice);
  write_features(sound, moods, tonality, rhythm, loudness);
  const Fades fades = find_fades(loudness.momentary, loudness.integrated, sound.duration_s);
  write_analysis(sound, listeners, loudness, fades);
  write_timbre(sound, descriptors, tonality, rhythm, voice, loudness, listeners.stereo_width());
  if (decoder.damage().any()) sound.remarks.push_back(describe(decoder.damage()));
  if (options.with_curves) {
    result.curves = {
        sound.duration_s, listeners.waveform().lowest(),     listeners.waveform().highest(), loudness.momentary,
        rhythm.beats,     listeners.key().seconds_per_row(), listeners.key().rows()};
  }
  return result;
}

}  // namespace segue::audio
