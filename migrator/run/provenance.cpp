#include "migrator/run/provenance.hpp"

#include "base/json.hpp"
#include "migrator/migration/folder.hpp"

namespace migrator::run {
namespace {

using base::Fields;
using base::Json;
using base::Result;

const std::string kProvenance(migration::kRecoveryFile);
constexpr const char* kSchema = migration::kRecoverySchema;

Result<Provenance> parse(const Json& json) {
  auto fields = Fields::of(json, kProvenance);
  if (!fields) return std::move(fields).error();
  auto schema = fields->text("schema");
  if (!schema) return std::move(schema).error();
  if (*schema != kSchema)
    return fields->wrong("schema", "should be \"" + std::string(kSchema) + "\"");
  Provenance out;
  auto sources = fields->texts("sources");
  if (!sources) return std::move(sources).error();
  if (sources->empty()) return fields->wrong("sources", "should not be empty");
  out.sources = std::move(*sources);
  for (auto [key, text] : {std::pair{"time_zone", &out.time_zone}, {"domain", &out.domain}}) {
    auto value = fields->text(key);
    if (!value) return std::move(value).error();
    *text = std::move(*value);
  }
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return out;
}

}  // namespace

Result<std::optional<Provenance>> provenance_of(const Origin& origin) {
  const auto path = origin.folder / kProvenance;
  std::error_code absent;
  if (!std::filesystem::exists(path, absent)) return std::optional<Provenance>();
  auto json = base::read_json(path, {.bytes = 1u << 20});
  if (!json) return std::move(json).error();
  auto provenance = parse(*json);
  if (!provenance) return std::move(provenance).error().during(origin.folder.string());
  return std::optional(std::move(*provenance));
}

Result<void> write_provenance(base::Files& files, const std::filesystem::path& folder,
                              const Provenance& provenance) {
  const Json json = {{"schema", kSchema},
                     {"sources", provenance.sources},
                     {"time_zone", provenance.time_zone},
                     {"domain", provenance.domain}};
  return base::write_whole(files, folder / kProvenance, base::dump(json) + "\n");
}

Result<std::filesystem::path> recovery_state(const Origin& origin) {
  auto print = fingerprint(origin);
  if (!print) return std::move(print).error();
  std::filesystem::path state = std::filesystem::absolute(origin.folder).lexically_normal();
  if (!state.has_filename()) state = state.parent_path();
  state += "-import";
  return state / print->substr(0, 12);
}

}  // namespace migrator::run
