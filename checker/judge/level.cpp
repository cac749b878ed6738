#include "checker/judge/level.hpp"

#include <algorithm>
#include <set>

#include "checker/judge/measured.hpp"
#include "checker/judge/service_pack.hpp"

namespace checker::judge {
namespace {

using manifest::Level;
using manifest::Product;
using manifest::Stated;

const Stated* stated(const Level& level, const std::string& component) {
  const auto it = level.files.find(component);
  return it == level.files.end() ? nullptr : &it->second;
}

Relation relation_of(std::strong_ordering order) {
  return order == 0 ? Relation::at : order > 0 ? Relation::after : Relation::before;
}

std::string why_undecided(const Product& product, const inventory::FileRecord& file) {
  if (!file.file_version)
    return file.version_state == inventory::VersionState::none ? "it has no version"
                                                               : "its version cannot be read";
  return product.holds(*file.file_version) ? "no level states it"
                                           : "its version is of another product";
}

// A file that a folder or container of another program has numbered is none of this product.
bool decides(const Product& product, const std::optional<Version>& version) {
  return version && product.holds(*version);
}

ComponentLevel place(const Product& product, const std::string& component,
                     const inventory::FileRecord& file) {
  ComponentLevel out{component, file.path, file.file_version, "", Relation::unknown, ""};
  const Stated *highest = nullptr, *lowest = nullptr;
  std::string first;
  for (const Level& level : product.levels) {
    const Stated* one = stated(level, component);
    if (one == nullptr || !decides(product, file.file_version)) continue;
    if (lowest == nullptr || one->version < lowest->version) {
      lowest = one;
      first = level.id;
    }
    if (one->compare(*file.file_version) < 0) continue;
    if (highest != nullptr && one->version < highest->version) continue;
    // A hotfix that ships a file once more says nothing new; a service pack does.
    if (highest != nullptr && one->version == highest->version && level.is_hotfix()) continue;
    highest = one;
    out.level = level.id;
  }
  if (highest != nullptr) {
    out.relation = relation_of(highest->compare(*file.file_version));
  } else if (lowest != nullptr) {
    out.level = first;
    out.relation = Relation::before;
  } else {
    out.why = why_undecided(product, file);
  }
  return out;
}

std::size_t rank(const Product& product, const ComponentLevel& file) {
  return static_cast<std::size_t>(std::ranges::find(product.levels, file.level, &Level::id) -
                                  product.levels.begin());
}

struct Whole {
  std::string level;
  LevelState state = LevelState::unknown;
  Relation relation = Relation::unknown;
  PackFit fit;
};

// A pack with hotfixes of one part is called by the newest of them; with those of several, by the
// pack.
Whole of_pack(PackFit fit) {
  Whole out{fit.level->id, LevelState::uniform, fit.some_newer ? Relation::after : Relation::at,
            std::move(fit)};
  if (out.fit.hotfixes.size() == 1 && out.fit.also.empty()) {
    out.level = out.fit.hotfixes.front()->id;
    out.fit.hotfixes.clear();
  } else if (!out.fit.hotfixes.empty()) {
    out.relation = Relation::after;
  }
  return out;
}

Whole judge_whole(const Product& product, const std::vector<const ComponentLevel*>& known) {
  if (known.empty()) return {};
  if (PackFit fit = fitting_pack(product, known); fit.level != nullptr)
    return of_pack(std::move(fit));
  const auto of_rank = [&](const ComponentLevel* c) { return rank(product, *c); };
  const ComponentLevel* high = std::ranges::max(known, {}, of_rank);
  const bool same = std::ranges::all_of(known, [&](const ComponentLevel* c) {
    return c->level == high->level && c->relation == high->relation;
  });
  if (!same) return {high->level, LevelState::mixed, Relation::unknown, {}};
  return {high->level, LevelState::uniform, high->relation, {}};
}

// Of many files of one component and version, one speaks for all.
std::vector<const ComponentLevel*> known_of(const std::vector<ComponentLevel>& files) {
  std::vector<const ComponentLevel*> out;
  std::set<std::pair<std::string_view, Version>> seen;
  for (const ComponentLevel& file : files)
    if (file.relation != Relation::unknown &&
        seen.emplace(file.component, *file.file_version).second)
      out.push_back(&file);
  return out;
}

// Files of one version were made together, whatever level that is.
SetLevel judge_set(const ProductLevel& found, const manifest::FileSet& set) {
  SetLevel out{&set, "", LevelState::unknown, {}};
  std::vector<ComponentLevel> files;
  for (std::size_t i = 0; i < found.components.size(); ++i) {
    const ComponentLevel& file = found.components[i];
    if (std::ranges::find(set.files, file.component) == set.files.end()) continue;
    out.members.push_back(i);
    files.push_back(file);
  }
  const auto members = known_of(files);
  const Whole whole = judge_whole(*found.product, members);
  const bool one_version = std::ranges::all_of(
      members, [&](const auto* m) { return m->file_version == members.front()->file_version; });
  out.state = members.size() < 2 ? LevelState::unknown
              : one_version      ? LevelState::uniform
                                 : whole.state;
  if (out.state == LevelState::uniform && whole.state == LevelState::uniform)
    out.level = whole.level;
  return out;
}

void judge(ProductLevel& out) {
  Whole whole = judge_whole(*out.product, known_of(out.components));
  out.level = std::move(whole.level);
  out.state = whole.state;
  out.relation = whole.relation;
  out.exact = whole.fit.exact;
  for (const Level* level : whole.fit.also) out.also.push_back(level->id);
  for (const Level* level : whole.fit.hotfixes) out.hotfixes.push_back(level->id);
  for (const manifest::FileSet& set : out.product->sets)
    if (SetLevel one = judge_set(out, set); one.members.size() > 1)
      out.sets.push_back(std::move(one));
}

bool has_readable(const ProductLevel& found) {
  return std::ranges::any_of(found.components, [&](const ComponentLevel& c) {
    return decides(*found.product, c.file_version);
  });
}

bool has_unreadable(const ProductLevel& found) {
  return std::ranges::any_of(found.components,
                             [](const ComponentLevel& c) { return !c.file_version; });
}

// To the expected level.
void relate(ComponentLevel& file, const Product& product, const Level& level) {
  const Stated* wanted = stated(level, file.component);
  file.relation = Relation::unknown;
  if (wanted != nullptr && decides(product, file.file_version)) {
    file.relation = relation_of(wanted->compare(*file.file_version));
    file.level = level.id;
  } else if (file.why.empty()) {
    file.why = level.id + " does not state it";
  }
}

}  // namespace

std::string_view to_string(Relation relation) {
  switch (relation) {
    case Relation::at:
      return "at";
    case Relation::after:
      return "after";
    case Relation::before:
      return "before";
    case Relation::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view to_string(LevelState state) {
  return state == LevelState::uniform ? "uniform"
         : state == LevelState::mixed ? "mixed"
                                      : "unknown";
}

ProductLevel level_of(const Product& product, const inventory::Index& index) {
  ProductLevel out;
  out.product = &product;
  out.of = product.components.size();
  for (const std::string& component : product.components) {
    bool known = false;
    for (const auto* file : files_of(index, component)) {
      out.components.push_back(place(product, component, *file));
      known = known || out.components.back().relation != Relation::unknown;
    }
    out.known += known ? 1u : 0u;
  }
  judge(out);
  return out;
}

std::vector<ProductLevel> levels_found(const manifest::Knowledge& knowledge,
                                       const inventory::Index& index) {
  std::vector<ProductLevel> all;
  for (const Product& product : knowledge.products) all.push_back(level_of(product, index));
  const bool any = std::ranges::any_of(all, has_readable);
  std::erase_if(all,
                [&](const ProductLevel& p) { return any ? !has_readable(p) : !has_unreadable(p); });
  return all;
}

Expectation expect(const Product& product, const Level& level, const inventory::Index& index) {
  Expectation out;
  out.found = level_of(product, index);
  std::set<std::string_view> decided;
  for (ComponentLevel& c : out.found.components) {
    const Stated* wanted = stated(level, c.component);
    relate(c, product, level);
    if (c.relation != Relation::unknown) decided.insert(c.component);
    if (wanted != nullptr && !c.file_version) out.unreadable.push_back(c.path);
  }
  using Answer = Expectation::Answer;
  const auto any = [&](Relation relation) {
    return std::ranges::find(out.found.components, relation, &ComponentLevel::relation) !=
           out.found.components.end();
  };
  const std::size_t needed = std::clamp<std::size_t>(level.files.size(), 1, 2);
  out.answer = decided.size() < needed   ? Answer::too_few
               : any(Relation::before)   ? Answer::before
               : !out.unreadable.empty() ? Answer::too_few
               : any(Relation::after)    ? Answer::at_or_after
                                         : Answer::at;
  return out;
}

}  // namespace checker::judge
