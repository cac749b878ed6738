#include "checker/report/scan_rows.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::report {

using base::Json;
using inventory::FileRecord;
using inventory::VersionState;

namespace {

Json or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

std::string shown(const std::optional<Version>& version) {
  return version ? version::to_string(*version) : "";
}

Json number(const std::optional<Version>& version) {
  return version ? Json(shown(version)) : Json();
}

Json tables(const FileRecord& file) {
  Json out = Json::object();
  for (const auto& [table, strings] : file.strings) {
    if (out.contains(table)) continue;
    Json& values = out[table] = Json::object();
    for (const auto& [key, value] : strings)
      if (!values.contains(key)) values[key] = value;
  }
  return out;
}

// What a version string says, of the first table that has one.
std::string version_string(const FileRecord& file) {
  for (const auto& [table, strings] : file.strings)
    for (const auto& [key, value] : strings)
      if (base::equals_fold(key, "FileVersion")) return value;
  return "";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

// What a person should know of a file besides its number.
std::string remark(const FileRecord& file) {
  std::vector<std::string> out;
  if (file.error)
    out.push_back(std::string(to_string(file.version_state)) + ": " + file.error->message);
  else if (file.version_state == VersionState::other_id)
    out.emplace_back("version resource under another number than 1: Windows reads none");
  else if (file.version_state == VersionState::none && file.format != "none")
    out.emplace_back("no version resource");
  if (file.string_differs) {
    const std::string text = version_string(file);
    out.push_back(text.empty() ? "its version string says another number"
                               : "its version string says \"" + text + "\"");
  }
  if (!file.flags.empty()) out.push_back(joined(file.flags));
  std::string line;
  for (const std::string& part : out) line += (line.empty() ? "" : "; ") + part;
  return base::printable(line);
}

std::size_t width(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

using Row = std::vector<std::string>;

std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

std::string cell(std::string_view text) {
  std::string value = base::to_utf8(text);
  if (!value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos)
    value.insert(0, 1, '\'');
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::string csv_line(const Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + cell(row[i]);
  return out + '\n';
}

}  // namespace

Json to_json(const FileRecord& file, ScanFields fields) {
  Json out = Json::object();
  out["path"] = file.path;
  out["name"] = file.name;
  out["size"] = file.size;
  out["format"] = file.format;
  out["machine"] = or_null(file.machine);
  out["version_state"] = std::string(to_string(file.version_state));
  out["file_version"] = number(file.file_version);
  out["product_version"] = number(file.product_version);
  out["language"] = or_null(file.language);
  out["translations"] = file.translations;
  if (fields == ScanFields::all) out["strings"] = tables(file);
  out["string_differs"] = file.string_differs;
  out["flags"] = file.flags;
  out["error"] = nullptr;
  if (file.error)
    out["error"] = {{"code", std::string(base::to_string(file.error->code))},
                    {"message", file.error->message}};
  return out;
}

Json to_json(const ScanHeader& header) {
  Json out = Json::object();
  out["tool"] = "sidestep";
  out["version"] = SIDESTEP_VERSION;
  out["time"] = header.time;
  out["host"] = header.host;
  out["root"] = header.roots;
  return out;
}

std::string scan_ndjson(const Files& files, ScanFields fields) {
  std::string out;
  for (const FileRecord& file : files) out += base::dump(to_json(file, fields), -1) + '\n';
  return out;
}

std::string scan_table(const Files& files) {
  if (files.empty()) return "No executable images.\n";
  std::vector<Row> rows{{"PATH", "FORMAT", "FILE VERSION", "REMARKS"}};
  for (const FileRecord& file : files) {
    const std::string version = shown(file.file_version);
    rows.push_back(
        {base::printable(file.path), file.format, version.empty() ? "-" : version, remark(file)});
  }
  return aligned(rows);
}

std::string scan_csv(const Files& files) {
  std::string out =
      csv_line({"path", "name", "size", "format", "machine", "version_state", "file_version",
                "product_version", "language", "translations", "version_string", "string_differs",
                "flags", "error_code", "error_message"});
  for (const FileRecord& file : files)
    out += csv_line({file.path, file.name, std::to_string(file.size), file.format,
                     file.machine.value_or(""), std::string(to_string(file.version_state)),
                     shown(file.file_version), shown(file.product_version),
                     file.language.value_or(""), joined(file.translations), version_string(file),
                     file.string_differs ? "true" : "false", joined(file.flags),
                     file.error ? std::string(base::to_string(file.error->code)) : "",
                     file.error ? file.error->message : ""});
  return out;
}

}  // namespace checker::report
