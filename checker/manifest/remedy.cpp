#include "checker/manifest/remedy.hpp"

#include "checker/manifest/reading.hpp"

namespace checker::manifest {
namespace {

using base::Fields;
using base::Json;
using base::Result;

constexpr Named<Remedy::Kind> kRemedies[] = {
    {"set", Remedy::Kind::set_fact},    {"leave-out", Remedy::Kind::leave_out},
    {"split", Remedy::Kind::split},     {"file", Remedy::Kind::file},
    {"package", Remedy::Kind::package}, {"by-hand", Remedy::Kind::by_hand}};

// What a remedy of this kind names: an option, a kind of content, a file.
Result<void> read_what(Remedy& out, Fields& in) {
  switch (out.kind) {
    case Remedy::Kind::set_fact:
      return in_order({[&] { return text_into(out.fact, in, "fact"); },
                       [&] { return text_into(out.value, in, "value"); }});
    case Remedy::Kind::leave_out:
      return text_into(out.member, in, "member");
    case Remedy::Kind::split:
      return into(out.separate, in.texts("separate"));
    case Remedy::Kind::package:
    case Remedy::Kind::file:
      return in_order({[&] { return text_into(out.component, in, "component"); },
                       [&] { return version_into(out.version, in, "version"); }});
    case Remedy::Kind::by_hand:
      return {};
  }
  return {};
}

}  // namespace

std::string_view to_string(Remedy::Kind kind) { return name_of(kind, kRemedies); }

Result<Remedy> read_remedy(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  Remedy out;
  auto done = in_order({
      [&] { return into(out.kind, one_of(*in, "kind", kRemedies)); },
      [&] { return text_into(out.text, *in, "text"); },
      [&] { return optional_text_into(out.manual, *in, "manual"); },
      [&]() -> Result<void> {
        auto rank = in->number("rank", 99);
        if (!rank) return std::move(rank).error();
        out.rank = static_cast<unsigned>(*rank);
        return {};
      },
      [&] {
        return in->has("basis") ? into(out.basis, one_of(*in, "basis", kBases)) : Result<void>{};
      },
      [&] { return read_what(out, *in); },
      [&] {
        return choice_into(out.loss, *in, "loss", {"none", "items", "content"});
      },
      [&] {
        return choice_into(out.effort, *in, "effort", {"option", "minutes", "hours", "days"});
      },
      [&] {
        return choice_into(out.executor, *in, "executor", {"wizard", "native"});
      },
      [&] { return in->finish(); },
  });
  if (!done) return done.error();
  return out;
}

}  // namespace checker::manifest
