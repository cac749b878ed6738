#include "contract/control_values.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace contract {
namespace {

using base::equals_fold;

// Draws the facts of one control file. Nothing of it outlives facts_of_control.
class Drawing {
 public:
  Drawing(const ControlValues& values, const Mode& mode, std::string_view function)
      : values_(values), mode_(mode), function_(function) {}

  Facts draw() {
    set("operation", std::string("migration"), cite("Mode"));
    set("migration.interface", std::string("batch"), values_.name() + ": a control file");
    set("system.control_file_has_mode", true, cite("Mode"));
    if (function_ != "EXTRACT" && mode_.has("FldOwner"))
      set("target.folder_owner_named", values_.has("FldOwner"), cite("FldOwner", "nobody"));
    set("migration.source", std::string(mode_.source), cite("Mode"));
    draw_steps();
    if (mode_.can_create_mailboxes)
      set("migration.create_mailboxes", values_.flag("Mailbox"), cite("Mailbox", "TRUE"));
    set("migration.destination", destination(),
        mode_.has("ImportDestination") ? cite("ImportDestination", "SERVER") : cite("Mode"));
    if (values_.has("POName"))
      set("source.post_office", values_.word("POName", ""), cite("POName"));
    draw_content();
    return std::move(facts_);
  }

 private:
  void draw_steps() {
    const std::string from = mode_.name == "FILE" ? cite("Mode") : cite("Function", "FULL");
    set("migration.steps", std::string(function_ == "FULL" ? "one" : "two"), from);
    set("migration.phase",
        std::string(function_ == "FULL"      ? "both"
                    : function_ == "EXTRACT" ? "extract"
                                             : "import"),
        from);
  }

  std::string destination() const {
    if (!mode_.has("ImportDestination")) return "server";
    return equals_fold(values_.word("ImportDestination", "SERVER"), "PST") ? "pst" : "server";
  }

  // Which keyword carries which content, and what no keyword says.
  void draw_content() {
    Fact content{FactSet{}, ""}, excluded{FactSet{}, ""};
    auto& in = std::get<FactSet>(content.value);
    auto& out = std::get<FactSet>(excluded.value);
    const bool from_files = mode_.name == "FILE";  // the set decides; the file can only forbid
    for (const ContentKeyword& c : content_keywords()) {
      if (!mode_.has(c.keyword)) continue;
      const bool wanted = values_.flag(c.keyword);
      if (wanted && from_files) continue;
      (wanted ? in : out).members.insert(std::string(c.member));
      for (Fact* fact : {&content, &excluded}) fact->set_from(c.member, cite(c.keyword, "TRUE"));
    }
    for (const auto member : mode_.unsaid) {
      if (out.members.contains(std::string(member))) continue;
      in.unknown.insert(std::string(member));
      content.set_from(member, values_.name() + (from_files ? ": the set of files decides"
                                                            : ": no keyword tells"));
    }
    facts_.set("migration.content", std::move(content));
    if (!out.members.empty()) facts_.set("migration.excluded", std::move(excluded));
  }

  std::string cite(std::string_view keyword, std::string_view fallback = "") const {
    return values_.cite(keyword, fallback);
  }
  template <class T>
  void set(std::string_view fact, T value, std::string from) {
    facts_.set(fact, Fact{std::move(value), std::move(from)});
  }

  const ControlValues& values_;
  const Mode& mode_;
  std::string_view function_;
  Facts facts_;
};

}  // namespace

std::pair<const ControlValues::Line*, bool> ControlValues::add(std::string_view keyword,
                                                               Line line) {
  const auto [at, added] = lines_.try_emplace(std::string(keyword), std::move(line));
  return {&at->second, added};
}

const ControlValues::Line* ControlValues::find(std::string_view keyword) const {
  const auto it = lines_.find(keyword);
  return it == lines_.end() ? nullptr : &it->second;
}

std::string ControlValues::word(std::string_view keyword, std::string_view fallback) const {
  const Line* line = find(keyword);
  return line == nullptr ? std::string(fallback) : line->value;
}

bool ControlValues::flag(std::string_view keyword) const {
  return equals_fold(word(keyword, "TRUE"), "TRUE");
}

std::string ControlValues::cite(std::string_view keyword, std::string_view fallback) const {
  const Line* line = find(keyword);
  if (line == nullptr) return fmt::format("{}: no {}, so {}", name_, keyword, fallback);
  return fmt::format("{}:{} {},{}", name_, line->number, keyword, line->value);
}

Facts facts_of_control(const ControlValues& values, const Mode& mode, std::string_view function) {
  return Drawing(values, mode, function).draw();
}

}  // namespace contract
