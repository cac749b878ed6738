#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "checker/report/condition_text.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/manifest_report.hpp"

namespace checker::report {
namespace {

using base::Json;
using manifest::FactDeclaration;
using manifest::Library;
using manifest::Manifest;
using manifest::Product;
using manifest::Range;
using manifest::Rule;

std::string line(std::string_view name, std::string_view text) {
  return text.empty() ? "" : paragraph(fmt::format("  {:<11} ", name), text);
}

const Range* find_range(const Library& library, const std::string& id) {
  for (const auto& each : library.manifests)
    for (const Range& range : each.manifest.ranges)
      if (range.id == id) return &range;
  return nullptr;
}

std::string records_of(const Library& library, const std::string& rule) {
  std::vector<std::string> out;
  for (const auto& each : library.manifests)
    for (const auto& record : each.manifest.records)
      if (std::ranges::find(record.rules, rule) != record.rules.end()) out.push_back(record.record);
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string remedies(const Rule& rule) {
  if (rule.remedies.empty()) return line("ways out", "none is known");
  std::vector<const manifest::Remedy*> sorted;
  for (const auto& remedy : rule.remedies) sorted.push_back(&remedy);
  std::ranges::stable_sort(sorted, {}, [](const auto* r) { return r->rank; });
  std::string out = "  ways out\n";
  for (const auto* remedy : sorted)
    out += paragraph(fmt::format("    {:>2}. ", remedy->rank), in_words(*remedy));
  return out;
}

std::string text_of(const Rule& r, const Library& library) {
  std::string out = paragraph(r.id + "  ", r.title) + paragraph("  ", r.summary) + "\n";
  out += line("kind", fmt::format("{}, {}; the trigger is {}", to_string(r.severity),
                                  to_string(r.kind), to_string(r.basis)));
  out += line("concerns", fmt::format("{}{}; operation: {}", to_string(r.concern),
                                      r.wizard_only ? ", of the wizard only" : ", with any program",
                                      r.operation));
  if (r.data_moves_on)
    out +=
        line("no way back", "data that the newer file changed may be of no use to the older one");
  for (const std::string& id : r.affects)
    if (const Range* range = find_range(library, id))
      out += line("files", fmt::format("{}: {}", id, in_words(*range)));
  out += "  applies when\n" + in_words(r.trigger, 4);
  for (const auto& guard : r.guards)
    for (const auto& [fact, value] : guard.forbid)
      out += line("forbids", fmt::format("{} {}", fact, to_string(value)));
  if (r.checked)
    out += fmt::format("  {} finds the damage in time when\n", base::printable(r.checked->by)) +
           in_words(r.checked->when, 4);
  out += remedies(r);
  out += line("events", fmt::format("{}{}", fmt::join(r.events, ", "),
                                    r.event_source.empty() ? "" : " of " + r.event_source));
  out += line("codes", fmt::format("{}", fmt::join(r.codes, ", ")));
  out += line("fixed in", r.fixed_in);
  out += line("related", fmt::format("{}", fmt::join(r.related, ", ")));
  out += line("confidence", r.confidence);
  out += line("source", r.source);
  return out + line("records", records_of(library, r.id));
}

std::string text_of(const Range& r, const Library& library) {
  std::vector<std::string> users;
  for (const auto& each : library.manifests)
    for (const Rule& rule : each.manifest.rules) {
      const auto in_trigger = ranges_in(rule.trigger);
      if (std::ranges::find(rule.affects, r.id) != rule.affects.end() ||
          std::ranges::find(in_trigger, r.id) != in_trigger.end())
        users.push_back(rule.id);
    }
  return paragraph(r.id + "  ", in_words(r)) +
         line("rules", fmt::format("{}", fmt::join(users, ", ")));
}

std::string text_of(const FactDeclaration& f, const Library& library) {
  std::vector<std::string> users;
  for (const auto& each : library.manifests)
    for (const Rule& rule : each.manifest.rules) {
      const auto asked = facts_in(rule.trigger);
      if (std::ranges::find(asked, f.name) != asked.end()) users.push_back(rule.id);
    }
  return paragraph(f.name + "  ", f.question) + line("type", to_string(f.type)) +
         line("values", fmt::format("{}", fmt::join(f.values, ", "))) +
         line("default", f.fallback) + line("rules", fmt::format("{}", fmt::join(users, ", ")));
}

std::string text_of(const Product& p, const Library& /*all*/) {
  std::string out = paragraph(p.id + "  ", p.name) + line("branch", p.branch) +
                    line("components", fmt::format("{}", fmt::join(p.components, ", ")));
  for (const auto& level : p.levels)
    out += line("level", fmt::format("{}: {} file{} ({})", level.id, level.files.size(),
                                     level.files.size() == 1 ? "" : "s", level.source));
  return out;
}

/// Looks for one name in one manifest.
class Look {
 public:
  Look(const Library& library, const Manifest& manifest, const std::string& name,
       std::vector<Shown>& out)
      : library_(library), manifest_(manifest), name_(name), out_(out) {}

  void run() {
    in(manifest_.rules, "rules", "rule", &Rule::id);
    in(manifest_.ranges, "ranges", "range", &Range::id);
    in(manifest_.facts, "facts", "fact", &FactDeclaration::name);
    in(manifest_.products, "products", "product", &Product::id);
  }

 private:
  template <class T>
  void in(const std::vector<T>& things, const char* part, const char* what, std::string T::*id) {
    for (std::size_t i = 0; i < things.size(); ++i) {
      if (things[i].*id != name_) continue;
      const std::string place = manifest_.place(part, i);
      out_.push_back({what, place, text_of(things[i], library_) + line("written in", place),
                      definition(part, i)});
    }
  }

  Json definition(const char* part, std::size_t i) const {
    const auto json = base::read_json(manifest_.file, {manifest::kMaxManifestBytes, 64});
    if (!json || !json->is_object() || !json->contains(part)) return nullptr;
    const Json& list = json->at(part);
    return list.is_array() && i < list.size() ? list.at(i) : Json(nullptr);
  }

  const Library& library_;
  const Manifest& manifest_;
  const std::string& name_;
  std::vector<Shown>& out_;
};

}  // namespace

std::vector<Shown> show(const Library& library, const std::string& name) {
  std::vector<Shown> out;
  for (const auto& each : library.manifests) Look(library, each.manifest, name, out).run();
  return out;
}

std::vector<std::string> names_in(const Library& library) {
  std::vector<std::string> out;
  for (const auto& each : library.manifests) {
    for (const Rule& rule : each.manifest.rules) out.push_back(rule.id);
    for (const Range& range : each.manifest.ranges) out.push_back(range.id);
    for (const FactDeclaration& fact : each.manifest.facts) out.push_back(fact.name);
    for (const Product& product : each.manifest.products) out.push_back(product.id);
  }
  return out;
}

}  // namespace checker::report
