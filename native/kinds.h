// The kinds of an automaton's parts; docs/format.md defines each.
#pragma once

namespace blastema {

// Which cells keep their state: those near a cell whose alpha is above the threshold, before and after the step; all
// of them; or all, where cells whose own alpha is not above it are emptied at the beginning of each step.
enum class Life { kNeighbourhood, kAll, kOwnAlpha };

// Between the layers of the network.
enum class Activation { kRelu, kAtan, kTanh };

// The next state: the state plus what the network gives, or, in part, a sigmoid of it instead of the state.
enum class Update { kResidual, kReplacing };

// Most dense layers of a network, and fewest.
constexpr int kMaxLayers = 3, kMinLayers = 2;

}  // namespace blastema
