#include "checker/report/scan_rows.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::report {

using inventory::FileRecord;
using inventory::VersionState;

namespace {

std::string shown(const std::optional<Version>& version) {
  return version ? version::to_string(*version) : "";
}

// What a version string says, of the first table that has one.
std::string version_string(const FileRecord& file) {
  for (const auto& [table, strings] : file.strings)
    for (const auto& [key, value] : strings)
      if (base::equals_fold(key, "FileVersion")) return value;
  return "";
}

// Some write half a story into their version string; the remark has all of it if it matters.
std::string shortened(const std::string& text) {
  constexpr std::size_t kMost = 24;
  if (text.size() <= kMost || !base::is_ascii(text)) return text;
  return text.substr(0, kMost - 3) + "...";
}

}  // namespace

std::string remark(const FileRecord& file) {
  std::vector<std::string> out;
  if (file.error) {
    // An image's state says where it is damaged; of everything else there is only the error.
    const bool state = file.version_state == VersionState::unreadable ||
                       file.version_state == VersionState::cut_short;
    out.push_back((state ? std::string(to_string(file.version_state)) : "error") + ": " +
                  file.error->message);
    if (!file.error->hint.empty()) out.push_back(file.error->hint);
  } else if (file.version_state == VersionState::other_id) {
    out.push_back("other-id, which Windows does not read: " + file.why);
  } else if (file.version_state == VersionState::none && file.format != "none") {
    out.push_back(file.why.empty() ? "no version resource" : file.why);
  }
  if (file.string_differs) {
    const std::string text = version_string(file);
    out.push_back(text.empty() ? "its version string says another number"
                               : "its version string says \"" + text + "\"");
  }
  if (!file.languages.empty())
    out.push_back("language " + file.language.value_or("?") + " of " + joined(file.languages));
  for (const image::LanguageVersion& one : file.by_language)
    out.push_back(one.language + ": " +
                  (one.error ? one.error->message : shown(one.info.file_version)));
  if (!file.flags.empty()) out.push_back(joined(file.flags));
  std::string line;
  for (const std::string& part : out) line += (line.empty() ? "" : "; ") + part;
  return base::printable(line);
}

ScanTable::ScanTable() : table_({"PATH", "FORMAT", "FILE VERSION", "STRING VERSION", "REMARKS"}) {}

void ScanTable::add(const FileRecord& file, std::string& out) {
  const std::string version = shown(file.file_version);
  table_.add(
      {base::printable(file.path), base::printable(file.format), version.empty() ? "-" : version,
       shortened(base::printable(version_string(file))), remark(file)},
      out);
}

void ScanTable::finish(std::string& out) {
  if (table_.is_empty())
    out += "No executable images.\n";
  else
    table_.finish(out);
}

std::string csv_header() {
  return csv_line({"path", "name", "size", "format", "machine", "version_state", "file_version",
                   "product_version", "language", "translations", "version_string",
                   "string_differs", "flags", "sha256", "error_code", "error_message"});
}

void append_csv(const FileRecord& file, std::string& out) {
  out += csv_line({file.path, file.name, std::to_string(file.size), file.format,
                   file.machine.value_or(""), std::string(to_string(file.version_state)),
                   shown(file.file_version), shown(file.product_version),
                   file.language.value_or(""), joined(file.translations), version_string(file),
                   file.string_differs ? "true" : "false", joined(file.flags), file.sha256,
                   file.error ? std::string(base::to_string(file.error->code)) : "",
                   file.error ? file.error->message : ""});
}

}  // namespace checker::report
