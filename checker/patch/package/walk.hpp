#pragma once
// The child's side: walks through one container and hands over what is wanted
// of it.
#include "base/decoder.hpp"
#include "checker/container/container.hpp"
#include "checker/patch/package/frames.hpp"

namespace checker::patch::package {

struct WalkLimits {
  container::Limits container;  // of the outermost one, with all that is nested in it
  std::uint64_t memory = 0;     // bytes that the child may add: nested containers are held
};

/// Writes the frames for `request`, as to_text() has made it. Ends with a fault at the first thing
/// that is not as it should be: a warning of the library, a damaged or encrypted member (wanted or
/// not), a wanted one that is there twice or is there in another case, too, a limit.
void walk_members(const base::RandomAccess& file, std::string_view request,
                  const WalkLimits& limits, base::ByteSink& out);

}  // namespace checker::patch::package
