#pragma once
// Errors in the form in which a report was asked for: a program that reads the
// report finds its error where it looks for the report.
#include <optional>

#include "base/result.hpp"
#include "checker/report/formats.hpp"

namespace checker::cli {

/// "error: …" and its hint on standard error; on standard output what `format` has for an error:
/// {"error": {…}} or a status line. Gives kUnusable.
int refuse(const base::Error& error, report::Format format);

/// The format that a command line asks for, which may be one that cannot be parsed; nullopt when it
/// names none that is known.
std::optional<report::Format> asked_format(int argc, const char* const* argv);

}  // namespace checker::cli
