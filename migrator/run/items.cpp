#include "migrator/run/items.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "base/blob.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace migrator::run {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using ledger::State;

// How a list of items begins, of this version and of those before it.
constexpr std::string_view kRecognised = "kind,name,item,sequence,file,";
constexpr std::string_view kRecognisedJson = "{\"kind\":\"";
constexpr std::size_t kPortion = 64u << 10;  // of text that is written at once

using Value = std::variant<std::string_view, std::uint64_t>;
struct Column {
  std::string_view name;
  Value value;
};
constexpr std::size_t kColumns = 19;

std::array<Column, kColumns> columns_of(const ledger::Entry& entry, std::string_view state) {
  const ledger::Row& row = entry.row;
  return {{{"kind", ledger::to_string(entry.owner)},
           {"name", entry.name},
           {"item", ledger::to_string(row.kind)},
           {"sequence", row.sequence},
           {"file", row.place.file},
           {"offset", row.place.offset},
           {"length", row.place.length},
           {"state", state},
           {"reason", ledger::to_string(row.reason)},
           {"message", row.message},
           {"target", row.target},
           {"target_id", row.target_id},
           {"message_id", row.message_id},
           {"hash", row.hash},
           {"bytes", row.bytes},
           {"programs", std::uint64_t{row.programs}},
           {"macros", std::uint64_t{row.macros}},
           {"same_as", row.same_as},
           {"settled", row.settled}}};
}

void append_csv(std::string& out, std::string_view text) {
  // Names and subjects are strangers' words, and a spreadsheet runs what begins like a formula.
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r'").find(text.front()) != std::string_view::npos;
  const bool quote = text.find_first_of("\",\r\n") != std::string_view::npos;
  if (quote) out += '"';
  if (formula) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quote) out += '"';
}

void append_line(std::string& out, const std::array<Column, kColumns>& columns,
                 ItemsFormat format) {
  const bool json = format == ItemsFormat::ndjson;
  char before = json ? '{' : '\0';
  for (const Column& column : columns) {
    if (before != '\0') out += before;
    before = ',';
    if (json) {
      base::append_json(out, column.name);
      out += ':';
    }
    if (const auto* number = std::get_if<std::uint64_t>(&column.value))
      out += std::to_string(*number);
    else if (const auto text = std::get<std::string_view>(column.value); json)
      base::append_json(out, text);
    else
      append_csv(out, text);
  }
  out += json ? "}\n" : "\r\n";
}

std::string header() {
  std::string out;
  for (const Column& column : columns_of({}, "")) (out += out.empty() ? "" : ",") += column.name;
  return out + "\r\n";
}

// A list of items is written over an older one, and over nothing else: a wrong name may be that of
// the source's own directory.csv.
Result<void> check_replaceable(const std::filesystem::path& file) {
  std::error_code failed;
  const auto status = std::filesystem::status(file, failed);
  if (status.type() == std::filesystem::file_type::not_found) return {};
  if (status.type() == std::filesystem::file_type::none)
    return Error{Errc::io, file.string() + ": " + failed.message(),
                 "give a place that this user may write to"};
  const Error refused{Errc::conflict, file.string() + ": is there already, and is no list of items",
                      "give a new name; it would be overwritten"};
  if (!std::filesystem::is_regular_file(status)) return refused;
  auto there = base::ReadableFile::open(file);
  if (!there) return std::move(there).error();
  const auto size = std::min<std::uint64_t>((*there)->size(), kRecognised.size());
  if (size == 0) return {};
  auto text = base::Blob::window(*there, 0, size).text(size);
  if (!text) return std::move(text).error();
  if (text->starts_with(kRecognised) || text->starts_with(kRecognisedJson)) return {};
  return refused;
}

}  // namespace

Result<ItemsFormat> items_format_of(const std::filesystem::path& file) {
  const std::string extension = base::lower(file.extension().string());
  const bool csv = extension == ".csv";
  if (csv || extension == ".ndjson") {
    if (auto may = check_replaceable(file); !may) return std::move(may).error();
    return csv ? ItemsFormat::csv : ItemsFormat::ndjson;
  }
  return Error{Errc::usage, file.string() + ": the items are written as CSV or NDJSON",
               "give a name that ends in .csv or .ndjson"};
}

std::string state_words(const ledger::Row& row) {
  if (row.state == State::extracted) return "pending";
  if (!row.settled.empty()) return std::string(ledger::to_string(row.state));
  switch (row.state) {
    case State::delivered:
      return "would-deliver";
    case State::filtered:
      return "would-filter";
    default:
      return "would-reject";
  }
}

Result<void> write_items(ledger::Ledger& ledger, ItemsFormat format, base::ByteSink& out) {
  std::string text = format == ItemsFormat::csv ? header() : "";
  auto read = ledger.each_item([&](const ledger::Entry& entry) -> Result<void> {
    append_line(text, columns_of(entry, state_words(entry.row)), format);
    if (text.size() < kPortion) return {};
    auto written = out.write(base::bytes_of(text));
    text.clear();
    return written;
  });
  if (!read) return read;
  return out.write(base::bytes_of(text));
}

Result<void> write_items(base::Files& files, ledger::Ledger& ledger, ItemsFormat format,
                         const std::filesystem::path& file) {
  if (auto may = check_replaceable(file); !may) return may;
  auto out = base::Replacement::begin(files, file, file.string() + ".new");
  if (!out) return std::move(out).error();
  if (auto written = write_items(ledger, format, *out); !written) return written;
  return out->commit();
}

}  // namespace migrator::run
