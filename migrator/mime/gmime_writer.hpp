#pragma once
// The door of GMime: a Draft becomes bytes.
#include "migrator/mime/draft.hpp"

namespace migrator::mime {

/// Streams `draft` to `out`, with the line ends asked for. Nothing varies: all values, boundaries
/// and charsets are the Draft's.
base::Result<void> write(const Draft& draft, Options::Newline newline, base::ByteSink& out);

}  // namespace migrator::mime
