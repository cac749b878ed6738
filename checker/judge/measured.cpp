#include "checker/judge/measured.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace checker::judge {
namespace {

using inventory::FileRecord;

bool below_bin(const FileRecord& file) {
  const std::string folded = "/" + base::lower(file.path);
  return folded.find("/bin/") != std::string::npos;
}

Leaf unknown(Reason reason, std::string line) {
  return {Truth::unknown, reason, std::move(line), "", {}};
}

}  // namespace

std::vector<const FileRecord*> files_of(const inventory::Index& index, std::string_view component) {
  auto all = index.named(component);
  if (std::ranges::any_of(all, [](const auto* f) { return below_bin(*f); }))
    std::erase_if(all, [](const auto* f) { return !below_bin(*f); });
  return all;
}

Leaf same_version(const std::vector<std::string>& components, const inventory::Index& index) {
  std::optional<Version> first;
  bool differ = false;
  std::string line, unread;
  for (const std::string& component : components) {
    const auto files = files_of(index, component);
    if (files.empty()) return unknown(Reason::missing_file, component + " was not found");
    for (const FileRecord* file : files) {
      if (!file->file_version || *file->file_version == Version{}) {
        unread = base::printable(file->path) + ": its version cannot be read";
        continue;
      }
      if (!first) first = file->file_version;
      differ = differ || *file->file_version != *first;
      line += fmt::format("{}{} is {}", line.empty() ? "" : ", ", base::printable(file->path),
                          version::to_string(*file->file_version));
    }
  }
  if (differ) return {Truth::no, Reason::applies, line + ": not of one version", "", {}};
  if (!unread.empty()) return unknown(Reason::unreadable, unread);
  if (!index.closed().empty())
    return unknown(Reason::unreadable,
                   fmt::format("{}; but {} could not be looked into and may hold another", line,
                               base::printable(index.closed().front()->path)));
  return {Truth::yes, Reason::not_applicable, line + ": of one version", "", {}};
}

Measured::Measured(const manifest::Knowledge& knowledge, const inventory::Index& index)
    : knowledge_(&knowledge), index_(&index) {
  leaves_.reserve(knowledge.ranges.size());
  for (const manifest::Range& range : knowledge.ranges)
    leaves_.emplace(range.id, evaluate(range, index));
}

const Leaf& Measured::of(std::string_view range) const { return leaves_.at(range); }

bool Measured::strikes(const manifest::Rule& rule) const {
  return std::ranges::any_of(
      rule.affects, [&](const std::string& range) { return of(range).truth == Truth::yes; });
}

}  // namespace checker::judge
