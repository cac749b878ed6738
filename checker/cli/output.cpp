#include "checker/cli/output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

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
  namespace fs = std::filesystem;
  static base::PosixFiles files;
  Output out;
  if (file.empty() || file == "-") return out;
  std::error_code unknown;
  const fs::file_status status = fs::status(file, unknown);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    out.device_.reset(std::fopen(file.c_str(), "we"));
    if (out.device_ != nullptr) return out;
    return base::Error{base::Errc::io, file.string() + ": " + std::strerror(errno)};
  }
  if (fs::exists(status)) out.permissions_ = status.permissions();
  out.path_ = fs::is_symlink(fs::symlink_status(file, unknown))
                  ? fs::weakly_canonical(file, unknown)
                  : file;
  // A name that is nobody's: FILE.new may be the user's own.
  const fs::path draft = out.path_.parent_path() / ("." + out.path_.filename().string() + "." +
                                                    std::to_string(::getpid()) + ".draft");
  auto replacement = base::Replacement::begin(files, out.path_, draft);
  if (!replacement) {
    base::Error error = std::move(replacement).error();
    if (error.message.starts_with(draft.string()))  // a name that the user has never heard of
      error.message.replace(0, draft.string().size(), file.string());
    return error;
  }
  out.file_.emplace(std::move(*replacement));
  return out;
}

base::Result<void> Output::write(base::Bytes bytes) {
  if (file_) return file_->write(bytes);
  std::FILE* const to = device_ ? device_.get() : stdout;
  if (std::fwrite(bytes.data(), 1, bytes.size(), to) != bytes.size())
    return base::Error{base::Errc::io,
                       device_ ? "output: cannot write" : "standard output: cannot write"};
  return {};
}

base::Result<void> Output::finish() {
  if (file_) {
    if (auto done = file_->commit(); !done) return done;
    std::error_code refused;  // then it has those of a new file
    if (permissions_) std::filesystem::permissions(path_, *permissions_, refused);
    return {};
  }
  if (std::fflush(device_ ? device_.get() : stdout) != 0)
    return base::Error{base::Errc::io,
                       device_ ? "output: cannot write" : "standard output: cannot write"};
  return {};
}

CLI::Validator not_empty() {
  return {[](std::string& value) { return value.empty() ? "the name is empty" : std::string(); },
          ""};
}

bool wants_colour() {
  const auto is = [](const char* name, std::string_view value) {
    const char* const set = std::getenv(name);
    return set != nullptr && (value.empty() ? *set != '\0' : set == value);
  };
  return ::isatty(STDOUT_FILENO) != 0 && !is("NO_COLOR", "") && !is("TERM", "dumb");
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
