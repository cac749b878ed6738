#pragma once
// Whether a condition can ever hold: a rule that cannot apply is a mistake that
// nobody would notice.
#include "checker/manifest/check.hpp"

namespace checker::manifest {

/// What is told of an `unknown` leaf: that it may yet turn out, or that it settles nothing.
enum class Unknowns { may_hold, never_hold };

/// Whether some operation and some files make the trigger of a rule hold. False is certain; true
/// may only mean that the question was too large. Facts count as independent of one another, and so
/// do ranges: of a component there may be several files.
bool can_hold(const Rule& rule, const Declared& declared, Unknowns unknowns);
/// The same for a condition alone.
bool can_hold(const Condition& condition, const Declared& declared);

}  // namespace checker::manifest
