#include "contract/plan.hpp"

#include "base/digest.hpp"

namespace contract {
namespace {

constexpr std::string_view kRemake =
    "a plan is made by `sidestep check --plan`, not by hand: make it anew";

// The bare value; a set with unknown members keeps them beside it.
base::Json value_only(Fact fact) {
  fact.from.clear();
  Facts one;
  one.set("v", std::move(fact));
  const base::Json entry = to_json(one)["v"];
  return entry.contains("unknown") ? entry : entry["value"];
}

std::string digest_of(base::Json document) {
  document.erase("digest");
  return base::sha256(base::canonical(document));
}

base::Json guard_json(const Guard& guard) {
  base::Json forbid = base::Json::object();
  for (const auto& [fact, value] : guard.forbid) forbid[fact] = value_only(value);
  return {{"rule", guard.rule}, {"forbid", std::move(forbid)}};
}

// Reads an array of objects, each through `one(fields) -> base::Result<T>`.
template <class T, class One>
base::Result<std::vector<T>> each_object(base::Fields& in, const char* key, One one) {
  auto list = in.array(key);
  if (!list) return std::move(list).error();
  std::vector<T> out;
  for (std::size_t i = 0; i < (*list)->size(); ++i) {
    auto fields = base::Fields::of((**list)[i], base::pointer(base::pointer(in.where(), key), i));
    if (!fields) return std::move(fields).error();
    base::Result<T> item = one(*fields);
    if (!item) return std::move(item).error();
    if (auto done = fields->finish(); !done) return done.error();
    out.push_back(std::move(*item));
  }
  return out;
}

base::Result<Fact> single_fact(base::Fields& in, const char* key) {
  auto value = in.any(key);
  if (!value) return std::move(value).error();
  auto facts = facts_from_json(base::Json{{key, **value}}, in.where());
  if (!facts) return std::move(facts).error();
  return facts->get(key);
}

base::Result<Guard> read_guard(base::Fields& in) {
  auto rule = in.text("rule");
  if (!rule) return std::move(rule).error();
  auto forbid = in.object("forbid");
  if (!forbid) return std::move(forbid).error();
  auto facts = facts_from_json(**forbid, base::pointer(in.where(), "forbid"));
  if (!facts) return std::move(facts).error();
  Guard guard{*rule, {}};
  for (const auto& [name, fact] : *facts) {
    // A guard with an unknown in it would forbid everything or nothing: neither was ever written.
    if (!fact.known()) return in.wrong("forbid", "has no value for " + name);
    guard.forbid[name] = fact;
  }
  if (guard.forbid.empty()) return in.wrong("forbid", "is empty");
  return guard;
}

base::Result<Plan::Pass> read_pass(base::Fields& in) {
  auto steps = in.text("steps");
  if (!steps) return std::move(steps).error();
  if (*steps != "one" && *steps != "two") return in.wrong("steps", "should be \"one\" or \"two\"");
  auto content = in.texts("content");
  if (!content) return std::move(content).error();
  return Plan::Pass{*steps, {content->begin(), content->end()}};
}

base::Result<Plan::Change> read_change(base::Fields& in) {
  auto rule = in.text("rule");
  auto fact = in.text("fact");
  if (!rule) return std::move(rule).error();
  if (!fact) return std::move(fact).error();
  auto from = single_fact(in, "from");
  auto to = single_fact(in, "to");
  if (!from) return std::move(from).error();
  if (!to) return std::move(to).error();
  return Plan::Change{*rule, *fact, *from, *to};
}

// Reads members that are all strings, in the order of `keys`.
template <class T>
base::Result<T> read_texts(base::Fields& in,
                           std::initializer_list<std::pair<const char*, std::string T::*>> keys) {
  T out;
  for (const auto& [key, member] : keys) {
    auto value = in.text(key);
    if (!value) return std::move(value).error();
    out.*member = *value;
  }
  return out;
}

base::Result<Plan::Evidence> read_evidence(base::Fields& in) {
  using E = Plan::Evidence;
  auto out =
      read_texts<E>(in, {{"component", &E::component}, {"path", &E::path}, {"sha256", &E::sha256}});
  if (!out) return out;
  const bool digest = out->sha256.size() == 64 &&
                      out->sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!digest && !out->sha256.empty()) return in.wrong("sha256", "should be 64 hexadecimal digits");
  auto version = in.any("file_version");  // null: the file has none, or none that can be read
  if (!version) return std::move(version).error();
  if ((*version)->is_string())
    out->file_version = (*version)->get<std::string>();
  else if (!(*version)->is_null())
    return in.wrong("file_version", "should be a string or null");
  return out;
}

base::Result<PlanStatus> read_status(base::Fields& in) {
  auto word = in.text("status");
  if (!word) return std::move(word).error();
  for (auto status :
       {PlanStatus::clear, PlanStatus::safe, PlanStatus::blocked, PlanStatus::unknown})
    if (*word == to_string(status)) return status;
  return in.wrong("status", "should be clear, safe, blocked or unknown");
}

}  // namespace

std::string_view to_string(PlanStatus status) {
  switch (status) {
    case PlanStatus::clear:
      return "clear";
    case PlanStatus::safe:
      return "safe";
    case PlanStatus::blocked:
      return "blocked";
    case PlanStatus::unknown:
      return "unknown";
  }
  return "unknown";
}

base::Json to_json(const Plan& plan) {
  base::Json out = {{"schema", kPlanSchema},
                    {"status", to_string(plan.status)},
                    {"operation", to_json(plan.operation)}};
  base::Json changes = base::Json::array(), passes = base::Json::array(),
             guards = base::Json::array(), evidence = base::Json::array(),
             manifests = base::Json::array();
  for (const auto& c : plan.changes)
    changes.push_back({{"rule", c.rule},
                       {"fact", c.fact},
                       {"from", value_only(c.from)},
                       {"to", value_only(c.to)}});
  for (const auto& p : plan.passes) passes.push_back({{"steps", p.steps}, {"content", p.content}});
  for (const auto& g : plan.guards) guards.push_back(guard_json(g));
  for (const auto& e : plan.evidence)
    evidence.push_back({{"component", e.component},
                        {"path", e.path},
                        {"file_version",
                         e.file_version.empty() ? base::Json(nullptr) : base::Json(e.file_version)},
                        {"sha256", e.sha256}});
  for (const auto& m : plan.manifests)
    manifests.push_back({{"id", m.id}, {"version", m.version}, {"sha256", m.sha256}});
  out["changes"] = std::move(changes);
  out["passes"] = std::move(passes);
  out["manual"] = plan.manual;
  out["left_out"] = plan.left_out;
  out["cost"] = plan.cost;
  out["guards"] = std::move(guards);
  out["evidence"] = std::move(evidence);
  out["manifests"] = std::move(manifests);
  out["digest"] = digest_of(out);
  return out;
}

base::Result<Plan> plan_from_json(const base::Json& json, const std::string& where) {
  auto in = base::Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto schema = in->text("schema");
  if (!schema) return std::move(schema).error();
  if (*schema != kPlanSchema) return in->wrong("schema", "should be " + std::string(kPlanSchema));
  if (!in->has("guards"))
    return base::Error{base::Errc::conflict, base::pointer(where, "guards") + " is missing",
                       std::string(kRemake)};
  auto digest = in->text("digest");
  if (!digest) return std::move(digest).error();
  if (*digest != digest_of(json))
    return base::Error{base::Errc::conflict,
                       base::pointer(where, "digest") + " does not fit the rest of the plan",
                       std::string(kRemake)};

  Plan plan;
  auto status = read_status(*in);
  if (!status) return std::move(status).error();
  plan.status = *status;
  auto operation = in->object("operation");
  if (!operation) return std::move(operation).error();
  auto facts = facts_from_json(**operation, base::pointer(where, "operation"));
  if (!facts) return std::move(facts).error();
  plan.operation = std::move(*facts);

  auto changes = each_object<Plan::Change>(*in, "changes", read_change);
  if (!changes) return std::move(changes).error();
  auto passes = each_object<Plan::Pass>(*in, "passes", read_pass);
  if (!passes) return std::move(passes).error();
  auto guards = each_object<Guard>(*in, "guards", read_guard);
  if (!guards) return std::move(guards).error();
  auto evidence = each_object<Plan::Evidence>(*in, "evidence", read_evidence);
  if (!evidence) return std::move(evidence).error();
  using M = Plan::ManifestUsed;
  auto manifests = each_object<M>(*in, "manifests", [](base::Fields& f) {
    return read_texts<M>(f, {{"id", &M::id}, {"version", &M::version}, {"sha256", &M::sha256}});
  });
  if (!manifests) return std::move(manifests).error();
  auto manual = in->texts("manual");
  if (!manual) return std::move(manual).error();
  auto left_out = in->texts("left_out");
  if (!left_out) return std::move(left_out).error();
  auto cost = in->array("cost");
  if (!cost) return std::move(cost).error();
  for (const base::Json& part : **cost) {
    if (!part.is_number_unsigned() || part.get<std::uint64_t>() > 1'000'000)
      return in->wrong("cost", "should hold small whole numbers");
    plan.cost.push_back(part.get<unsigned>());
  }
  if (auto done = in->finish(); !done) return done.error();
  plan.changes = std::move(*changes);
  plan.passes = std::move(*passes);
  plan.guards = std::move(*guards);
  plan.evidence = std::move(*evidence);
  plan.manifests = std::move(*manifests);
  plan.manual = std::move(*manual);
  plan.left_out = std::move(*left_out);

  if (auto rule = broken_guard(plan))
    return base::Error{base::Errc::conflict,
                       where + ": the plan asks for what its guard " + *rule + " forbids",
                       std::string(kRemake)};
  return plan;
}

base::Result<Plan> read_plan(const std::filesystem::path& file) {
  auto json = base::read_json(file);
  if (!json) return std::move(json).error();
  return plan_from_json(*json, file.string());
}

Facts facts_of(const Facts& operation, const Plan::Pass& pass) {
  Facts facts = operation;
  facts.set("migration.steps", {pass.steps, "plan.passes"});
  FactSet content{pass.content, operation.members("migration.content").unknown};
  std::erase_if(content.unknown, [&](const auto& member) { return pass.content.contains(member); });
  facts.set("migration.content", {std::move(content), "plan.passes"});
  return facts;
}

std::optional<std::string> broken_guard(const Plan& plan) {
  for (const Guard& guard : plan.guards) {
    if (plan.passes.size() < 2 && meets(guard, plan.operation)) return guard.rule;
    for (const auto& pass : plan.passes)
      if (meets(guard, facts_of(plan.operation, pass))) return guard.rule;
  }
  return std::nullopt;
}

}  // namespace contract
