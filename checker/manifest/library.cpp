#include "checker/manifest/library.hpp"

#include <algorithm>
#include <unordered_map>

#include "checker/manifest/check.hpp"

namespace checker::manifest {
namespace {

using base::Errc;
using base::Error;

/// Leaves manifests out until those that are left can stand together.
class Settling {
 public:
  explicit Settling(std::vector<Library::Shelved> all) : all_(std::move(all)), out_(all_.size()) {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const Manifest& manifest = all_[i].manifest;
      declared_.add(manifest);
      for (const std::string& name : needs(manifest)) users_[name].push_back(i);
      open_.push_back(i);
    }
  }

  Library run() && {
    check_open();
    // Only now: what a manifest defines that was left out, another may.
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (out_[i]) continue;
      if (auto twice = define(all_[i].manifest)) {
        leave_out(i, std::move(*twice));
        check_open();
      }
    }
    Library library;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      Library::Shelved& each = all_[i];
      if (out_[i])
        library.refused.push_back({each.manifest.name, std::move(*out_[i]), each.context});
      else
        library.manifests.push_back(std::move(each));
    }
    return library;
  }

 private:
  void check_open() {
    while (!open_.empty()) {
      const std::size_t i = open_.back();
      open_.pop_back();
      if (out_[i]) continue;
      if (auto fine = check(all_[i].manifest, declared_); !fine)
        leave_out(i, std::move(fine).error());
    }
  }

  // Who uses what goes with it has to be asked again.
  void leave_out(std::size_t i, Error why) {
    out_[i] = std::move(why);
    declared_.remove(all_[i].manifest);
    for (const std::string& name : gives(all_[i].manifest))
      if (const auto it = users_.find(name); it != users_.end())
        open_.insert(open_.end(), it->second.begin(), it->second.end());
  }

  // What is already defined elsewhere, or nothing, and then all of this is defined.
  std::optional<Error> define(const Manifest& m) {
    std::vector<std::pair<std::string, std::string>> names = {
        {"manifest " + m.used.id, base::pointer(m.name, "id")}};
    const auto list = [&](const auto& things, const char* part, const char* what, auto id) {
      for (std::size_t i = 0; i < things.size(); ++i)
        names.emplace_back(std::string(what) + " " + things[i].*id, m.place(part, i));
    };
    list(m.rules, "rules", "rule", &Rule::id);
    list(m.ranges, "ranges", "range", &Range::id);
    list(m.facts, "facts", "fact", &FactDeclaration::name);
    list(m.products, "products", "product", &Product::id);
    for (const auto& [name, place] : names)
      if (const auto it = defined_.find(name); it != defined_.end())
        return Error{Errc::malformed,
                     place + ": " + name + " is defined twice, first in " + it->second->name};
    for (const auto& [name, place] : names) defined_.emplace(name, &m);
    return {};
  }

  std::vector<Library::Shelved> all_;
  std::vector<std::optional<Error>> out_;  // of each: why it was left out
  std::vector<std::size_t> open_;          // still to be checked
  Declared declared_;
  std::unordered_map<std::string, std::vector<std::size_t>> users_;
  std::unordered_map<std::string, const Manifest*> defined_;
};

bool ends_like(const std::filesystem::path& a, const std::filesystem::path& b) {
  auto i = a.end(), j = b.end();
  while (i != a.begin() && j != b.begin())
    if (*--i != *--j) return false;
  return true;
}

// Without those of a context that another place has a newer version of.
std::vector<Library::Shelved> newest(std::vector<Library::Shelved> all) {
  std::unordered_multimap<std::string, std::string> asked;  // id → below its folder
  for (const Library::Shelved& each : all)
    if (!each.context) asked.emplace(each.manifest.used.id, each.relative);
  std::erase_if(all, [&](const Library::Shelved& each) {
    const auto [begin, end] = asked.equal_range(each.manifest.used.id);
    return each.context && std::any_of(begin, end, [&](const auto& a) {
             return ends_like(a.second, each.relative);
           });
  });
  return all;
}

template <class T>
void move_into(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

Library settle(std::vector<Library::Shelved> manifests) {
  return Settling(std::move(manifests)).run();
}

Library read_library(const Files& files) {
  std::vector<Library::Refused> unread;
  for (const Error& problem : files.problems) unread.push_back({"", problem, false});
  std::vector<Library::Shelved> all;
  for (const FoundFile& file : files.manifests) {
    auto manifest = read_manifest(file.file, file.name);
    if (manifest)
      all.push_back({std::move(*manifest), file.relative, file.place, file.context});
    else
      unread.push_back({file.name, std::move(manifest).error(), file.context});
  }
  Library out = settle(newest(std::move(all)));
  out.refused.insert(out.refused.begin(), std::make_move_iterator(unread.begin()),
                     std::make_move_iterator(unread.end()));
  return out;
}

Knowledge knowledge_of(std::vector<Library::Shelved> manifests) {
  Knowledge out;
  std::vector<FactDeclaration> facts;
  std::vector<Range> ranges;
  std::vector<Rule> rules;
  std::vector<Product> products;
  for (Library::Shelved& each : manifests) {
    Manifest& m = each.manifest;
    if (!m.facts_as_of.empty()) out.facts_as_of.emplace(m.used.id, m.facts_as_of);
    out.manifests.push_back(std::move(m.used));
    move_into(facts, m.facts);
    move_into(ranges, m.ranges);
    move_into(rules, m.rules);
    move_into(products, m.products);
    move_into(out.derivations, m.derivations);
    move_into(out.records, m.records);
    move_into(out.events, m.events);
  }
  std::ranges::sort(rules, {}, &Rule::id);
  out.facts = std::move(facts);
  out.ranges = std::move(ranges);
  out.rules = std::move(rules);
  out.products = std::move(products);
  return out;
}

}  // namespace checker::manifest
