#include "checker/patch/signature/feed.hpp"

#include <map>

#include "base/json.hpp"
#include "base/text.hpp"

namespace checker::patch::signature {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;

namespace {

constexpr std::string_view kSchema = "sidestep-feeds/1";
constexpr std::uint64_t kMaxState = 1u << 20;  // bytes
constexpr std::uint64_t kMaxVersion = (std::uint64_t{1} << 53) - 1;

using Versions = std::map<std::string, std::uint64_t>;  // by feed

Result<void> read_entry(Versions& out, const Json& json, const std::string& where) {
  auto in = Fields::of(json, where);
  if (!in) return std::move(in).error();
  auto id = in->text("id");
  if (!id) return std::move(id).error();
  auto version = in->number("version", kMaxVersion);
  if (!version) return std::move(version).error();
  if (!out.emplace(*id, *version).second) return in->wrong("id", "is named twice");
  return in->finish();
}

Result<Versions> read_versions(const Json& json, const std::string& name) {
  auto in = Fields::of(json, name);
  if (!in) return std::move(in).error();
  auto schema = in->text("schema");
  if (!schema) return std::move(schema).error();
  if (*schema != kSchema) return in->wrong("schema", "should be \"" + std::string(kSchema) + "\"");
  auto feeds = in->array("feeds");
  if (!feeds) return std::move(feeds).error();
  Versions out;
  for (std::size_t i = 0; i < (*feeds)->size(); ++i)
    if (auto done = read_entry(out, (**feeds)[i], base::pointer(base::pointer(name, "feeds"), i));
        !done)
      return std::move(done).error();
  if (auto done = in->finish(); !done) return std::move(done).error();
  return out;
}

// Nothing where there is no such file yet.
Result<Versions> read_state(const fs::path& state) {
  std::error_code unknown;
  if (fs::symlink_status(state, unknown).type() == fs::file_type::not_found) return Versions();
  auto json = base::read_json(state, {kMaxState, 8});
  auto versions = json ? read_versions(*json, state.string()) : Result<Versions>(json.error());
  if (versions) return versions;
  Error error = std::move(versions).error();
  error.hint =
      "which editions were accepted before cannot be known; put the file back, or remove it "
      "if you are sure that this edition is the newest";
  return error;
}

std::string text_of(const Versions& versions) {
  Json out = {{"schema", kSchema}, {"feeds", Json::array()}};
  for (const auto& [id, version] : versions)
    out["feeds"].push_back(Json{{"id", id}, {"version", version}});
  return base::dump(out) + "\n";
}

Error refused(const Edition& edition, const std::string& why, const char* hint) {
  return {Errc::conflict,
          "feed " + base::printable(edition.feed) + ": its edition " +
              std::to_string(edition.version) + " " + why,
          hint};
}

Result<void> check(const Edition& edition, std::chrono::sys_seconds now, const Versions& seen) {
  const auto before = seen.find(edition.feed);
  if (before != seen.end() && edition.version < before->second)
    return refused(
        edition,
        "is rolled back: edition " + std::to_string(before->second) + " was accepted before",
        "an older edition may hide what was found since; get the newest");
  if (now >= edition.expires)
    return refused(edition, "is expired",
                   "get the newest; if there is none, ask who keeps the feed, and see that this "
                   "machine's clock is right");
  return {};
}

}  // namespace

Result<void> check(const Edition& edition, std::chrono::sys_seconds now, const fs::path& state) {
  const auto seen = read_state(state);
  if (!seen) return seen.error();
  return check(edition, now, *seen);
}

Result<void> accept(base::Files& files, const Edition& edition, std::chrono::sys_seconds now,
                    const fs::path& state) {
  if (edition.version == 0 || edition.version > kMaxVersion)
    return Error{Errc::usage,
                 "feed " + base::printable(edition.feed) + ": no edition has that number"};
  fs::path beside = state;
  beside += ".lock";
  const auto lock = base::Lock::take(beside);
  if (!lock) return lock.error();
  auto seen = read_state(state);
  if (!seen) return std::move(seen).error();
  if (auto fine = check(edition, now, *seen); !fine) return fine;
  std::uint64_t& version = (*seen)[edition.feed];
  if (version == edition.version) return {};
  version = edition.version;
  return base::write_whole(files, state, text_of(*seen));
}

}  // namespace checker::patch::signature
