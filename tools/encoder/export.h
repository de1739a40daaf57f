#pragma once

#include <filesystem>

#include "encoder_module.h"

namespace segue::encoder {

/// Writes `folder` in the Hugging Face layout (config.json, tokenizer_config.json, vocab.txt, model.safetensors in
/// float16): a BertForSequenceClassification with the labels negative, neutral, positive. The masked-language head
/// stays behind. Throws std::runtime_error if a weight is not finite or lies beyond float16.
void export_model(const EncoderModule& module, const std::filesystem::path& vocabulary,
                  const std::filesystem::path& folder);

/// Reads the weights of a folder that export_model wrote into `module`; heads that it does not hold stay as they are.
/// A model of fewer layers is stacked (stacking.h).
/// Throws std::runtime_error, naming the file, unless the rest of the shape and the vocabulary are those of `module`
/// and `vocabulary`.
void import_model(EncoderModule& module, const std::filesystem::path& vocabulary, const std::filesystem::path& folder);

}  // namespace segue::encoder
