#include "checker/patch/transaction/record.hpp"

#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "checker/patch/transaction/request.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Json;
using base::Result;

constexpr const char* kSchema = "sidestep-patch/1";
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 62;

Json json_of(const Plan& plan) {
  Json files = Json::array();
  for (const FileRecord& file : plan.files)
    files.push_back({{"path", file.path},
                     {"before", file.before_sha256},
                     {"beforeSize", file.before_size},
                     {"after", file.after_sha256},
                     {"afterSize", file.after_size}});
  return {{"schema", kSchema},         {"id", plan.id},
          {"created", plan.created},   {"swap", plan.swap == Swap::files ? "files" : "directory"},
          {"sequence", plan.sequence}, {"committed", plan.committed},
          {"note", plan.note},         {"files", std::move(files)}};
}

Result<FileRecord> parse_file(const Json& json, const std::string& where) {
  auto fields = base::Fields::of(json, where);
  if (!fields) return std::move(fields).error();
  auto path = fields->text("path");
  if (!path) return std::move(path).error();
  auto before = fields->text("before");
  if (!before) return std::move(before).error();
  auto before_size = fields->number("beforeSize", kMostBytes);
  if (!before_size) return std::move(before_size).error();
  auto after = fields->text("after");
  if (!after) return std::move(after).error();
  auto after_size = fields->number("afterSize", kMostBytes);
  if (!after_size) return std::move(after_size).error();
  if (auto done = fields->finish(); !done) return std::move(done).error();
  if (auto done = check_path(*path); !done)
    return Error{Errc::malformed, where + ": " + done.error().message};
  if (!is_sha256(*after) || (!before->empty() && !is_sha256(*before)) || *before == *after)
    return Error{Errc::malformed, where + ": its hashes are none, or the same"};
  return FileRecord{*path, *before, *after, *before_size, *after_size};
}

Result<void> parse_files(const Json& list, const std::string& where, Plan& out) {
  if (list.empty() || list.size() > kMostChanges)
    return Error{Errc::malformed, where + " holds no files, or too many"};
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto file = parse_file(list[i], base::pointer(where, i));
    if (!file) return std::move(file).error();
    paths.push_back(file->path);
    out.files.push_back(*std::move(file));
  }
  if (auto done = check_distinct(paths); !done)
    return Error{Errc::malformed, where + ": " + done.error().message};
  return {};
}

Result<Plan> parse_fields(base::Fields& fields) {
  Plan out;
  const auto text = [&](const char* key, std::string& to) -> Result<void> {
    auto value = fields.text(key);
    if (!value) return std::move(value).error();
    to = *std::move(value);
    return {};
  };
  std::string schema, swap;
  if (auto done = text("schema", schema); !done) return std::move(done).error();
  if (auto done = text("id", out.id); !done) return std::move(done).error();
  if (auto done = text("created", out.created); !done) return std::move(done).error();
  if (auto done = text("swap", swap); !done) return std::move(done).error();
  if (auto done = text("committed", out.committed); !done) return std::move(done).error();
  if (auto done = text("digest", out.digest); !done) return std::move(done).error();
  auto sequence = fields.number("sequence", kMostBytes);
  if (!sequence) return std::move(sequence).error();
  out.sequence = *sequence;
  auto note = fields.any("note");
  if (!note) return std::move(note).error();
  out.note = **note;
  auto files = fields.array("files");
  if (!files) return std::move(files).error();
  if (auto done = fields.finish(); !done) return std::move(done).error();
  if (schema != kSchema) return fields.wrong("schema", "is not one that this version knows");
  if (!is_id(out.id)) return fields.wrong("id", "cannot name a patch");
  if (swap != "files" && swap != "directory") return fields.wrong("swap", "is unknown");
  out.swap = swap == "files" ? Swap::files : Swap::directory;
  if (auto done = parse_files(**files, base::pointer(fields.where(), "files"), out); !done)
    return std::move(done).error();
  return out;
}

}  // namespace

std::string text_of(Plan& plan) {
  // What is not UTF-8 is replaced in writing, so the digest is of what is written.
  Json json = json_of(plan);
  if (auto written = base::parse_json(base::dump(json), "plan")) json = *std::move(written);
  plan.digest = base::sha256(base::canonical(json));
  json["digest"] = plan.digest;
  return base::dump(json) + "\n";
}

Result<Plan> parse_plan(std::string_view text, const std::string& where) {
  auto json = base::parse_json(text, where);
  if (!json) return std::move(json).error();
  auto fields = base::Fields::of(*json, where);
  if (!fields) return std::move(fields).error();
  auto plan = parse_fields(*fields);
  if (!plan) return plan;
  json->erase("digest");
  if (base::sha256(base::canonical(*json)) != plan->digest)
    return Error{Errc::malformed, where + ": was changed after it was written: its digest differs"};
  return plan;
}

const Plan* later_overlap(const std::vector<Plan>& records, const Plan& plan, std::string* path) {
  std::set<std::string> own;
  for (const FileRecord& file : plan.files) own.insert(base::lower(file.path));
  for (auto later = records.rbegin(); later != records.rend() && later->id != plan.id; ++later)
    for (const FileRecord& other : later->files)
      if (own.contains(base::lower(other.path))) {
        if (path != nullptr) *path = other.path;
        return &*later;
      }
  return nullptr;
}

Applied applied_of(Plan plan) {
  return {std::move(plan.id), plan.sequence,        std::move(plan.committed),
          plan.swap,          std::move(plan.note), std::move(plan.files)};
}

}  // namespace checker::patch::transaction
