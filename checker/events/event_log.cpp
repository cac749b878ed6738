#include "checker/events/event_log.hpp"

#include <array>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "checker/events/decode.hpp"
#include "checker/events/delimited.hpp"
#include "checker/events/native_log.hpp"
#include "checker/events/prose.hpp"

namespace checker::events {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr const char* kDelimited = "delimited text";

Result<EventLog> native(const base::ReadableFile& file, NativeKind kind, const Wanted& wanted) {
  Tally tally(wanted, true);
  const auto read = read_native(file, kind, tally);
  if (!read) tally.ended_early(read.error().message);
  const std::string name = kind == NativeKind::evt ? "EVT" : "EVTX";
  EventLog log = std::move(tally).finish(name);
  if (log.records > 0) return log;
  if (!read) return Error(read.error()).during(name + " file");
  if (log.unreadable > 0) return Error{Errc::malformed, name + " file: " + log.faults.front()};
  return log;
}

// Why nothing was found in a text.
Error nothing_in(std::string_view bytes, const EventLog& log) {
  std::string why;
  if (bytes.find('\0') != std::string_view::npos)
    why = "; it has NUL bytes: is it UTF-16 without a byte order mark?";
  else if (!log.faults.empty())
    why = "; " + log.faults.front();
  return Error{Errc::malformed, "no event can be found in it" + why,
               "a log is a text or CSV file from Event Viewer, an .evt or .evtx file, or text with "
               "lines like \"Event ID: 8092\""};
}

}  // namespace

EventLog read_text(std::string_view bytes, const Wanted& wanted) {
  const std::string text = decode_text(bytes);
  Tally tally(wanted);
  const auto table = find_table(text);
  // What stands before the rows may be a title, or blocks that somebody pasted.
  read_prose(std::string_view(text).substr(0, table ? table->begin : text.size()), tally);
  if (table) read_delimited(text, *table, tally);
  return std::move(tally).finish(table ? kDelimited : "text");
}

Result<EventLog> read_log(const std::filesystem::path& path, const Wanted& wanted) {
  const std::string shown = path.string();
  auto file = base::ReadableFile::open(path);
  if (!file) return std::move(file).error().during("--log");
  if ((*file)->size() > kMaxLogBytes)
    return Error{
        Errc::limit,
        "--log " + shown + ": has more than " + std::to_string(kMaxLogBytes >> 20) + " MiB",
        "export the part of the log that matters"};
  std::array<std::byte, 8> start{};
  const auto got = (*file)->read_at(0, start);
  if (!got) return Error(got.error()).during("--log " + shown);
  const auto kind = native_kind(base::text_of(base::Bytes(start).first(*got)));
  if (kind != NativeKind::none) {
    auto log = native(**file, kind, wanted);
    if (!log) return std::move(log).error().during("--log " + shown);
    log->path = shown;
    return log;
  }
  const auto bytes = base::read_file(path, kMaxLogBytes);
  if (!bytes) return Error(bytes.error()).during("--log");
  EventLog log = read_text(*bytes, wanted);
  log.path = shown;
  const bool has_none = log.records == 0 && log.symptoms.codes.empty();
  const bool is_empty_table = log.kind == kDelimited && log.unreadable == 0;
  if (has_none && !is_empty_table) return nothing_in(*bytes, log).during("--log " + shown);
  return log;
}

}  // namespace checker::events
