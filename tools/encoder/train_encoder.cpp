/// train_encoder: trains the text encoder that ships with segue (models/words). See models/words/README.md.

#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "training.h"

namespace {

constexpr const char* kUsage = R"(Usage: train_encoder --corpora DIR --out DIR [OPTION VALUE]...

Trains on what prepare_corpora wrote, with a checkpoint every ten minutes; run it again to go on after a stop.
  --init FOLDER       begin from a model of the same vocabulary and shape, or of fewer layers, not at random
  --tokens N          length of the schedule, padded tokens (40e6)
  --layers N --hidden N --heads N --intermediate N --positions N    the encoder's shape (4, 256, 4, 1024, 128)
  --learning-rate X   (6e-4)     --dropout X  (0)      --last-part X  share without hidden words (0.3)
  --piece-dropout X   (0)        of the tweets' longest pieces, passed over for shorter ones
  --mlm-weight X      (0.3)      --same-song X (0.5)   --hidden-share X (0.15)
  --tweets-share X --semeval-share X --lyrics-share X  of the tokens (0.58, 0.1, 0.32)
  --sung-share X      (0)        of the tokens: lyrics, towards the sentiment their song was given
  --sung NAME         (sung)     by whom: sung, what label_texts says; valence, how happy the song sounds
  --teacher-share X   (0)        of a tweet's label: what label_texts says of it, not the emoticon
  --joined-share X    (0)        of the tweets' batches: several tweets of one label in a row, as long as a window
  --warm-up X         (0.04)     --report-share X (0.02)  of the schedule
  --batch-tokens N    (6144)     --pairs N (64)
  --device cpu|cuda   (cpu)      --float32 1           no bfloat16
  --threads N         (2)        --minutes X           stop after so many (0: never)
  --seed N            (0)
)";

}  // namespace

int main(int argc, char** argv) {
  segue::encoder::TrainingOptions options;
  const auto number = [](auto& target) {
    return [&target](const std::string& text) {
      std::size_t used = 0;
      const double value = std::stod(text, &used);
      if (used != text.size()) throw std::invalid_argument(text);
      target = static_cast<std::remove_reference_t<decltype(target)>>(value);
    };
  };
  const std::map<std::string, std::function<void(const std::string&)>> known = {
      {"--corpora", [&](const std::string& text) { options.corpora = text; }},
      {"--out", [&](const std::string& text) { options.out = text; }},
      {"--init", [&](const std::string& text) { options.init = text; }},
      {"--tokens", number(options.tokens)},
      {"--layers", number(options.shape.layers)},
      {"--hidden", number(options.shape.hidden)},
      {"--heads", number(options.shape.heads)},
      {"--intermediate", number(options.shape.intermediate)},
      {"--positions", number(options.shape.positions)},
      {"--learning-rate", number(options.learning_rate)},
      {"--dropout", number(options.dropout)},
      {"--piece-dropout", number(options.piece_dropout)},
      {"--last-part", number(options.last_part)},
      {"--mlm-weight", number(options.mlm_weight)},
      {"--same-song", number(options.same_song)},
      {"--hidden-share", number(options.hidden_share)},
      {"--tweets-share", number(options.tweets_share)},
      {"--semeval-share", number(options.semeval_share)},
      {"--lyrics-share", number(options.lyrics_share)},
      {"--sung-share", number(options.sung_share)},
      {"--sung", [&](const std::string& text) { options.sung = text; }},
      {"--teacher-share", number(options.teacher_share)},
      {"--joined-share", number(options.joined_share)},
      {"--report-share", number(options.report_share)},
      {"--warm-up", number(options.warm_up)},
      {"--batch-tokens", number(options.batch_tokens)},
      {"--pairs", number(options.pairs)},
      {"--device", [&](const std::string& text) { options.cuda = text == "cuda"; }},
      {"--float32", [&](const std::string& text) { options.bfloat16 = text != "1"; }},
      {"--threads", number(options.threads)},
      {"--minutes", number(options.minutes)},
      {"--seed", number(options.seed)},
  };
  for (int i = 1; i < argc; i += 2) {
    const auto option = known.find(argv[i]);
    if (option == known.end() || i + 1 == argc) {
      std::cerr << "train_encoder: cannot read '" << argv[i] << "'\n\n" << kUsage;
      return 2;
    }
    try {
      option->second(argv[i + 1]);
    } catch (const std::exception&) {
      std::cerr << "train_encoder: " << argv[i] << " expects a number, not '" << argv[i + 1] << "'\n";
      return 2;
    }
  }
  if (options.corpora.empty() || options.out.empty()) {
    std::cerr << kUsage;
    return 2;
  }
  try {
    return segue::encoder::train(options) ? 0 : 75;  // EX_TEMPFAIL: to be continued
  } catch (const std::exception& error) {
    std::cerr << "train_encoder: " << error.what() << '\n';
    return 1;
  }
}
