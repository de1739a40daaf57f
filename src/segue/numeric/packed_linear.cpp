// The one place that speaks to oneDNN. Its interface changed between the versions 2 and 3; all of the difference is in
// describe().
#include "segue/numeric/packed_linear.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <oneapi/dnnl/dnnl.hpp>

#include "segue/base/error.h"

// oneDNN divides a product among the threads OpenMP reports. Declared here, because Clang brings no omp.h of its own.
extern "C" {
int omp_get_max_threads();
void omp_set_num_threads(int threads);
}

namespace segue::numeric {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;
using Type = memory::data_type;

// Zero point of activations in int8: they are stored as value + zero point, which the instructions want unsigned.
constexpr int kFullLevels = 127;
constexpr int kCarefulLevels = 63;

// Keeps oneDNN on the calling thread: a barrier among threads costs more than it gives when others are busy.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

const dnnl::engine& engine() {
  static const dnnl::engine one(dnnl::engine::kind::cpu, 0);
  return one;
}

bool may_use(dnnl::cpu_isa wanted) {
  const auto have = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  return (have & static_cast<unsigned>(wanted)) == static_cast<unsigned>(wanted);
}

// Runs what may throw dnnl::error, which nobody outside this file knows.
template <class Work>
auto guarded(const Work& work) {
  try {
    return work();
  } catch (const dnnl::error& error) {
    throw Error(
        ErrorKind::kFailed, fmt::format("oneDNN: {} (status {})", error.what(), static_cast<int>(error.status)),
        "A variable such as ONEDNN_MAX_CPU_ISA may forbid what this arithmetic needs; float32 works everywhere.");
  }
}

memory::dim dim(std::size_t size) {
  return static_cast<memory::dim>(size);
}

// Everything that oneDNN's code for a product depends on but the number of rows.
struct Kind {
  PackedLinear::Shape shape;
  Type input = Type::f32;
  Type weights = Type::f32;
  Type output = Type::f32;
  LinearActivation activation = LinearActivation::kNone;
  bool bias = true;
};

dnnl::primitive_attr attributes(const Kind& kind) {
  dnnl::post_ops after;
  const auto append = [&](dnnl::algorithm algorithm) {
#if DNNL_VERSION_MAJOR >= 3
    after.append_eltwise(algorithm, 0.0F, 0.0F);
#else
    after.append_eltwise(1.0F, algorithm, 0.0F, 0.0F);
#endif
  };
  switch (kind.activation) {
    case LinearActivation::kNone:
      break;
    case LinearActivation::kGeluErf:
      append(dnnl::algorithm::eltwise_gelu_erf);
      break;
    case LinearActivation::kGeluTanh:
      append(dnnl::algorithm::eltwise_gelu_tanh);
      break;
    case LinearActivation::kRelu:
      append(dnnl::algorithm::eltwise_relu);
      break;
  }
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

// How to multiply `rows` rows. `weights` says how the weights lie; nothing: as oneDNN likes it best.
dnnl::matmul::primitive_desc describe(const Kind& kind, std::size_t rows, const memory::desc* weights) {
  const memory::dim in = dim(kind.shape.inputs);
  const memory::dim out = dim(kind.shape.outputs);
  const memory::desc x({dim(rows), in}, kind.input, Tag::ab);
  const memory::desc w = weights != nullptr ? *weights : memory::desc({in, out}, kind.weights, Tag::any);
  const memory::desc b = kind.bias ? memory::desc({1, out}, Type::f32, Tag::ab) : memory::desc();
  const memory::desc y({dim(rows), out}, kind.output, Tag::ab);
#if DNNL_VERSION_MAJOR >= 3
  return kind.bias ? dnnl::matmul::primitive_desc(engine(), x, w, b, y, attributes(kind))
                   : dnnl::matmul::primitive_desc(engine(), x, w, y, attributes(kind));
#else
  const auto operation = kind.bias ? dnnl::matmul::desc(x, w, b, y) : dnnl::matmul::desc(x, w, y);
  return {operation, attributes(kind), engine()};
#endif
}

// Code for one number of rows.
struct Plan {
  explicit Plan(const dnnl::matmul::primitive_desc& how)
      : product(how), x(how.src_desc()), y(how.dst_desc()), scratch(how.scratchpad_desc()) {}
  dnnl::matmul product;
  memory::desc x;
  memory::desc y;
  memory::desc scratch;
};

// Plans by number of rows, made when first asked for.
class Plans {
 public:
  Plans(Kind kind, const memory::desc& weights) : kind_(kind), weights_(weights) {}

  const Plan& of(std::size_t rows) {
    const std::scoped_lock lock(mutex_);
    auto found = plans_.find(rows);
    if (found == plans_.end()) found = plans_.emplace(rows, Plan(describe(kind_, rows, &weights_))).first;
    return found->second;
  }

 private:
  Kind kind_;
  memory::desc weights_;
  std::mutex mutex_;
  std::map<std::size_t, Plan> plans_;
};

memory owned(const memory::desc& desc) {
  return {desc, engine()};
}

// The numbers of `weights` (outputs x inputs) in the layout of `desc`.
template <class T>
memory packed_from(const T* weights, Type type, PackedLinear::Shape shape, const memory::desc& desc) {
  const memory::desc as_stored({dim(shape.inputs), dim(shape.outputs)}, type, Tag::ba);
  // oneDNN takes a pointer to write to even where it only reads.
  memory from(as_stored, engine(), const_cast<T*>(weights));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  memory to = owned(desc);
  dnnl::stream stream(engine());
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
  return to;
}

// Each output's weights, scaled to the full range of int8 and rounded.
std::vector<std::int8_t> quantised(std::span<const float> weights, PackedLinear::Shape shape, int zero_point,
                                   PackedLinear::Int8Columns& columns) {
  std::vector<std::int8_t> integers(weights.size());
  for (std::size_t j = 0; j < shape.outputs; ++j) {
    const auto row = weights.subspan(j * shape.inputs, shape.inputs);
    float greatest = 0;
    for (const float value : row) greatest = std::max(greatest, std::abs(value));
    const float scale = greatest > 0 ? greatest / static_cast<float>(kFullLevels) : 1.0F;
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto integer = static_cast<std::int8_t>(std::clamp(
          std::nearbyint(row[i] / scale), -static_cast<float>(kFullLevels), static_cast<float>(kFullLevels)));
      integers[j * shape.inputs + i] = integer;
      sum += integer;
    }
    columns.scales.push_back(scale);
    columns.corrections.push_back(sum * zero_point);
  }
  return integers;
}

Kind kind_of(PackedLinear::Shape shape, Arithmetic arithmetic, LinearActivation activation, Type output) {
  switch (arithmetic) {
    case Arithmetic::kFloat32:
      return {shape, Type::f32, Type::f32, output, activation, true};
    case Arithmetic::kBFloat16:
      return {shape, Type::bf16, Type::bf16, output, activation, true};
    case Arithmetic::kInt8:
      break;
  }
  return {shape, Type::u8, Type::s8, output, LinearActivation::kNone, false};
}

}  // namespace

struct PackedLinear::Packed {
  memory weights;
  memory bias;                    // empty with int8
  std::unique_ptr<Plans> wide;    // to float32, or int32 with int8
  std::unique_ptr<Plans> narrow;  // to bfloat16, with bfloat16

  void run(Plans& plans, const void* x, std::size_t rows, void* y, LinearScratch& scratch) const {
    const OneThread one_thread;
    guarded([&] {
      const Plan& plan = plans.of(rows);
      if (scratch.size() < plan.scratch.get_size()) scratch.resize(plan.scratch.get_size());
      std::unordered_map<int, memory> arguments;
      arguments.reserve(5);
      arguments.emplace(DNNL_ARG_SRC, memory(plan.x, engine(), const_cast<void*>(x)));  // NOLINT: only read
      arguments.emplace(DNNL_ARG_WEIGHTS, weights);
      if (bias) arguments.emplace(DNNL_ARG_BIAS, bias);
      arguments.emplace(DNNL_ARG_DST, memory(plan.y, engine(), y));
      arguments.emplace(DNNL_ARG_SCRATCHPAD, memory(plan.scratch, engine(), scratch.data()));
      thread_local dnnl::stream stream(engine());
      plan.product.execute(stream, arguments);
      stream.wait();
    });
  }
};

bool has_bfloat16_products() {
  return may_use(dnnl::cpu_isa::avx512_core_bf16);
}

int int8_levels() {
  const bool wide_sums = may_use(dnnl::cpu_isa::avx512_core_vnni) || may_use(dnnl::cpu_isa::avx2_vnni);
  return wide_sums ? kFullLevels : kCarefulLevels;
}

PackedLinear::PackedLinear(std::span<const float> weights, std::span<const float> bias, Shape shape,
                           Arithmetic arithmetic, LinearActivation activation)
    : shape_(shape), arithmetic_(arithmetic), packed_(std::make_unique<Packed>()) {
  assert(shape.inputs > 0 && shape.outputs > 0);
  assert(weights.size() == shape.inputs * shape.outputs && bias.size() == shape.outputs);
  assert(arithmetic != Arithmetic::kInt8 || activation == LinearActivation::kNone);
  constexpr std::size_t kUsualRows = 256;  // the layout is chosen for; it serves any number
  const OneThread one_thread;
  guarded([&] {
    const bool int8 = arithmetic == Arithmetic::kInt8;
    const Kind wide = kind_of(shape, arithmetic, activation, int8 ? Type::s32 : Type::f32);
    const memory::desc layout = describe(wide, kUsualRows, nullptr).weights_desc();
    packed_->wide = std::make_unique<Plans>(wide, layout);
    if (int8) {
      const std::vector<std::int8_t> integers = quantised(weights, shape, int8_levels() + 1, int8_columns_);
      packed_->weights = packed_from(integers.data(), Type::s8, shape, layout);
      int8_columns_.bias.assign(bias.begin(), bias.end());
      return;
    }
    packed_->weights = packed_from(weights.data(), Type::f32, shape, layout);
    packed_->bias = owned(memory::desc({1, dim(shape.outputs)}, Type::f32, Tag::ab));
    std::copy(bias.begin(), bias.end(), static_cast<float*>(packed_->bias.get_data_handle()));
    if (arithmetic == Arithmetic::kBFloat16) {
      packed_->narrow = std::make_unique<Plans>(kind_of(shape, arithmetic, activation, Type::bf16), layout);
    }
  });
}

PackedLinear::PackedLinear(PackedLinear&&) noexcept = default;
PackedLinear& PackedLinear::operator=(PackedLinear&&) noexcept = default;
PackedLinear::~PackedLinear() = default;

void PackedLinear::apply(const float* x, std::size_t rows, float* y, LinearScratch& scratch) const {
  assert(arithmetic_ == Arithmetic::kFloat32);
  packed_->run(*packed_->wide, x, rows, y, scratch);
}

void PackedLinear::apply(const BFloat16* x, std::size_t rows, float* y, LinearScratch& scratch) const {
  assert(arithmetic_ == Arithmetic::kBFloat16);
  packed_->run(*packed_->wide, x, rows, y, scratch);
}

void PackedLinear::apply(const BFloat16* x, std::size_t rows, BFloat16* y, LinearScratch& scratch) const {
  assert(arithmetic_ == Arithmetic::kBFloat16);
  packed_->run(*packed_->narrow, x, rows, y, scratch);
}

void PackedLinear::apply(const std::uint8_t* x, std::size_t rows, std::int32_t* y, LinearScratch& scratch) const {
  assert(arithmetic_ == Arithmetic::kInt8);
  packed_->run(*packed_->wide, x, rows, y, scratch);
}

}  // namespace segue::numeric
