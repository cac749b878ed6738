#include "migrator/wizard/journal.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/path.hpp"

namespace migrator::wizard {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

constexpr std::string_view kSchema = "sidestep-wizard/1";
constexpr const char* kFile = "journal.json";
constexpr std::size_t kMostEntries = 100;  // two for each run of a plan
constexpr base::JsonLimits kLimits{1u << 20, 8, 1000};

// A path in the state, which it cannot leave; "" where there is none.
Result<std::string> path_in_state(Fields& in, const char* key) {
  auto text = in.text(key);
  if (!text || text->empty()) return text;
  if (auto path = base::RelPath::parse(*text); !path)
    return in.wrong(key, "should be a path below");
  return text;
}

Result<Entry> read_entry(Fields& in) {
  Entry out;
  auto name = in.text("name");
  if (!name) return std::move(name).error();
  auto done = in.boolean("done");
  if (!done) return std::move(done).error();
  auto folder = path_in_state(in, "folder");
  if (!folder) return std::move(folder).error();
  auto code = in.number("code", 255);
  if (!code) return std::move(code).error();
  auto set = path_in_state(in, "set");
  if (!set) return std::move(set).error();
  return Entry{*name, *done, *folder, static_cast<int>(*code), *set};
}

Result<Journal> from_json(const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto schema = in->text("schema");
  if (!schema) return std::move(schema).error();
  if (*schema != kSchema) return in->wrong("schema", "should be \"" + std::string(kSchema) + "\"");
  auto plan = in->text("plan");
  if (!plan) return std::move(plan).error();
  auto control = in->text("control");
  if (!control) return std::move(control).error();
  auto steps = in->array("steps");
  if (!steps) return std::move(steps).error();
  if ((*steps)->size() > kMostEntries) return in->wrong("steps", "has too many");
  Journal out{*plan, *control, {}};
  for (std::size_t i = 0; i < (*steps)->size(); ++i) {
    auto fields = Fields::of((**steps)[i], base::pointer(base::pointer(where, "steps"), i));
    if (!fields) return std::move(fields).error();
    auto entry = read_entry(*fields);
    if (!entry) return std::move(entry).error();
    if (auto done = fields->finish(); !done) return done.error();
    out.entries.push_back(std::move(*entry));
  }
  if (auto done = in->finish(); !done) return done.error();
  return out;
}

Json to_json(const Journal& journal) {
  Json steps = Json::array();
  for (const Entry& one : journal.entries)
    steps.push_back({{"name", one.name},
                     {"done", one.done},
                     {"folder", one.folder},
                     {"code", one.code},
                     {"set", one.set}});
  return {{"schema", kSchema},
          {"plan", journal.plan},
          {"control", journal.control},
          {"steps", std::move(steps)}};
}

}  // namespace

Entry& Journal::entry(const std::string& name) {
  const auto it = std::ranges::find(entries, name, &Entry::name);
  if (it != entries.end()) return *it;
  return entries.emplace_back(Entry{name, false, "", 0, ""});
}

Result<Journal> read_journal(const fs::path& state, const std::string& plan,
                             const std::string& control) {
  const fs::path file = state / kFile;
  std::error_code absent;
  if (!fs::exists(fs::symlink_status(file, absent))) return Journal{plan, control, {}};
  auto json = base::read_json(file, kLimits);
  if (!json) return std::move(json).error();
  auto journal = from_json(*json, file.string());
  if (!journal) return journal;
  if (journal->plan != plan || journal->control != control)
    return Error{Errc::conflict, state.string() + ": holds the run of another plan or control file",
                 "give that plan and control file, or another --state"};
  return journal;
}

Result<void> write_journal(base::Files& files, const fs::path& state, const Journal& journal) {
  return base::write_whole(files, state / kFile, base::dump(to_json(journal)) + "\n");
}

}  // namespace migrator::wizard
