#include "checker/judge/fix_version.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::judge {
namespace {

using manifest::FixRow;
using Fix = FixIndex::Fix;
using Entry = FixIndex::Entry;
using State = FixAnswer::State;

// Unordered: of the build that the row prints without a revision.
std::partial_ordering compare(const Version& found, const FixRow& row) {
  Version other = found;
  if (row.build_only) other.revision = row.version->revision;
  const auto order = other <=> *row.version;
  return row.build_only && order == 0 ? std::partial_ordering::unordered
                                      : std::partial_ordering(order);
}

class VersionQuestion {
 public:
  VersionQuestion(const AskedFile& file, const FixIndex& index) : file_(file), index_(index) {}

  void decide(const Fix& rows, FixAnswer& out) const {
    const Entry& highest =
        *std::ranges::max_element(rows, {}, [](const Entry& e) { return *e.row->version; });
    out.article = highest.article;
    out.row = highest.row;
    out.why = why_not_comparable(rows);
    if (!out.why.empty()) return;
    const auto reaches = [&](const Entry& e) { return order(e) >= 0; };
    if (std::ranges::all_of(rows, reaches)) return includes(highest, out);
    if (std::ranges::all_of(rows, [&](const Entry& e) { return order(e) < 0; }))
      return lacks(highest, out);
    undecided(rows, out);
  }

 private:
  std::partial_ordering order(const Entry& e) const { return compare(*file_.version, *e.row); }

  std::string why_not_comparable(const Fix& rows) const {
    const bool otherwise = std::ranges::any_of(rows, [&](const Entry& e) {
      return e.row->build_only && file_.version->build == 0 && e.row->version->build != 0;
    });
    return otherwise ? "the article prints three numbers, and this file is numbered in another way"
                     : "";
  }

  void includes(const Entry& fix, FixAnswer& out) const {
    if (order(fix) == 0 && fix.row->reused)
      return by_twin(fix, "several builds carry this number", out);
    // A file with the very number of a table is what the table is about.
    if (order(fix) != 0 && !is_of_component(fix))
      out.why = of_several_components(fix);
    else
      out.decide(State::includes, "version", fix);
  }

  void lacks(const Entry& fix, FixAnswer& out) const {
    if (is_of_component(fix))
      out.decide(State::lacks, "version", fix);
    else
      out.why = of_several_components(fix);
  }

  void undecided(const Fix& rows, FixAnswer& out) const {
    const auto of_build = std::ranges::find_if(
        rows, [&](const Entry& e) { return order(e) == std::partial_ordering::unordered; });
    if (of_build == rows.end())
      out.why = "the article prints several versions, and this file's lies between them";
    else
      by_twin(*of_build, "the article prints this build, and not which revision of it", out);
  }

  void by_twin(const Entry& fix, const char* why_else, FixAnswer& out) const {
    if (file_.is_twin(*fix.row))
      out.decide(State::includes, "date and size", fix);
    else
      out.why = why_else;
  }

  // Fixes of a file that several components ship are cumulative within each of them, from a version
  // on. A file is one of the component whose table prints its very number.
  bool is_of_component(const Entry& fix) const {
    const auto it = std::ranges::find_if(fix.table->shared, [&](const manifest::SharedFile& s) {
      return base::equals_fold(s.file, fix.row->file) && s.from.branch() == file_.version->branch();
    });
    if (it == fix.table->shared.end() || *fix.row->version < it->from || *file_.version < it->from)
      return true;
    if (fix.article->component.empty()) return false;
    const auto is_this_file = [&](const Entry& e) {
      return e.row->version == file_.version && !e.row->build_only &&
             e.article->component == fix.article->component;
    };
    return std::ranges::any_of(index_.of(fix.row->file), [&](const Fix& other) {
      return std::ranges::any_of(other, is_this_file);
    });
  }

  static std::string of_several_components(const Entry& fix) {
    return "several components ship this file, and nothing says that this one is of " +
           (fix.article->component.empty() ? "the article's" : fix.article->component);
  }

  const AskedFile& file_;
  const FixIndex& index_;
};

}  // namespace

void decide_by_version(const AskedFile& file, Fix rows, const FixIndex& index, FixAnswer& out) {
  std::erase_if(rows, [](const Entry& e) { return !e.row->version; });
  VersionQuestion(file, index).decide(rows, out);
}

}  // namespace checker::judge
