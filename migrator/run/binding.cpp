#include "migrator/run/binding.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr const char* kBindingSchema = "sidestep-destination/1";

bool lies_in(const fs::path& file, const fs::path& folder) {
  std::error_code failed;
  const auto at = fs::weakly_canonical(file, failed);
  if (failed) return false;
  const auto relative = at.lexically_relative(fs::weakly_canonical(folder, failed));
  if (failed) return false;
  return !relative.empty() && *relative.begin() != "..";
}

bool is_one_of(const base::Json& binding, const std::vector<std::string>& sources) {
  const auto source = binding.is_object() ? binding.value("source", base::Json()) : base::Json();
  return source.is_string() && std::ranges::count(sources, source.get<std::string>()) > 0;
}

// Whether there is such a file; Errc::io where nobody can tell.
Result<bool> is_there(const fs::path& path) {
  std::error_code failed;
  const auto status = fs::status(path, failed);
  if (status.type() != fs::file_type::none) return fs::exists(status);
  return Error{Errc::io, path.string() + ": " + failed.message(),
               "give a destination whose folders this user may look into, with shorter names if "
               "they are too long"};
}

fs::path place_of(const Request& request) {
  return request.destination_root / ".sidestep/destination.json";
}

// The word before the colon of DEST.
std::string format_of(const Request& request) {
  return request.destination.substr(0, request.destination.find(':'));
}

base::Json binding_of(const Request& request, const Provenance& provenance,
                      const mime::Options& options) {
  base::Json out = {{"schema", kBindingSchema},
                    {"source", provenance.sources.front()},
                    {"format", format_of(request)},
                    {"time_zone", options.time_zone},
                    {"domain", options.domain}};
  if (!request.address_map_digest.empty()) out["addresses"] = request.address_map_digest;
  return out;
}

struct Key {
  const char* name;
  base::Json absent;  // what it means that there is none; null: there must be one
};

}  // namespace

std::string job_words(const Request& request, const mime::Options& options) {
  std::string out =
      to_string(request.job) + "; zone " + options.time_zone + "; domain " + options.domain;
  const std::string chosen = request.selection.words();
  if (!chosen.empty()) out += "; " + chosen;
  if (!request.address_map_digest.empty()) out += "; address map " + request.address_map_digest;
  return out;
}

Result<void> check_destination(const Request& request, const Provenance& provenance,
                               const mime::Options& options) {
  const fs::path path = place_of(request);
  if (request.destination_root.empty()) return {};
  auto there = is_there(path);
  if (!there) return std::move(there).error();
  if (!*there) return {};
  auto before = base::read_json(path);
  if (!before) return std::move(before).error();
  const base::Json now = binding_of(request, provenance, options);
  const bool own_set = lies_in(request.origin.path, path.parent_path());
  const Key keys[] = {{"schema", {}}, {"format", "maildir"}, {"time_zone", {}},
                      {"domain", {}}, {"addresses", ""},     {"source", {}}};
  for (const Key& key : keys) {
    const bool source = std::string_view(key.name) == "source";
    if (source && own_set) continue;
    const auto has = before->is_object() ? before->value(key.name, key.absent) : base::Json();
    if (!has.is_null() && has == now.value(key.name, key.absent)) continue;
    if (source && is_one_of(*before, provenance.sources)) continue;
    return Error{Errc::conflict,
                 request.destination_root.string() + ": holds mail of another run (" + key.name +
                     " differs: see .sidestep/destination.json)",
                 "give an empty folder, or the source, format, --time-zone, --domain and "
                 "--address-map of that run"};
  }
  return {};
}

Result<void> bind_destination(const Request& request, base::Files& files,
                              const Provenance& provenance, const mime::Options& options) {
  const fs::path path = place_of(request);
  if (request.destination_root.empty()) return {};
  auto there = is_there(path);
  if (!there) return std::move(there).error();
  if (*there) return {};
  if (auto made = files.make_directories(path.parent_path()); !made) return made;
  return base::write_whole(files, path,
                           base::dump(binding_of(request, provenance, options)) + "\n");
}

}  // namespace migrator::run
