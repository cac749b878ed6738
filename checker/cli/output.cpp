#include "checker/cli/output.hpp"

#include <cstdio>

#include "base/text.hpp"

namespace checker::cli {

namespace {

// Line by line: a message may have several, and no file may write to a terminal.
std::string visible(std::string_view text) {
  std::string out;
  while (true) {
    const auto end = text.find('\n');
    out += base::printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace

base::Result<void> print(std::string_view text, const std::filesystem::path& file) {
  auto out = Output::open(file);
  if (!out) return std::move(out).error();
  if (auto written = out->write(base::bytes_of(text)); !written) return written;
  return out->finish();
}

base::Result<Output> Output::open(const std::filesystem::path& file) {
  static base::PosixFiles files;
  if (file.empty() || file == "-") return Output(std::nullopt);
  auto replacement = base::Replacement::begin(files, file);
  if (!replacement) return std::move(replacement).error();
  return Output(std::move(*replacement));
}

base::Result<void> Output::write(base::Bytes bytes) {
  if (file_) return file_->write(bytes);
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size())
    return base::Error{base::Errc::io, "standard output: cannot write"};
  return {};
}

base::Result<void> Output::finish() {
  if (file_) return file_->commit();
  if (std::fflush(stdout) != 0) return base::Error{base::Errc::io, "standard output: cannot write"};
  return {};
}

int fail(const base::Error& error, bool json) {
  std::fprintf(stderr, "error: %s\n", visible(error.message).c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "hint:  %s\n", visible(error.hint).c_str());
  if (json) {
    const base::Json body = {{"error",
                              {{"code", base::to_string(error.code)},
                               {"message", error.message},
                               {"hint", error.hint}}}};
    (void)print(base::dump(body) + "\n", "");
  }
  return kUnusable;
}

}  // namespace checker::cli
