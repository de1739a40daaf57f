#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace segue::evaluation {

struct LbfgsOptions {
  double tolerance = 1e-5;  ///< done when no component of the gradient is larger
  double least_gain = 0;    ///< done when a step lowers the value by a smaller share of it; 0: never
  std::size_t most_iterations = 500;
  std::size_t memory = 8;  ///< pairs of steps remembered
};

struct LbfgsResult {
  std::size_t iterations = 0;
  bool converged = false;  ///< the tolerance or the least gain was reached
};

/// The value of a smooth function at x; writes its gradient. Both spans are as long as the start.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;

/// Minimises a convex function from `x`, which becomes the place found: L-BFGS (Nocedal & Wright, Numerical
/// Optimization, algorithm 7.5) with a backtracking line search (Armijo). `on_iteration` hears the number of steps
/// done. The value never rises. Deterministic.
LbfgsResult minimise(const Objective& objective, std::vector<double>& x, const LbfgsOptions& options = {},
                     const std::function<void(std::size_t iteration)>& on_iteration = {});

}  // namespace segue::evaluation
