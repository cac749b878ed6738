#include "migrator/run/orders.hpp"

#include "base/json.hpp"

namespace migrator::run {
namespace {

using base::Fields;
using base::Json;
using base::Result;

Json words_of(const std::set<Content>& content) {
  Json out = Json::array();
  for (const Content one : content) out.push_back(to_string(one));
  return out;
}

Result<std::set<Content>> contents(Fields& fields, const char* key) {
  auto words = fields.texts(key);
  if (!words) return std::move(words).error();
  std::set<Content> out;
  for (const std::string& word : *words) {
    const auto content = content_named(word);
    if (!content) return fields.wrong(key, "no kind of content is called " + word);
    out.insert(*content);
  }
  return out;
}

Result<Pass> pass_of(const Json& json, const std::string& where) {
  auto fields = Fields::of(json, where);
  if (!fields) return std::move(fields).error();
  auto steps = fields->text("steps");
  if (!steps) return std::move(steps).error();
  auto content = contents(*fields, "content");
  if (!content) return std::move(content).error();
  if (*steps != "one" && *steps != "two") return fields->wrong("steps", "expected one or two");
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return Pass{*steps == "one" ? Steps::one : Steps::two, std::move(*content)};
}

Result<Job> job_of(Fields& fields) {
  Job job;
  auto phase = fields.text("phase");
  if (!phase) return std::move(phase).error();
  const auto named = phase_named(*phase);
  if (!named) return fields.wrong("phase", "expected both, extract or import");
  job.phase = *named;
  auto left_out = contents(fields, "left_out");
  if (!left_out) return std::move(left_out).error();
  job.left_out = std::move(*left_out);
  auto passes = fields.array("passes");
  if (!passes) return std::move(passes).error();
  for (const Json& one : **passes) {
    auto pass = pass_of(one, fields.where() + " passes");
    if (!pass) return std::move(pass).error();
    job.passes.push_back(std::move(*pass));
  }
  return job;
}

Result<std::optional<LocalTime>> time_of(Fields& fields, const char* key) {
  if (!fields.has(key)) return std::optional<LocalTime>();
  auto digits = fields.text(key);
  if (!digits) return std::move(digits).error();
  const auto time = parse_time14(*digits);
  if (!time) return fields.wrong(key, "expected the 14 digits of a time");
  return time;
}

Result<Selection> selection_of(Fields& fields) {
  Selection out;
  const auto names = [&](const char* key) -> Result<std::set<std::string>> {
    auto texts = fields.texts(key);
    if (!texts) return std::move(texts).error();
    return std::set<std::string>(texts->begin(), texts->end());
  };
  for (const auto& [key, chosen] :
       {std::pair{"mailboxes", &out.mailboxes}, std::pair{"boards", &out.boards}}) {
    if (!fields.has(key)) continue;
    auto read = names(key);
    if (!read) return std::move(read).error();
    *chosen = std::move(*read);
  }
  auto folders = names("folders");
  if (!folders) return std::move(folders).error();
  out.folders = std::move(*folders);
  for (const auto& [key, time] : {std::pair{"since", &out.since}, std::pair{"until", &out.until}}) {
    auto read = time_of(fields, key);
    if (!read) return std::move(read).error();
    *time = *read;
  }
  auto boards = fields.boolean("dates_of_boards");
  if (!boards) return std::move(boards).error();
  out.dates_of_boards = *boards;
  return out;
}

}  // namespace

std::string to_text(const Orders& orders) {
  const auto& [job, selection] = orders;
  Json passes = Json::array();
  for (const Pass& pass : job.passes)
    passes.push_back(
        {{"steps", pass.steps == Steps::one ? "one" : "two"}, {"content", words_of(pass.content)}});
  Json out = {{"phase", to_string(job.phase)},
              {"passes", std::move(passes)},
              {"left_out", words_of(job.left_out)},
              {"folders", selection.folders},
              {"dates_of_boards", selection.dates_of_boards}};
  if (selection.mailboxes) out["mailboxes"] = *selection.mailboxes;
  if (selection.boards) out["boards"] = *selection.boards;
  if (selection.since) out["since"] = to_time14(*selection.since);
  if (selection.until) out["until"] = to_time14(*selection.until);
  return base::dump(out, -1);
}

Result<Orders> parse_orders(const std::string& text, const std::string& where) {
  auto json = base::parse_json(text, where);
  if (!json) return std::move(json).error();
  auto fields = Fields::of(*json, where);
  if (!fields) return std::move(fields).error();
  auto job = job_of(*fields);
  if (!job) return std::move(job).error();
  auto selection = selection_of(*fields);
  if (!selection) return std::move(selection).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return Orders{std::move(*job), std::move(*selection)};
}

}  // namespace migrator::run
