#include "checker/manifest/level.hpp"

#include <algorithm>

#include "checker/manifest/rule.hpp"

namespace checker::manifest {
namespace {

using base::Fields;
using base::Json;
using base::Result;

Result<Level> read_level(const Json& json, const std::string& where, const Product& product) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto id = in->text("id");
  auto source = in->text("source");
  auto files = in->object("files");
  if (!id) return std::move(id).error();
  if (!source) return std::move(source).error();
  if (!files) return std::move(files).error();
  Level out{*id, {}, *source};
  auto inner = Fields::of(**files, where + ".files");
  if (!inner) return std::move(inner).error();
  for (const std::string& component : product.components) {
    if (!inner->has(component.c_str())) continue;
    auto version = read_version(*inner, component.c_str());
    if (!version) return std::move(version).error();
    if (version->branch() != product.branch)
      return inner->wrong(component, "is not of branch " + product.branch);
    out.files[component] = *version;
  }
  if (auto done = inner->finish(); !done) return done.error();
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

// Levels are in order: no file's version falls from one to the next.
Result<void> check_order(const Product& product, const std::string& where) {
  for (const std::string& component : product.components) {
    const Version* before = nullptr;
    for (const Level& level : product.levels) {
      const auto it = level.files.find(component);
      if (it == level.files.end()) continue;
      if (before != nullptr && it->second < *before)
        return base::Error{base::Errc::malformed, where + ": " + component + " falls at level " +
                                                      level.id + ": levels stand oldest first"};
      before = &it->second;
    }
  }
  return {};
}

}  // namespace

Result<Product> read_product(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Product out;
  for (const auto& [key, member] :
       {std::pair{"id", &Product::id}, std::pair{"name", &Product::name},
        std::pair{"branch", &Product::branch}}) {
    auto text = in->text(key);
    if (!text) return std::move(text).error();
    out.*member = *text;
  }
  auto components = in->texts("components");
  if (!components) return std::move(components).error();
  out.components = std::move(*components);
  auto levels = in->array("levels");
  if (!levels) return std::move(levels).error();
  for (std::size_t i = 0; i < (*levels)->size(); ++i) {
    auto level = read_level((**levels)[i], where + ".levels[" + std::to_string(i) + "]", out);
    if (!level) return std::move(level).error();
    out.levels.push_back(std::move(*level));
  }
  if (auto done = in->finish(); !done) return done.error();
  if (auto done = check_order(out, where); !done) return done.error();
  return out;
}

}  // namespace checker::manifest
