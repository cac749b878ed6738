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

Result<EventLog> native(const base::ReadableFile& file, NativeKind kind, const Wanted& wanted) {
  Tally tally(wanted);
  if (auto read = read_native(file, kind, tally); !read) tally.fault(read.error().message);
  EventLog log = std::move(tally).finish(kind == NativeKind::evt ? "EVT" : "EVTX");
  if (log.records == 0 && log.unreadable > 0)
    return Error{Errc::malformed, log.kind + " file: " + log.faults.front()};
  return log;
}

}  // namespace

EventLog read_text(std::string_view bytes, const Wanted& wanted) {
  const std::string text = decode_text(bytes);
  Tally tally(wanted);
  const char separator = separator_of(text);
  if (separator != '\0')
    read_delimited(text, separator, tally);
  else
    read_prose(text, tally);
  return std::move(tally).finish(separator != '\0' ? "delimited text" : "text");
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
  if (log.records == 0 && log.symptoms.codes.empty())
    return Error{
        Errc::malformed, "--log " + shown + ": no event can be found in it",
        "a log is a text or CSV file from Event Viewer, an .evt or .evtx file, or text with "
        "lines like \"Event ID: 8092\""};
  return log;
}

}  // namespace checker::events
