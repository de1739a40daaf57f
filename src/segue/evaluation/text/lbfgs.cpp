#include "segue/evaluation/text/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <utility>

namespace segue::evaluation {
namespace {

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void add(double factor, std::span<const double> what, std::span<double> to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * what[i];
}

double largest(std::span<const double> values) {
  double result = 0;
  for (const double value : values) result = std::max(result, std::abs(value));
  return result;
}

/// A step, the change of the gradient over it, and 1 / (step . change).
struct Pair {
  std::vector<double> step;
  std::vector<double> change;
  double rho = 0;
};

/// -H * gradient by the two-loop recursion.
std::vector<double> direction(std::span<const double> gradient, const std::deque<Pair>& pairs) {
  std::vector<double> result(gradient.begin(), gradient.end());
  std::vector<double> alpha(pairs.size());
  for (std::size_t i = pairs.size(); i-- > 0;) {
    alpha[i] = pairs[i].rho * dot(pairs[i].step, result);
    add(-alpha[i], pairs[i].change, result);
  }
  if (!pairs.empty()) {
    const double scale = 1 / (pairs.back().rho * dot(pairs.back().change, pairs.back().change));
    for (double& value : result) value *= scale;
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    add(alpha[i] - pairs[i].rho * dot(pairs[i].change, result), pairs[i].step, result);
  }
  for (double& value : result) value = -value;
  return result;
}

}  // namespace

LbfgsResult minimise(const Objective& objective, std::vector<double>& x, const LbfgsOptions& options,
                     const std::function<void(std::size_t iteration)>& on_iteration) {
  constexpr double kArmijo = 1e-4;
  constexpr int kMostHalvings = 40;
  LbfgsResult result;
  std::vector<double> gradient(x.size());
  std::vector<double> next(x.size());
  std::vector<double> next_gradient(x.size());
  double value = objective(x, gradient);
  std::deque<Pair> pairs;
  while (result.iterations < options.most_iterations) {
    result.converged = largest(gradient) <= options.tolerance;
    if (result.converged) break;
    std::vector<double> way = direction(gradient, pairs);
    const double slope = dot(way, gradient);
    double length = pairs.empty() ? 1 / std::max(1.0, std::sqrt(dot(gradient, gradient))) : 1;
    double next_value = std::numeric_limits<double>::infinity();
    int halvings = 0;
    for (; halvings < kMostHalvings; ++halvings, length /= 2) {
      std::ranges::copy(x, next.begin());
      add(length, way, next);
      next_value = objective(next, next_gradient);
      if (next_value <= value + kArmijo * length * slope) break;
    }
    if (halvings == kMostHalvings) break;  // no lower place within rounding: this is the bottom
    for (std::size_t i = 0; i < way.size(); ++i) way[i] = next[i] - x[i];
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] = next_gradient[i] - gradient[i];
    const double curvature = dot(way, gradient);
    if (curvature > std::numeric_limits<double>::epsilon() * dot(gradient, gradient)) {
      if (pairs.size() == options.memory) pairs.pop_front();
      pairs.push_back({std::move(way), gradient, 1 / curvature});
    }
    x.swap(next);
    gradient.swap(next_gradient);
    const double gain = value - next_value;
    value = next_value;
    ++result.iterations;
    if (on_iteration) on_iteration(result.iterations);
    // The first steps are short for want of memory and say nothing.
    result.converged = pairs.size() == options.memory && gain < options.least_gain * std::abs(value);
    if (result.converged) break;
  }
  return result;
}

}  // namespace segue::evaluation
