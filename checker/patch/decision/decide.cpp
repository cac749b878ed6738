#include "checker/patch/decision/decide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "checker/judge/measured.hpp"
#include "checker/patch/decision/file_rules.hpp"

namespace checker::patch {
namespace {

using inventory::FileRecord;

std::string below(std::string_view root, std::string_view path) {
  if (!path.starts_with(root)) return std::string(path);
  path.remove_prefix(root.size());
  return std::string(path.starts_with('/') ? path.substr(1) : path);
}

using Offers = std::vector<const Offered*>;

// How a package names the file: by its component, or by the very place.
std::string destination(const Offered& one) {
  return one.folder.empty() ? one.component : one.folder + "/" + one.component;
}

// Without case.
std::map<std::string, Offers> by_destination(const std::vector<Offered>& offers) {
  std::map<std::string, Offers> out;
  for (const Offered& one : offers) out[base::lower(destination(one))].push_back(&one);
  return out;
}

// Those that fit best: the file's machine before its language, and of both the highest version.
Offers best(Offers offers, const FileRecord* now) {
  const auto keep = [&](auto fits) {
    Offers fitting;
    std::ranges::copy_if(offers, std::back_inserter(fitting), fits);
    if (!fitting.empty()) offers = std::move(fitting);
  };
  if (now != nullptr) {
    keep([&](const Offered* one) { return same_machine(*one, *now); });
    keep([&](const Offered* one) { return same_language(*one, *now); });
  }
  const auto highest = (*std::ranges::max_element(offers, {}, &Offered::version))->version;
  keep([&](const Offered* one) { return one->version == highest; });
  return offers;
}

// The set of a product that has a file of this version, in which the component is.
const manifest::FileSet* file_only(const manifest::Knowledge& knowledge, const Offered& offered) {
  for (const manifest::Product& product : knowledge.products) {
    if (!offered.version || !product.holds(*offered.version)) continue;
    for (const manifest::FileSet& set : product.file_only)
      for (const std::string& file : set.files)
        if (base::equals_fold(file, offered.component)) return &set;
  }
  return nullptr;
}

Decision decided(const Offers& offers, const FileRecord* now, std::string_view root,
                 const manifest::Knowledge& knowledge, const Wishes& wishes) {
  const Offers fitting = best(offers, now);
  Decision out;
  out.offered = *fitting.front();
  out.now = now;
  if (now != nullptr)
    out.path = below(root, now->path);
  else
    out.path = destination(out.offered);
  const bool several = std::ranges::any_of(
      fitting, [&](const Offered* one) { return one->sha256 != out.offered.sha256; });
  const manifest::FileSet* set = file_only(knowledge, out.offered);
  if (set != nullptr) out.set = set->name;
  const Ruling ruling = several ? ambiguous(fitting.size()) : rule(out.offered, now, wishes);
  out.action = ruling.action;
  out.ground = ruling.ground;
  out.because = ruling.because;
  const bool changes = out.action != Action::keep;
  if (changes && set == nullptr) {
    out.action = Action::manual;
    out.ground = Ground::needs_setup;
    out.because = "no manifest says that the file is all there is to it: run the vendor's setup";
  }
  return out;
}

// Done whole or not at all (Q173573, Q317252: mixed sets stop the machine).
void keep_whole(const std::vector<Decision*>& members, const std::string& name) {
  const auto refused = std::ranges::find_if(members, [](const Decision* one) {
    return one->action == Action::manual ||
           (one->action == Action::refuse && one->ground != Ground::with_its_set);
  });
  if (refused == members.end()) return;
  for (Decision* one : members) {
    if (!is_change(*one)) continue;
    one->action = Action::refuse;
    one->ground = Ground::with_its_set;
    one->because =
        fmt::format("{} of {} is {}, and a set moves together", (*refused)->path, name,
                    (*refused)->action == Action::manual ? "for the vendor's setup" : "refused");
  }
}

void keep_sets_whole(std::vector<Decision>& decisions, const Sets& sets) {
  std::map<std::string, std::vector<Decision*>> members;
  for (Decision& one : decisions) {
    if (!one.set.empty()) members["the set " + one.set].push_back(&one);
    for (const auto& set : sets)
      if (std::ranges::any_of(set, [&](const std::string& file) {
            return base::equals_fold(file, destination(one.offered));
          }))
        members["the package's set of " + set.front()].push_back(&one);
  }
  for (const auto& [name, of_set] : members) keep_whole(of_set, name);
}

// The files that an offer is for, and copies that it is not for: a file below bin/ is the one that
// the machine runs.
struct Places {
  std::vector<const FileRecord*> meant, beside;
};

Places places_of(const Offered& offer, const std::string& destination,
                 const std::map<std::string, Offers>& all, const inventory::Index& target,
                 std::string_view root) {
  Places out;
  const auto run = judge::files_of(target, offer.component);
  for (const FileRecord* file : target.named(offer.component)) {
    const std::string path = base::lower(below(root, file->path));
    const bool is_meant =
        offer.folder.empty() ? std::ranges::find(run, file) != run.end() : path == destination;
    if (is_meant && (path == destination || !all.contains(path)))
      out.meant.push_back(file);
    else if (offer.folder.empty() && !all.contains(path))
      out.beside.push_back(file);
  }
  return out;
}

// Not there, as far as could be seen.
Decision absent(const Offers& offers, const inventory::Index& target, std::string_view root,
                const manifest::Knowledge& knowledge, const Wishes& wishes) {
  Decision out = decided(offers, nullptr, root, knowledge, wishes);
  if (target.closed().empty()) return out;
  out.action = Action::refuse;
  out.ground = Ground::unreadable;
  out.because = "is not seen here, but " + below(root, target.closed().front()->path) +
                " could not be looked into and may hold it";
  return out;
}

}  // namespace

bool is_change(const Decision& decision) {
  return decision.action == Action::replace || decision.action == Action::add;
}

std::vector<Decision> decide(const std::vector<Offered>& offers, const inventory::Index& target,
                             std::string_view root, const manifest::Knowledge& knowledge,
                             const Wishes& wishes, const Sets& sets) {
  std::vector<Decision> out;
  const auto all = by_destination(offers);
  for (const auto& [destination, of_it] : all) {
    const Places places = places_of(*of_it.front(), destination, all, target, root);
    for (const FileRecord* now : places.meant)
      out.push_back(decided(of_it, now, root, knowledge, wishes));
    if (places.meant.empty()) out.push_back(absent(of_it, target, root, knowledge, wishes));
    for (const FileRecord* now : places.beside) {
      Decision copy = decided(of_it, now, root, knowledge, wishes);
      copy.action = Action::keep;
      copy.ground = Ground::elsewhere;
      copy.because = "is a copy; the one that runs is below bin";
      copy.set.clear();
      out.push_back(std::move(copy));
    }
  }
  std::ranges::sort(out, {}, &Decision::path);
  keep_sets_whole(out, sets);
  return out;
}

Inventory after(const Inventory& target, std::string_view root,
                const std::vector<Decision>& decisions) {
  Inventory out = target;
  for (const Decision& one : decisions) {
    if (!is_change(one)) continue;
    FileRecord record;
    if (one.now == nullptr)
      record.path = std::string(root) + "/" + one.path;
    else
      record = *one.now;
    record.name = record.path.substr(record.path.rfind('/') + 1);
    record.size = one.offered.size;
    record.sha256 = one.offered.sha256;
    record.file_version = one.offered.version;
    record.version_state =
        one.offered.version ? inventory::VersionState::present : inventory::VersionState::none;
    record.language = one.offered.language;
    record.machine = one.offered.machine;
    const auto place = std::ranges::find(out.files, record.path, &FileRecord::path);
    if (place == out.files.end())
      out.files.push_back(std::move(record));
    else
      *place = std::move(record);
  }
  std::ranges::sort(out.files, {}, &FileRecord::path);
  return out;
}

Effect effect(const Inventory& now, const Inventory& then, const manifest::Knowledge& knowledge) {
  const inventory::Index before(now), later(then);
  const judge::Measured measured(knowledge, before), would(knowledge, later);
  Effect out;
  for (const manifest::Rule& rule : knowledge.rules) {
    const bool strikes = measured.strikes(rule), would_strike = would.strikes(rule);
    if (strikes && !would_strike) out.clears.push_back(rule.id);
    if (!strikes && would_strike) out.brings.push_back(rule.id);
  }
  return out;
}

}  // namespace checker::patch
