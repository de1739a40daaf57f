// The models of a learned recipe come from catalogs and folders: input_scaler, similarity_network and a recipe's
// document take any bytes and hand out something that makes sense or throw Error(kBadData). A network that is read can
// be asked, and comes back from its own document.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "segue/app/recipe.h"
#include "segue/base/error.h"
#include "segue/embedding/similarity_network.h"
#include "segue/features/input_scaler.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

template <class Read>
void read(const Read& attempt) {
  try {
    attempt();
  } catch (const segue::Error& error) {
    require(error.kind() == segue::ErrorKind::kBadData);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using segue::numeric::TensorFile;
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  read([&] {
    const auto network =
        segue::embedding::SimilarityNetwork::from_tensors(TensorFile::parse({begin, begin + size}, "fuzz"));
    if (network.shape().inputs > 4096) return;
    const segue::numeric::Matrix song(1, network.shape().inputs);
    require(network.embed(song).cols() == network.shape().dimension());
    const auto document = network.to_tensors();
    const auto again = segue::embedding::SimilarityNetwork::from_tensors(TensorFile::parse(document, "again"));
    require(again.to_tensors() == document);
  });
  read([&] {
    const auto scaler = segue::features::InputScaler::from_tensors(TensorFile::parse({begin, begin + size}, "fuzz"));
    const auto document = scaler.to_tensors();
    require(segue::features::InputScaler::from_tensors(TensorFile::parse(document, "again")).inputs() ==
            scaler.inputs());
  });
  read([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto json = segue::app::Recipe::from_json(text, "fuzz").to_json();
    require(segue::app::Recipe::from_json(json, "again").to_json() == json);
  });
  return 0;
}
