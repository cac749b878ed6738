#include "checker/report/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "checker/report/layout.hpp"

namespace checker::report {
namespace {

// Whether it can be shown as it is: no control character, nothing invisible, and valid UTF-8.
bool is_shown_whole(std::string_view text) { return base::printable(text) == text; }

// $'…': all that is not ASCII, or has no sign there, is escaped.
std::string escaped(std::string_view argument) {
  std::string out = "$'";
  for (const char c : argument) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += (c == '\'' || c == '\\' ? "\\" : "") + std::string(1, c);
  }
  return out + "'";
}

// A file's name that begins with a hyphen is no option.
std::string path(const std::string& name) {
  return shell_quoted(name.starts_with('-') ? "./" + name : name);
}

void add(Command& command, std::string_view option, const std::string& quoted) {
  command.push_back(fmt::format("{} {}", option, quoted));
}

void add_paths(Command& command, const Asked& asked) {
  for (const std::string& one : asked.paths) command.push_back(path(one));
}

// What rewrite and migrate have in common: all that is neither a file nor an operation.
void add_choices(Command& command, const Asked& asked) {
  for (const std::string& set : asked.sets) add(command, "--set", shell_quoted(set));
  for (const std::string& pin : asked.pins) add(command, "--pin", shell_quoted(pin));
  for (const std::string& folder : asked.packages) add(command, "--packages", path(folder));
  for (const std::string& rule : asked.accepted) add(command, "--accept", shell_quoted(rule));
  for (const std::string& folder : asked.manifests) add(command, "--manifests", path(folder));
  if (asked.policy != "safest") add(command, "--policy", shell_quoted(asked.policy));
}

// A line begins with the program's name and what follows it at once.
Command begun(std::string_view program, const std::string& argument) {
  return {fmt::format("{} {}", program, argument)};
}

}  // namespace

std::string shell_quoted(std::string_view argument) {
  constexpr std::string_view kBare =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/=,:@%+";
  if (!argument.empty() && argument.find_first_not_of(kBare) == std::string_view::npos)
    return std::string(argument);
  if (!is_shown_whole(argument)) return escaped(argument);
  std::string out = "'";
  for (const char c : argument) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

std::string one_line(const Command& command) { return fmt::format("{}", fmt::join(command, " ")); }

std::string broken(const Command& command, std::size_t indent) {
  constexpr std::size_t kDeeper = 4, kEnd = 2;  // " \"
  std::string out;
  std::string line(indent, ' ');
  bool begins = true;
  for (const std::string& piece : command) {
    if (!begins && width(line) + 1 + width(piece) + kEnd > kColumns) {
      out += line + " \\\n";
      line.assign(indent + kDeeper, ' ');
      begins = true;
    }
    line += (begins ? "" : " ") + piece;
    begins = false;
  }
  return command.empty() ? "" : out + line + "\n";
}

Command rewrite_command(const Asked& asked) {
  Command out = begun("sidestep operation rewrite", path(asked.control));
  for (const std::string& one : asked.paths) add(out, "--target", path(one));
  add_choices(out, asked);
  if (!asked.source.empty()) add(out, "--source", path(asked.source));
  out.emplace_back("-o DIR");
  return out;
}

Command migrate_command(const Asked& asked, bool accept_loss) {
  Command out = {"sidestep migrate"};
  add_paths(out, asked);
  if (!asked.control.empty()) add(out, "--control", path(asked.control));
  if (!asked.operation.empty()) add(out, "--operation", path(asked.operation));
  add_choices(out, asked);
  if (accept_loss) out.emplace_back("--accept-loss");
  add(out, "--source", asked.source.empty() ? "SRC" : path(asked.source));
  out.emplace_back("--to maildir:DIR");
  return out;
}

Command level_command(const Asked& asked) {
  Command out = {"sidestep level"};
  add_paths(out, asked);
  return out;
}

}  // namespace checker::report
