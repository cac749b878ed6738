#include "checker/report/changes.hpp"

#include <fmt/format.h>

#include <array>

#include "base/json.hpp"
#include "base/text.hpp"
#include "checker/report/columns.hpp"

namespace checker::report {

using base::Json;
using inventory::Change;
using inventory::ChangeKind;
using inventory::Comparison;
using inventory::FileRecord;

namespace {

std::string version_of(const std::optional<FileRecord>& file) {
  if (!file) return "";
  if (file->error && !file->file_version) return "unread";
  return file->file_version ? version::to_string(*file->file_version) : "none";
}

Json side(const std::optional<FileRecord>& file) {
  if (!file) return nullptr;
  Json out = Json::object();
  out["file_version"] = file->file_version ? Json(version::to_string(*file->file_version)) : Json();
  out["size"] = file->size;
  out["sha256"] = file->sha256.empty() ? Json() : Json(file->sha256);
  if (file->error) out["error"] = file->error->message;
  return out;
}

std::string explained(const Change& change) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
  if (change.kind == ChangeKind::unknown) add("not everything could be read there");
  if (change.kind == ChangeKind::bytes)
    add(change.before->size == change.after->size
            ? "the same version and size, but other bytes"
            : fmt::format("the same version, but {} bytes were {}", change.after->size,
                          change.before->size));
  if (change.before && change.before->error) add("old: " + change.before->error->message);
  if (change.after && change.after->error) add("new: " + change.after->error->message);
  return base::printable(out);
}

std::string summary(const Comparison& comparison) {
  std::array<std::size_t, 7> counts{};
  for (const Change& change : comparison.changes) ++counts[static_cast<std::size_t>(change.kind)];
  std::string out;
  for (const ChangeKind kind :
       {ChangeKind::added, ChangeKind::gone, ChangeKind::up, ChangeKind::down, ChangeKind::bytes,
        ChangeKind::version, ChangeKind::unknown})
    if (const auto count = counts[static_cast<std::size_t>(kind)]; count > 0)
      out += fmt::format("{} {}, ", count, inventory::to_string(kind));
  out += fmt::format("{} unchanged", comparison.unchanged);
  if (comparison.not_hashed > 0)
    out += fmt::format(
        " ({} of them by version and size only; with --hash sha256 on both sides their bytes would "
        "be compared)",
        comparison.not_hashed);
  return out;
}

}  // namespace

std::string changes_table(const Comparison& comparison) {
  std::string out;
  AlignedTable table({"CHANGE", "PATH", "OLD", "NEW", "REMARKS"});
  for (const Change& change : comparison.changes)
    table.add({std::string(inventory::to_string(change.kind)), base::printable(change.path),
               version_of(change.before), version_of(change.after), explained(change)},
              out);
  if (!table.is_empty()) table.finish(out);
  return out + summary(comparison) + '\n';
}

std::string changes_ndjson(const Comparison& comparison) {
  std::string out;
  for (const Change& change : comparison.changes) {
    Json line = Json::object();
    line["change"] = std::string(inventory::to_string(change.kind));
    line["path"] = change.path;
    line["old"] = side(change.before);
    line["new"] = side(change.after);
    out += base::dump(line, -1) + '\n';
  }
  return out;
}

std::string changes_csv(const Comparison& comparison) {
  std::string out = csv_line({"change", "path", "old_version", "new_version", "old_size",
                              "new_size", "old_sha256", "new_sha256"});
  const auto size = [](const std::optional<FileRecord>& file) {
    return file ? std::to_string(file->size) : "";
  };
  const auto digest = [](const std::optional<FileRecord>& file) {
    return file ? file->sha256 : "";
  };
  for (const Change& change : comparison.changes)
    out += csv_line({std::string(inventory::to_string(change.kind)), change.path,
                     version_of(change.before), version_of(change.after), size(change.before),
                     size(change.after), digest(change.before), digest(change.after)});
  return out;
}

}  // namespace checker::report
