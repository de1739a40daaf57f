#include "segue/cli/search_report.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "segue/cli/text.h"

namespace segue::cli {
namespace {

using app::SearchReport;
using app::SearchRow;
using app::Trial;
using nlohmann::ordered_json;
using Number = std::function<std::optional<double>(const Trial&)>;

/// "500*,200,100": a star on a layer wider than the input.
std::string layers_text(const embedding::AutoencoderShape& shape) {
  std::string text;
  for (const std::size_t layer : shape.layers) {
    text += fmt::format("{}{}{}", text.empty() ? "" : ",", layer, layer > shape.inputs ? "*" : "");
  }
  return text.empty() ? "none" : text;
}

/// "relu", or all of them where they differ.
std::string activations_text(const embedding::AutoencoderShape& shape) {
  std::string text;
  for (const auto activation : shape.activations) {
    text += fmt::format("{}{}", text.empty() ? "" : ",", embedding::name(activation));
  }
  const auto& all = shape.activations;
  const bool agree = std::ranges::adjacent_find(all, std::ranges::not_equal_to()) == all.end();
  return agree && !all.empty() ? std::string(embedding::name(all.front())) : text;
}

std::string number_text(double value) {
  if (value >= 100) return fmt::format("{:.1f}", value);
  return fmt::format("{:.4f}", value);
}

/// "0.0170 ±0.0003"; the deviation only where there are several seeds.
std::string spread_text(const SearchRow& row, const Number& number) {
  const auto spread = row.spread(number);
  if (!spread) return "-";
  if (spread->count < 2) return number_text(spread->mean);
  return fmt::format("{} ±{:.4f}", number_text(spread->mean), spread->deviation);
}

std::string mean_text(const SearchRow& row, const Number& number) {
  const auto spread = row.spread(number);
  return spread ? number_text(spread->mean) : "-";
}

Number precision(std::optional<app::Precision> app::TrialMeasures::*which) {
  return [which](const Trial& trial) -> std::optional<double> {
    const auto& precision = trial.measures.*which;
    return precision ? std::optional(precision->value) : std::nullopt;
  };
}

std::optional<double> explained_variance(const Trial& trial) {
  return trial.measures.explained_variance;
}

std::optional<double> trustworthiness(const Trial& trial) {
  return trial.measures.trustworthiness;
}

std::optional<double> pca_loss(const Trial& trial) {
  return trial.measures.pca ? std::optional(trial.measures.pca->validation_loss) : std::nullopt;
}

std::optional<double> pca_explained(const Trial& trial) {
  return trial.measures.pca ? std::optional(trial.measures.pca->explained_variance) : std::nullopt;
}

std::optional<double> pca_precision(const Trial& trial) {
  const auto& pca = trial.measures.pca;
  return pca && pca->p_at_10 ? std::optional(pca->p_at_10->value) : std::nullopt;
}

std::optional<double> seconds_of(const Trial& trial) {
  return trial.seconds;
}

/// "0", or "2-5" of several seeds that differ.
std::string dead_text(const SearchRow& row) {
  std::optional<std::size_t> least;
  std::size_t most = 0;
  for (const auto& finished : row.trials) {
    if (!finished.trial.problem.empty()) continue;
    const std::size_t dead = finished.trial.measures.dead_latents;
    least = std::min(least.value_or(dead), dead);
    most = std::max(most, dead);
  }
  if (!least) return "-";
  return *least == most ? fmt::format("{}", most) : fmt::format("{}-{}", *least, most);
}

/// "100", "61" of as many at most, "43-61" of several seeds.
std::string epochs_text(const SearchRow& row) {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  std::size_t most = 0;
  for (const auto& finished : row.trials) {
    if (!finished.trial.problem.empty()) continue;
    least = std::min(least, finished.trial.history.training.size());
    most = std::max(most, finished.trial.history.training.size());
  }
  if (least > most) return "-";
  return least == most ? fmt::format("{}", most) : fmt::format("{}-{}", least, most);
}

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json spread_json(const SearchRow& row, const Number& number) {
  const auto spread = row.spread(number);
  if (!spread) return nullptr;
  return {{"mean", spread->mean}, {"deviation", spread->deviation}};
}

std::vector<std::size_t> wider_layers(const embedding::AutoencoderShape& shape) {
  std::vector<std::size_t> wider;
  for (const std::size_t layer : shape.layers) {
    if (layer > shape.inputs) wider.push_back(layer);
  }
  return wider;
}

ordered_json published_json(const std::optional<app::PublishedLosses>& published) {
  if (!published) return nullptr;
  return {{"training_loss", published->training}, {"validation_loss", published->validation}};
}

SearchTable losses_table(const SearchReport& report) {
  SearchTable table{
      {"", "Latent", "Layers", "Activations", "Epochs", "Training loss", "Validation loss", "Published"}, {2, 3}, {}};
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    const auto& row = report.rows[i];
    const auto& [shape, rate, published] = row.architecture;
    table.rows.push_back(
        {fmt::format("{}", i + 1), fmt::format("{}", shape.latent), layers_text(shape),
         activations_text(shape) + (rate ? fmt::format(" at {}", *rate) : ""), epochs_text(row),
         spread_text(row, &Trial::training_loss), spread_text(row, &Trial::validation_loss),
         published ? fmt::format("{}/{}", number_text(published->training), number_text(published->validation)) : "-"});
  }
  return table;
}

SearchTable measures_table(const SearchReport& report) {
  SearchTable table{{"", "Parameters", "Seconds", "PCA loss", "Explained", "by PCA", "Dead", "Trust", "P@10", "of PCA",
                     "training P@10"},
                    {},
                    {}};
  if (report.with_artist) table.headers.emplace_back("unfiltered");
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    const auto& row = report.rows[i];
    const auto& first = row.trials.front().trial;
    table.rows.push_back({fmt::format("{}", i + 1), count(static_cast<std::int64_t>(first.parameters)),
                          seconds(row.spread(seconds_of).value_or(app::Spread{first.seconds, 0, 1}).mean),
                          mean_text(row, pca_loss), mean_text(row, explained_variance), mean_text(row, pca_explained),
                          dead_text(row), mean_text(row, trustworthiness),
                          spread_text(row, precision(&app::TrialMeasures::p_at_10)), mean_text(row, pca_precision),
                          spread_text(row, precision(&app::TrialMeasures::p_at_10_training))});
    if (report.with_artist) {
      table.rows.back().push_back(spread_text(row, precision(&app::TrialMeasures::p_at_10_unfiltered)));
    }
  }
  return table;
}

std::vector<std::string> remarks_on(const SearchReport& report) {
  std::vector<std::string> remarks;
  const bool wider = std::ranges::any_of(
      report.rows, [](const SearchRow& row) { return !wider_layers(row.architecture.shape).empty(); });
  if (wider) remarks.push_back(fmt::format("* wider than the {} inputs", report.inputs));
  if (report.best) {
    remarks.push_back(fmt::format("least validation loss: network {} ('segue train --recipe best')", *report.best + 1));
  }
  if (report.finalists && *report.finalists < report.rows.size()) {
    remarks.push_back(
        fmt::format("networks from {} on were dropped on the way, after fewer epochs", *report.finalists + 1));
  }
  if (report.skipped > 0) {
    remarks.push_back(fmt::format("the minutes were over before {} could begin",
                                  count(static_cast<std::int64_t>(report.skipped), "trial", "trials")));
  }
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    for (const auto& finished : report.rows[i].trials) {
      if (finished.trial.problem.empty()) continue;
      remarks.push_back(
          fmt::format("network {}, seed {}: {}", i + 1, finished.trial.training.seed, finished.trial.problem));
    }
  }
  return remarks;
}

std::string text_of(const SearchTable& table, std::size_t width) {
  std::vector<Table::Column> columns;
  for (std::size_t j = 0; j < table.headers.size(); ++j) {
    const bool left = std::ranges::find(table.left, j) != table.left.end();
    columns.push_back({table.headers[j], left ? Table::Align::kLeft : Table::Align::kRight});
  }
  Table text(columns);
  for (const auto& row : table.rows) text.add(row);
  return text.text(width, "");
}

}  // namespace

ordered_json search_json(const SearchReport& report) {
  ordered_json document{{"version", 1},
                        {"kind", name(report.kind)},
                        {"plan", report.plan},
                        {"with_artist", report.with_artist},
                        {"songs", report.songs},
                        {"inputs", report.inputs},
                        {"pool", report.pool},
                        {"training_pool", report.training_pool},
                        {"skipped", report.skipped},
                        {"best", report.best ? ordered_json(*report.best) : ordered_json(nullptr)},
                        {"best_by", "mean validation loss"}};
  document["networks"] = ordered_json::array();
  document["trials"] = ordered_json::array();
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    const auto& row = report.rows[i];
    const auto& shape = row.architecture.shape;
    document["networks"].push_back(
        {{"latent", shape.latent},
         {"layers", shape.layers},
         {"wider_than_input", wider_layers(shape)},
         {"activations", activations_text(shape)},
         {"parameters", row.trials.front().trial.parameters},
         {"published", published_json(row.architecture.published)},
         {"training_loss", spread_json(row, &Trial::training_loss)},
         {"validation_loss", spread_json(row, &Trial::validation_loss)},
         {"explained_variance", spread_json(row, explained_variance)},
         {"trustworthiness", spread_json(row, trustworthiness)},
         {"pca_validation_loss", spread_json(row, pca_loss)},
         {"pca_explained_variance", spread_json(row, pca_explained)},
         {"pca_p_at_10", spread_json(row, pca_precision)},
         {"p_at_10", spread_json(row, precision(&app::TrialMeasures::p_at_10))},
         {"p_at_10_training", spread_json(row, precision(&app::TrialMeasures::p_at_10_training))}});
    for (const auto& finished : row.trials) {
      auto trial = ordered_json::parse(finished.trial.to_json());
      trial.erase("version");
      trial["network"] = i;
      trial["found"] = finished.found;
      document["trials"].push_back(std::move(trial));
    }
  }
  return document;
}

SearchWords search_words(const SearchReport& report) {
  const auto number = [](std::size_t n) { return count(static_cast<std::int64_t>(n)); };
  return {fmt::format("{} networks over {} songs and {} inputs; P@10 of {} songs on test playlists",
                      number(report.rows.size()), number(report.songs), number(report.inputs), number(report.pool)),
          losses_table(report), measures_table(report), remarks_on(report)};
}

std::string search_text(const SearchReport& report, std::size_t width) {
  const auto words = search_words(report);
  std::string text =
      fmt::format("{}\n\n{}\n{}", words.summary, text_of(words.losses, width), text_of(words.measures, width));
  for (const auto& remark : words.remarks) text += remark + "\n";
  return text;
}

}  // namespace segue::cli
