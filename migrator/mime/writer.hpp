#pragma once
// A Draft becomes bytes. GMime could do it, at five times the cost of all the rest (docs/formats/
// delivered-mail.md has the figures); it reads what is written here (delivered.hpp).
#include "migrator/mime/draft.hpp"

namespace migrator::mime {

/// Streams `draft` to `out`, with the line ends asked for. Nothing varies: all values, boundaries
/// and charsets are the Draft's.
base::Result<void> write(const Draft& draft, Options::Newline newline, base::ByteSink& out);

}  // namespace migrator::mime
