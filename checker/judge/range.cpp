#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checker/judge/measured.hpp"

namespace checker::judge {
namespace {

using inventory::FileRecord;
using manifest::Basis;
using manifest::Range;

std::string place(const FileRecord& file) { return base::printable(file.path); }

std::string limits(const Range& range, bool affected = false) {
  std::string out;
  if (range.introduced)
    out += fmt::format("affected from {}{}", version::to_string(*range.introduced),
                       range.introduced_basis == Basis::inferred ? " (inferred)" : "");
  if (range.last_affected)
    out += fmt::format("{}affected up to {}", out.empty() ? "" : ", ",
                       version::to_string(*range.last_affected));
  if (range.fixed && affected && out.empty())
    out = fmt::format("affected below {}{}", version::to_string(*range.fixed),
                      range.fixed_basis == Basis::inferred ? " (inferred)" : "");
  else if (range.fixed)
    out += fmt::format("{}fixed in {}{}", out.empty() ? "" : ", ", version::to_string(*range.fixed),
                       range.fixed_basis == Basis::inferred ? " (inferred)" : "");
  if (out.empty()) out = "any version of branch " + range.branch;
  if (!range.fixed_as_printed.empty())
    out += fmt::format(" (printed as {})", range.fixed_as_printed);
  return out;
}

bool recognised(const Range& range, const inventory::Index& index) {
  return range.recognised_by &&
         std::ranges::any_of(
             files_of(index, range.recognised_by->component),
             [&](const FileRecord* f) { return f->file_version == range.recognised_by->exactly; });
}

std::string recogniser(const Range& range) {
  return fmt::format("{} is exactly {}, the test that the article gives",
                     range.recognised_by->component,
                     version::to_string(range.recognised_by->exactly));
}

// The article speaks of the files of one language; another's number may mean something else.
bool other_language(const Range& range, const FileRecord& file) {
  return !range.language.empty() && file.language != range.language && file.language != "0000";
}

std::string language_note(const Range& range, const FileRecord& file) {
  if (!other_language(range, file)) return "";
  const std::string of_article = range.language == "0409" ? "English" : range.language;
  if (!file.language)
    return fmt::format("; the article speaks of the {} version, this file's language is not known",
                       of_article);
  return fmt::format("; the article speaks of the {} version, this file is of language {}",
                     of_article, *file.language);
}

// The two files of the article at different levels: said, though the component alone decides.
std::string mix_note(const Range& range, const Version& v, const inventory::Index& index,
                     bool affected) {
  if (!range.recognised_by || recognised(range, index) == affected) return "";
  const auto others = files_of(index, range.recognised_by->component);
  if (others.empty() || !others.front()->file_version) return "";
  const Version other = *others.front()->file_version;
  return fmt::format("; {} is of {}, {}; {} alone decides", range.recognised_by->component,
                     other < v   ? "an earlier build"
                     : v < other ? "a later build"
                                 : "the same build",
                     version::to_string(other), range.component);
}

Leaf grey(const Range& range, const std::string& here, const inventory::Index& index) {
  if (recognised(range, index))
    return {Truth::yes, Reason::applies,
            fmt::format("{}: no article decides here ({}), but {}", here, limits(range),
                        recogniser(range)),
            "", Basis::inferred};
  return {
      Truth::unknown, Reason::grey_range,
      fmt::format("{}: nobody says on which side of the defect it is ({})", here, limits(range)),
      "", Basis::inferred};
}

Leaf outside(const Range& range, const std::string& here, const inventory::Index& index) {
  if (recognised(range, index))
    return {Truth::unknown, Reason::grey_range,
            fmt::format("{}: not of branch {}, but {}", here, range.branch, recogniser(range)), "",
            Basis::inferred};
  return {
      Truth::no, Reason::outside, fmt::format("{}: not of branch {}", here, range.branch), "", {}};
}

// Where the article gives a number for one machine only, a file of another says nothing.
bool of_other_machine(const Range& range, const FileRecord& file) {
  return !range.platform.empty() && file.machine != range.platform;
}

Leaf silent(const Range& range, const FileRecord& file, const std::string& here) {
  return {Truth::unknown,
          Reason::grey_range,
          fmt::format("{}: the number is that of {}, the file is for {}", here, range.platform,
                      file.machine.value_or("a machine that is not known")),
          "",
          Basis::inferred,
          true};
}

Leaf measured(const Range& range, const FileRecord& file, const inventory::Index& index) {
  const Version v = *file.file_version;
  const std::string here = fmt::format("{} is {}", place(file), version::to_string(v));
  if (v.branch() != range.branch) return outside(range, here, index);
  if (of_other_machine(range, file)) return silent(range, file, here);
  const auto says = [&](Truth truth, Reason reason, Basis basis, const std::string& how) {
    return Leaf{truth, reason, here + ": " + how + language_note(range, file), "",
                other_language(range, file) ? Basis::inferred : basis};
  };
  if (range.fixed && v >= *range.fixed)
    return says(Truth::no, Reason::fixed, range.fixed_basis,
                limits(range) + mix_note(range, v, index, false));
  const bool below = range.introduced && v < *range.introduced;
  const bool stated_below = range.introduced_basis == Basis::stated && !range.absent_up_to;
  if (below && (stated_below || (range.absent_up_to && v <= *range.absent_up_to)))
    return says(Truth::no, Reason::not_yet_introduced, Basis::stated,
                "the defect came later (" + limits(range) + ")");
  if (below || (range.last_affected && v > *range.last_affected)) return grey(range, here, index);
  const bool known = range.introduced_basis == Basis::stated || recognised(range, index);
  return says(Truth::yes, Reason::applies, known ? Basis::stated : Basis::inferred,
              limits(range, true) + mix_note(range, v, index, true));
}

Leaf of_file(const Range& range, const FileRecord& file, const inventory::Index& index) {
  // 0.0.0.0 is what a linker writes when nobody gave a version: it tells nothing.
  if (file.file_version && *file.file_version != Version{}) return measured(range, file, index);
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

// Of several files, what the numbers say of this one.
std::string told_apart(const Leaf& leaf) {
  switch (leaf.truth) {
    case Truth::yes:
      return leaf.line + ": affected";
    case Truth::unknown:
      return leaf.line + ": not known";
    case Truth::no:
      break;
  }
  return leaf.line + (leaf.reason == Reason::fixed ? ": has the fix" : ": not affected");
}

// A folder or container that could not be looked into may hold the file that will do the work.
Leaf unless_hidden(Leaf leaf, const inventory::Index& index) {
  if (index.closed().empty()) return leaf;
  leaf.truth = Truth::unknown;
  leaf.reason = Reason::unreadable;
  leaf.line += fmt::format("; but {} could not be looked into and may hold another",
                           place(*index.closed().front()));
  return leaf;
}

}  // namespace

Leaf evaluate(const Range& range, const inventory::Index& index) {
  auto files = files_of(index, range.component);
  if (std::ranges::any_of(files, [&](const auto* f) { return !of_other_machine(range, *f); }))
    std::erase_if(files, [&](const auto* f) { return of_other_machine(range, *f); });
  if (files.empty()) {
    std::string line = range.component + " was not found";
    for (const FileRecord* file : index.closed())
      line += fmt::format("; {} could not be looked into", place(*file));
    if (recognised(range, index)) line += "; " + recogniser(range);
    return {Truth::unknown, Reason::missing_file, line, "", {}};
  }
  Leaf worst = of_file(range, *files.front(), index);
  if (files.size() > 1) worst.line = told_apart(worst);
  for (std::size_t i = 1; i < files.size(); ++i) {
    Leaf next = of_file(range, *files[i], index);
    const std::string line = worst.line + "; " + told_apart(next);
    if (next.truth > worst.truth) worst = std::move(next);
    worst.line = line;
  }
  return worst.truth == Truth::no ? unless_hidden(std::move(worst), index) : worst;
}

}  // namespace checker::judge
