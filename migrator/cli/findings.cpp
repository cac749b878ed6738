// What verify has found, for people: page.hpp declares it.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "base/text.hpp"
#include "migrator/cli/page.hpp"

namespace migrator::cli {
namespace {

using migration::Finding;
using migration::Verification;

constexpr std::size_t kOfAKind = 12;  // findings of one kind that are shown in full

// The words of a message without its names and numbers: what makes two findings alike.
std::string kind_of(const Finding& finding) {
  std::string out =
      fmt::format("{} {} {} ", static_cast<int>(finding.kind), finding.event, finding.rule);
  bool quoted = false;
  for (const char c : finding.message) {
    if (c == '"') quoted = !quoted;
    if (!quoted && std::isdigit(static_cast<unsigned char>(c)) == 0) out += c;
  }
  return out;
}

// "line 12", "byte 119", "": where in its file.
std::string place(const Finding& finding) {
  if (finding.line > 0) return fmt::format("line {}", finding.line);
  if (finding.offset > 0) return fmt::format("byte {}", finding.offset);
  return "";
}

std::string label(const Finding& finding) {
  std::string out = finding.kind == Finding::Kind::fault ? "fault" : "note";
  if (finding.event > 0) out += fmt::format(", event {}", finding.event);
  if (!finding.rule.empty()) out += ", " + finding.rule;
  return out;
}

// The place stands before the label already.
std::string words(const Finding& finding) {
  std::string_view message = finding.message;
  const std::string here = fmt::format("byte {}: ", finding.offset);
  if (finding.line == 0 && finding.offset > 0 && message.starts_with(here))
    message.remove_prefix(here.size());
  return base::printable(message);
}

}  // namespace

std::string finding_line(const Finding& finding) {
  const std::string where = place(finding);
  return fmt::format("  {}{}{}: {}\n", where, where.empty() ? "" : ": ", label(finding),
                     words(finding));
}

std::string findings(const Verification& verification) {
  // By file, in the order in which the files were met.
  std::vector<std::string> files;
  std::map<std::string, std::vector<const Finding*>> by_file;
  for (const Finding& one : verification.findings) {
    auto& here = by_file[one.file];
    if (here.empty()) files.push_back(one.file);
    here.push_back(&one);
  }
  std::string out;
  std::map<std::string, std::size_t> shown;
  std::uint64_t left_out = verification.faults + verification.notes;
  for (const std::string& file : files) {
    auto& here = by_file[file];
    std::ranges::stable_sort(here, {}, [](const Finding* one) {
      return std::pair(one->line, one->line == 0 ? one->offset : 0);
    });
    std::string lines;
    for (const Finding* one : here) {
      if (shown[kind_of(*one)]++ >= kOfAKind) continue;
      lines += finding_line(*one);
      --left_out;
    }
    if (!lines.empty()) out += base::printable(file) + "\n" + lines;
  }
  if (left_out > 0)
    out += fmt::format("… and {} more of the kinds above; --format json lists them\n", left_out);
  return out +
         fmt::format("faults: {}, notes: {}; messages: {}, lists: {}, directory entries: {}\n",
                     verification.faults, verification.notes, verification.messages,
                     verification.lists, verification.directory_entries);
}

}  // namespace migrator::cli
