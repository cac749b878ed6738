#include "checker/judge/level.hpp"

#include <algorithm>

namespace checker::judge {
namespace {

using manifest::Level;
using manifest::Product;
using State = ProductLevel::State;

// The version that a component has at `level`: stated there, or unchanged since an earlier level is
// not assumed, for a level may simply not be documented.
const Version* stated(const Level& level, const std::string& component) {
  const auto it = level.files.find(component);
  return it == level.files.end() ? nullptr : &it->second;
}

Relation compare(const Version& found, const Version& wanted) {
  return found == wanted ? Relation::at : found > wanted ? Relation::after : Relation::before;
}

ComponentLevel place(const Product& product, const std::string& component,
                     const inventory::FileRecord& file) {
  ComponentLevel out{component, file.path, file.file_version, "", Relation::unknown};
  if (!file.file_version || file.file_version->branch() != product.branch) return out;
  for (const Level& level : product.levels) {
    const Version* version = stated(level, component);
    if (version == nullptr) continue;
    if (*file.file_version < *version) {
      if (out.level.empty()) {
        out.level = level.id;
        out.relation = Relation::before;
      }
      break;
    }
    out.level = level.id;
    out.relation = compare(*file.file_version, *version);
  }
  return out;
}

// Levels at which every known component is exactly what the level states, best documented last.
const Level* common_level(const ProductLevel& found) {
  const Level* best = nullptr;
  std::size_t most = 0;
  for (const Level& level : found.product->levels) {
    std::size_t agree = 0;
    const bool fits = std::ranges::all_of(found.components, [&](const ComponentLevel& c) {
      const Version* version = stated(level, c.component);
      if (!c.file_version || version == nullptr) return true;
      agree += *version == *c.file_version ? 1u : 0u;
      return *version == *c.file_version;
    });
    if (fits && agree > 0 && agree >= most) {
      best = &level;
      most = agree;
    }
  }
  return best;
}

std::size_t rank(const Product& product, const std::string& level) {
  return static_cast<std::size_t>(std::ranges::find(product.levels, level, &Level::id) -
                                  product.levels.begin());
}

void judge_whole(ProductLevel& out) {
  std::vector<const ComponentLevel*> known;
  for (const ComponentLevel& c : out.components)
    if (c.relation != Relation::unknown) known.push_back(&c);
  if (known.empty()) return;
  if (const Level* level = common_level(out)) {
    out.state = State::uniform;
    out.level = level->id;
    return;
  }
  const auto of_rank = [&](const ComponentLevel* c) { return rank(*out.product, c->level); };
  const ComponentLevel* low = std::ranges::min(known, {}, of_rank);
  const ComponentLevel* high = std::ranges::max(known, {}, of_rank);
  out.level = high->level;
  const bool same =
      of_rank(low) == of_rank(high) && std::ranges::all_of(known, [&](const ComponentLevel* c) {
        return c->relation == high->relation;
      });
  out.state = same ? State::uniform : State::mixed;
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

std::string_view to_string(State state) {
  return state == State::uniform ? "uniform" : state == State::mixed ? "mixed" : "unknown";
}

ProductLevel level_of(const Product& product, const Inventory& inventory) {
  ProductLevel out;
  out.product = &product;
  out.of = product.components.size();
  for (const std::string& component : product.components) {
    bool known = false;
    for (const auto* file : files_of(inventory, component)) {
      out.components.push_back(place(product, component, *file));
      known = known || out.components.back().relation != Relation::unknown;
    }
    out.known += known ? 1u : 0u;
  }
  judge_whole(out);
  return out;
}

Expectation expect(const Product& product, const Level& level, const Inventory& inventory) {
  Expectation out;
  out.found = level_of(product, inventory);
  std::size_t decided = 0, after = 0, before = 0;
  for (ComponentLevel& c : out.found.components) {
    const Version* version = stated(level, c.component);
    const bool decides =
        version != nullptr && c.file_version && c.file_version->branch() == product.branch;
    c.relation = decides ? compare(*c.file_version, *version) : Relation::unknown;
    if (decides) c.level = level.id;
    decided += decides ? 1u : 0u;
    after += c.relation == Relation::after ? 1u : 0u;
    before += c.relation == Relation::before ? 1u : 0u;
  }
  using Answer = Expectation::Answer;
  const std::size_t needed = std::clamp<std::size_t>(level.files.size(), 1, 2);
  out.answer = decided < needed ? Answer::too_few
               : before > 0     ? Answer::before
               : after > 0      ? Answer::at_or_after
                                : Answer::at;
  return out;
}

}  // namespace checker::judge
