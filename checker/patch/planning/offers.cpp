#include "checker/patch/planning/offers.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::patch::planning {
namespace {

using base::Errc;
using base::Error;
using base::Result;

Offered offered(const package::File& file, std::size_t package) {
  Offered out;
  out.package = package;
  out.member = file.member;
  out.component = file.component;
  out.folder = file.folder;
  out.size = file.size;
  out.sha256 = file.sha256;
  out.version = file.version;
  out.language = file.language;
  out.machine = file.machine;
  out.create = file.create;
  out.rebuild = file.rebuild;
  out.replaces = file.replaces;
  return out;
}

std::string last_part(const std::string& member) { return member.substr(member.rfind('/') + 1); }

}  // namespace

Result<std::set<std::string>> asked_by(const std::string& id,
                                       const manifest::Knowledge& knowledge) {
  const manifest::Rule* rule = knowledge.rule(id);
  if (rule == nullptr) return Error{Errc::usage, "--for " + id + ": there is no such rule"};
  std::set<std::string> out;
  for (const std::string& range : rule->affects)
    if (const manifest::Range* found = knowledge.range(range))
      out.insert(base::lower(found->component));
  for (const manifest::Remedy& remedy : rule->remedies)
    if (!remedy.component.empty()) out.insert(base::lower(remedy.component));
  if (out.empty())
    return Error{Errc::usage, "--for " + id + ": no file's version decides this rule",
                 "sidestep explain " + id + " says what can be done"};
  return out;
}

void close_over_sets(std::set<std::string>& wanted, const std::vector<Source>& sources,
                     const manifest::Knowledge& knowledge) {
  std::vector<std::vector<std::string>> sets;
  for (const manifest::Product& product : knowledge.products)
    for (const manifest::FileSet& set : product.file_only) sets.push_back(set.files);
  for (const Source& source : sources)
    for (std::vector<std::string> set : source.manifest.sets) {
      for (std::string& file : set) file = file.substr(file.rfind('/') + 1);
      sets.push_back(std::move(set));
    }
  for (std::size_t before = 0; before != wanted.size();) {
    before = wanted.size();
    for (const auto& set : sets)
      if (std::ranges::any_of(
              set, [&](const std::string& file) { return wanted.contains(base::lower(file)); }))
        for (const std::string& file : set) wanted.insert(base::lower(file));
  }
}

Offers offers_of(const std::vector<Source>& sources, const std::set<std::string>& wanted) {
  Offers out;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!sources[i].superseded_by.empty()) continue;
    for (const package::File& file : sources[i].manifest.files)
      if (wanted.empty() || wanted.contains(base::lower(file.component)))
        out.files.push_back(offered(file, i));
    const auto& sets = sources[i].manifest.sets;
    out.sets.insert(out.sets.end(), sets.begin(), sets.end());
  }
  return out;
}

void hold_left_out(Source& source, const manifest::Knowledge& knowledge) {
  for (const auto& left : source.left_out) {
    if (!left.in_doubt) continue;
    for (const manifest::Product& product : knowledge.products)
      for (const manifest::FileSet& set : product.file_only) {
        const auto has = [&](const std::string& name) {
          return std::ranges::any_of(
              set.files, [&](const std::string& file) { return base::equals_fold(file, name); });
        };
        const auto& files = source.manifest.files;
        if (has(last_part(left.path)) &&
            std::ranges::any_of(files, [&](const package::File& f) { return has(f.component); }))
          source.problems.push_back(left.path + ": " + left.why + "; and the set " + set.name +
                                    " moves together");
      }
  }
}

}  // namespace checker::patch::planning
