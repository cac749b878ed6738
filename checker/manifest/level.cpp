#include "checker/manifest/level.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "checker/manifest/rule.hpp"

namespace checker::manifest {
namespace {

using base::Fields;
using base::Json;
using base::Result;

// Of one product. Exchange 5.5 has 131 components and 52 levels, the most of all.
constexpr std::size_t kMost = 2000;

// "5.5.2650.12" exactly, or "5.5.2650": the build alone.
std::optional<Stated> parse_stated(const std::string& text) {
  if (const auto exact = version::parse(text)) return Stated{*exact, false};
  if (const auto build = version::parse(text + ".0")) return Stated{*build, true};
  return std::nullopt;
}

// One or two numbers.
bool is_branch(const std::string& text) {
  return version::parse(text + ".0.0.0") || version::parse(text + ".0.0");
}

Result<std::optional<Version>> read_bound(Fields& in, const char* key) {
  if (!in.has(key)) return std::optional<Version>();
  auto version = read_version(in, key);
  if (!version) return std::move(version).error();
  return std::optional(*version);
}

Result<void> read_files(const Json& json, const std::string& where, const Product& product,
                        Level& out) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  for (const std::string& component : product.components) {
    if (!in->has(component.c_str())) continue;
    auto text = in->text(component.c_str());
    if (!text) return std::move(text).error();
    const auto stated = parse_stated(*text);
    if (!stated)
      return in->wrong(component, "is no version of four parts, or of three for a build");
    if (!product.holds(stated->version))
      return in->wrong(component, "is not of branch " + product.branch);
    out.files[component] = *stated;
  }
  return in->finish();
}

Result<Level> read_level(const Json& json, const std::string& where, const Product& product) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Level out;
  for (const auto& [key, member] :
       {std::pair{"id", &Level::id}, std::pair{"source", &Level::source}}) {
    auto text = in->text(key);
    if (!text) return std::move(text).error();
    out.*member = *text;
  }
  for (const auto& [key, member] :
       {std::pair{"date", &Level::date}, std::pair{"kb", &Level::kb},
        std::pair{"base", &Level::base}, std::pair{"part", &Level::part}}) {
    auto text = in->text_or(key, "");
    if (!text) return std::move(text).error();
    out.*member = *text;
  }
  auto files = in->object("files");
  if (!files) return std::move(files).error();
  if (auto done = read_files(**files, base::pointer(where, "files"), product, out); !done)
    return done.error();
  if (out.id.empty()) return in->wrong("id", "is empty");
  if (product.level(out.id) != nullptr) return in->wrong("id", "is the id of another level, too");
  if (out.is_hotfix()) {
    const Level* under = product.level(out.base);
    if (under == nullptr || under->is_hotfix())
      return in->wrong("base", "is no service pack that stands before it");
  } else if (!out.part.empty()) {
    return in->wrong("part", "is of hotfixes only: there is no base");
  }
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

// Two files at least move together; one may be all that is put in place.
Result<FileSet> read_set(const Json& json, const std::string& where, const Product& product,
                         std::size_t least) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto name = in->text("name");
  if (!name) return std::move(name).error();
  auto files = in->texts("files");
  if (!files) return std::move(files).error();
  auto source = in->text("source");
  if (!source) return std::move(source).error();
  if (files->size() < least)
    return in->wrong("files", least == 2 ? "are fewer than two" : "are none");
  for (const std::string& file : *files)
    if (std::ranges::find(product.components, file) == product.components.end())
      return in->wrong("files", "name " + file + ", which is no component of " + product.id);
  if (auto done = in->finish(); !done) return done.error();
  return FileSet{*name, std::move(*files), *source};
}

Result<std::vector<FileSet>> read_sets(Fields& in, const char* key, const std::string& where,
                                       const Product& product, std::size_t least) {
  std::vector<FileSet> out;
  if (!in.has(key)) return out;
  auto sets = in.array(key);
  if (!sets) return std::move(sets).error();
  for (std::size_t i = 0; i < (*sets)->size(); ++i) {
    auto set = read_set((**sets)[i], base::pointer(base::pointer(where, key), i), product, least);
    if (!set) return std::move(set).error();
    out.push_back(std::move(*set));
  }
  return out;
}

// Levels are in order: no file's version falls from one service pack to the next, nor from one
// hotfix of a part to its next. (A hotfix may be newer than the service pack that follows it.)
Result<void> check_order(const Product& product, const std::string& where) {
  std::map<std::pair<std::string, std::string>, const Stated*> last;  // by part and component
  for (std::size_t i = 0; i < product.levels.size(); ++i) {
    const Level& level = product.levels[i];
    const std::string part = level.is_hotfix() ? "hotfix of " + level.base + " " + level.part : "";
    for (const auto& [component, stated] : level.files) {
      const Stated*& before = last[{part, component}];
      if (before != nullptr && stated.version < before->version)
        return base::Error{base::Errc::malformed, base::pointer(base::pointer(where, "levels"), i) +
                                                      ": " + component + " falls at level " +
                                                      level.id + ": levels stand oldest first"};
      before = &stated;
    }
  }
  return {};
}

Result<void> read_names(Fields& in, Product& out) {
  for (const auto& [key, member] :
       {std::pair{"id", &Product::id}, std::pair{"name", &Product::name},
        std::pair{"branch", &Product::branch}}) {
    auto text = in.text(key);
    if (!text) return std::move(text).error();
    out.*member = *text;
  }
  if (!is_branch(out.branch)) return in.wrong("branch", "should be one number or two: 8 or 5.5");
  for (const auto& [key, member] :
       {std::pair{"from", &Product::from}, std::pair{"below", &Product::below}}) {
    auto bound = read_bound(in, key);
    if (!bound) return std::move(bound).error();
    out.*member = *bound;
  }
  if (out.from && out.below && *out.from >= *out.below)
    return in.wrong("below", "is not above from: the product would have no versions");
  auto components = in.texts("components");
  if (!components) return std::move(components).error();
  if (components->size() > kMost) return in.wrong("components", "are more than 2000");
  out.components = std::move(*components);
  auto sorted = out.components;
  for (std::string& name : sorted) name = base::lower(name);
  std::ranges::sort(sorted);
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
    return in.wrong("components", "name " + *twice + " twice");
  return {};
}

}  // namespace

std::strong_ordering Stated::compare(const Version& found) const {
  if (!any_revision) return found <=> version;
  Version build = found;
  build.revision = version.revision;
  return build <=> version;
}

std::string to_string(const Stated& stated) {
  std::string text = version::to_string(stated.version);
  if (stated.any_revision) text.erase(text.rfind('.'));
  return text;
}

bool Product::holds(const Version& version) const {
  const bool one_number = branch.find('.') == std::string::npos;
  const std::string own = one_number ? std::to_string(version.major) : version.branch();
  return own == branch && (!from || version >= *from) && (!below || version < *below);
}

const Level* Product::level(std::string_view wanted) const {
  const auto it = std::ranges::find(levels, wanted, &Level::id);
  return it == levels.end() ? nullptr : &*it;
}

Result<Product> read_product(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Product out;
  if (auto done = read_names(*in, out); !done) return done.error();
  auto levels = in->array("levels");
  if (!levels) return std::move(levels).error();
  if ((*levels)->size() > kMost) return in->wrong("levels", "are more than 2000");
  for (std::size_t i = 0; i < (*levels)->size(); ++i) {
    auto level = read_level((**levels)[i], base::pointer(base::pointer(where, "levels"), i), out);
    if (!level) return std::move(level).error();
    out.levels.push_back(std::move(*level));
  }
  for (const auto& [key, sets] :
       {std::pair{"sets", &Product::sets}, std::pair{"file_only", &Product::file_only}}) {
    auto read = read_sets(*in, key, where, out, sets == &Product::sets ? 2 : 1);
    if (!read) return std::move(read).error();
    out.*sets = std::move(*read);
  }
  if (auto done = in->finish(); !done) return done.error();
  if (auto done = check_order(out, where); !done) return done.error();
  return out;
}

}  // namespace checker::manifest
