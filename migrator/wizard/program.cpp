#include "migrator/wizard/program.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "base/blob.hpp"
#include "base/text.hpp"

namespace migrator::wizard {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

#ifdef _WIN32
constexpr bool kWindows = true;
#else
constexpr bool kWindows = false;
#endif

constexpr std::size_t kMostPassword = 255, kMostFile = 4096;
constexpr std::string_view kMask = "********";

// Why a text cannot be a password on a command line; "" where it can.
std::string_view fault_of(const std::string& text) {
  if (text.empty()) return "is empty";
  if (text.size() > kMostPassword) return "is longer than 255 bytes";
  const auto control = [](unsigned char c) { return c < ' ' || c == 0x7F; };
  if (std::ranges::any_of(text, control)) return "holds what is no letter, digit or sign";
  if (text.find('"') != std::string::npos) return "holds a quotation mark, which /P: cannot carry";
  return "";
}

bool is_program(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

Result<Password> Password::from_file(const fs::path& file) {
  auto text = base::read_file(file, kMostFile);
  if (!text) return std::move(text).error().during("--password-file");
  std::string line = text->substr(0, text->find('\n'));
  if (line.ends_with('\r')) line.pop_back();
  const auto fault = fault_of(line);
  if (!fault.empty())
    return Error{Errc::usage,
                 fmt::format("--password-file {}: the first line {}", file.string(), fault),
                 "write the post office's password into its first line"};
  return Password(std::move(line));
}

Result<Password> Password::from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr)
    return Error{Errc::usage, "--password-env " + name + ": there is no such variable", ""};
  std::string text = value;
  ::unsetenv(name.c_str());
  const auto fault = fault_of(text);
  if (!fault.empty())
    return Error{Errc::usage, fmt::format("--password-env {}: the value {}", name, fault), ""};
  return Password(std::move(text));
}

std::string Password::masked(std::string text) const {
  if (text_.empty()) return text;
  for (auto at = text.find(text_); at != std::string::npos;
       at = text.find(text_, at + kMask.size()))
    text.replace(at, text_.size(), kMask);
  return text;
}

Result<fs::path> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (is_program(name)) return fs::absolute(name);
    return Error{Errc::usage, name + ": is no program", ""};
  }
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');)
    if (!folder.empty() && is_program(fs::path(folder) / name))
      return fs::absolute(fs::path(folder) / name);
  return Error{Errc::usage, name + ": no such program is in the PATH",
               "give --wine its path, for instance /usr/lib/wine/wine64"};
}

bool runs_windows_programs() { return kWindows; }

std::string shown_command(const Program& program, const std::string& control, bool with_password) {
  const std::string by = program.wine.empty() ? "" : program.wine.filename().string() + " ";
  return base::printable(fmt::format("{}{} /C:{}{} /S", by, program.mailmig.filename().string(),
                                     control, with_password ? " /P:" + std::string(kMask) : ""));
}

Result<Started> start(const Program& program, const std::string& control, const Password* password,
                      const Start& start) {
  std::vector<std::string> words;
  if (!program.wine.empty()) words.push_back(program.wine.string());
  words.insert(words.end(), {program.mailmig.string(), "/C:" + control});
  if (password != nullptr && !password->empty()) words.push_back(password->argument());
  words.push_back("/S");
  auto ended = start(words);
  if (!ended) return std::move(ended).error();
  if (password == nullptr) return Started{ended->code, ended->signalled, std::move(ended->text)};
  std::string printed = password->masked(std::move(ended->text));
  // What was cut may have been cut within a password.
  if (!ended->is_whole)
    printed.resize(printed.size() - std::min(printed.size(), password->argument().size()));
  return Started{ended->code, ended->signalled, std::move(printed)};
}

std::string meaning_of(const Started& started) {
  if (started.signalled) return fmt::format("was ended by signal {}", started.code - 128);
  switch (started.code) {
    case 0:
      return "ended with 0: no errors or warnings";
    case 1:
      return "ended with 1: warnings";
    case 2:
      return "ended with 2: errors";
    default:
      return fmt::format("ended with {}, which is none of its codes 0, 1 and 2 (Q198957)",
                         started.code);
  }
}

}  // namespace migrator::wizard
