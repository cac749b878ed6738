#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checker/judge/evaluate.hpp"

namespace checker::judge {
namespace {

using inventory::FileRecord;
using manifest::Basis;
using manifest::Range;

std::string place(const FileRecord& file) { return base::printable(file.path); }

bool below_bin(const FileRecord& file) {
  const std::string folded = "/" + base::lower(file.path);
  return folded.find("/bin/") != std::string::npos;
}

std::string limits(const Range& range) {
  std::string out;
  if (range.introduced)
    out += fmt::format("affected from {}{}", version::to_string(*range.introduced),
                       range.introduced_basis == Basis::inferred ? " (inferred)" : "");
  if (range.fixed)
    out += fmt::format("{}fixed in {}", out.empty() ? "" : ", ", version::to_string(*range.fixed));
  if (out.empty()) out = "any version of branch " + range.branch;
  if (!range.fixed_as_printed.empty())
    out += fmt::format(" (printed as {})", range.fixed_as_printed);
  return out;
}

bool recognised(const Range& range, const Inventory& inventory) {
  return range.recognised_by &&
         std::ranges::any_of(
             files_of(inventory, range.recognised_by->component),
             [&](const FileRecord* f) { return f->file_version == range.recognised_by->exactly; });
}

std::string recogniser(const Range& range) {
  return fmt::format("{} is exactly {}, the test that the article gives",
                     range.recognised_by->component,
                     version::to_string(range.recognised_by->exactly));
}

// The version speaks of the English files; another language's number may mean something else.
std::string language_note(const Range& range, const FileRecord& file) {
  if (range.language.empty() || !file.language || *file.language == range.language ||
      *file.language == "0000")
    return "";
  return fmt::format("; the article speaks of the English version, this file is of language {}",
                     *file.language);
}

// The two files of the article at different levels: said, though the component alone decides.
std::string mix_note(const Range& range, const Inventory& inventory, bool affected) {
  if (!range.recognised_by || recognised(range, inventory) == affected) return "";
  const auto others = files_of(inventory, range.recognised_by->component);
  if (others.empty() || !others.front()->file_version) return "";
  return fmt::format("; {} is {}: a mix of levels, and {} alone decides",
                     range.recognised_by->component,
                     version::to_string(*others.front()->file_version), range.component);
}

Leaf measured(const Range& range, const FileRecord& file, const Inventory& inventory) {
  const Version v = *file.file_version;
  const std::string here = fmt::format("{} is {}", place(file), version::to_string(v));
  if (v.branch() != range.branch && recognised(range, inventory))
    return {Truth::unknown, Reason::grey_range,
            fmt::format("{}: not of branch {}, but {}", here, range.branch, recogniser(range)), "",
            Basis::inferred};
  if (v.branch() != range.branch)
    return {Truth::no,
            Reason::outside,
            fmt::format("{}: not of branch {}", here, range.branch),
            "",
            {}};
  if (range.fixed && v >= *range.fixed)
    return {Truth::no,
            Reason::fixed,
            fmt::format("{}: {}{}{}", here, limits(range), language_note(range, file),
                        mix_note(range, inventory, false)),
            "",
            {}};
  if (!range.introduced || v >= *range.introduced) {
    const bool known = range.introduced_basis == Basis::stated || recognised(range, inventory);
    return {Truth::yes, Reason::applies,
            fmt::format("{}: {}{}", here, limits(range), mix_note(range, inventory, true)), "",
            known ? Basis::stated : Basis::inferred};
  }
  if (range.absent_up_to && v <= *range.absent_up_to)
    return {Truth::no,
            Reason::not_yet_introduced,
            fmt::format("{}: the defect came later ({})", here, limits(range)),
            "",
            {}};
  if (recognised(range, inventory))
    return {
        Truth::yes, Reason::applies,
        fmt::format("{}: between {} and {} no article decides, but {}", here,
                    range.absent_up_to ? version::to_string(*range.absent_up_to) : "the beginning",
                    version::to_string(*range.introduced), recogniser(range)),
        "", Basis::inferred};
  return {Truth::unknown, Reason::grey_range,
          fmt::format("{}: nobody says whether the defect was in it yet ({})", here, limits(range)),
          "", Basis::inferred};
}

Leaf of_file(const Range& range, const FileRecord& file, const Inventory& inventory) {
  // 0.0.0.0 is what a linker writes when nobody gave a version: it tells nothing.
  if (file.file_version && *file.file_version != Version{}) return measured(range, file, inventory);
  const std::string why =
      file.error
          ? file.error->message
          : "it has no version (" + std::string(inventory::to_string(file.version_state)) + ")";
  return {Truth::unknown,
          Reason::unreadable,
          fmt::format("{}: its version cannot be read: {}", place(file), base::printable(why)),
          "",
          {}};
}

// A folder or container that could not be looked into may hold the file that will do the work.
Leaf unless_hidden(Leaf leaf, const Inventory& inventory) {
  for (const FileRecord& file : inventory.files) {
    if (!file.closed) continue;
    leaf.truth = Truth::unknown;
    leaf.reason = Reason::unreadable;
    leaf.line += fmt::format("; but {} could not be looked into and may hold another", place(file));
    break;
  }
  return leaf;
}

}  // namespace

std::vector<const FileRecord*> files_of(const Inventory& inventory, std::string_view component) {
  auto all = inventory.named(component);
  if (std::ranges::any_of(all, [](const auto* f) { return below_bin(*f); }))
    std::erase_if(all, [](const auto* f) { return !below_bin(*f); });
  return all;
}

Leaf evaluate(const Range& range, const Inventory& inventory) {
  const auto files = files_of(inventory, range.component);
  if (files.empty()) {
    std::string line = range.component + " was not found";
    for (const FileRecord& file : inventory.files)
      if (file.closed) line += fmt::format("; {} could not be looked into", place(file));
    if (recognised(range, inventory)) line += "; " + recogniser(range);
    return {Truth::unknown, Reason::missing_file, line, "", {}};
  }
  Leaf worst = of_file(range, *files.front(), inventory);
  for (std::size_t i = 1; i < files.size(); ++i) {
    Leaf next = of_file(range, *files[i], inventory);
    const std::string line = worst.line + "; " + next.line;
    if (next.truth > worst.truth) worst = std::move(next);
    worst.line = line;
  }
  return worst.truth == Truth::no ? unless_hidden(std::move(worst), inventory) : worst;
}

}  // namespace checker::judge
