#pragma once
// Event logs: an application log as an Event Viewer exported it (text, CSV), as
// somebody pasted it, or as Windows keeps it (.evt, .evtx), read for the events
// of some sources.
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "checker/symptoms/symptoms.hpp"

namespace checker::events {

/// What is looked for in a log.
struct Wanted {
  std::set<std::string> sources;  // folded (manifest::folded_source)
  /// Codes that somebody knows: short or signed numbers are taken for codes only when they are
  /// among them, what begins like an HRESULT of an error always.
  std::set<std::uint32_t> codes;
};

/// What a log says: its events of the sources wanted, and what was not taken.
struct EventLog {
  std::string path;  // as given
  std::string kind;  // "text", "delimited text", "EVT", "EVTX"
  symptoms::Symptoms symptoms;
  std::uint64_t records = 0;                           // that were read
  std::uint64_t taken = 0;                             // of them of a source wanted, or of none
  std::uint64_t unreadable = 0;                        // that could not be read
  std::map<std::string, std::uint64_t> other_sources;  // not taken; at most kMostNames
  std::vector<std::string> faults;  // the first kMostFaults of what is unreadable, with its place
  std::vector<std::string> notes;   // what else is odd; at most kMostNotes
  bool complete = true;             // false: it was not read to its end; a note says why
};

inline constexpr std::size_t kMostFaults = 10;
inline constexpr std::size_t kMostNotes = 20;
inline constexpr std::size_t kMostNames = 100;             // of other sources that are told apart
inline constexpr std::size_t kMostKinds = 2000;            // of events that are told apart
inline constexpr std::uint64_t kMaxLogBytes = 128u << 20;  // NT's logs have 512 KB unless told

/// The log at `path`, its kind found by its content. Errc::io when it cannot be read, Errc::limit
/// above kMaxLogBytes, Errc::malformed when nothing of it can be understood, with the first reason;
/// what the child's end says (Errc::limit, unsupported, malformed) when it ended before the first
/// record. A log with columns and no rows is empty, and no error. Native logs are read in a
/// locked-down child (base/decoder.hpp), so this process must have a single thread.
base::Result<EventLog> read_log(const std::filesystem::path& path, const Wanted& wanted);

/// The same for text in memory: UTF-8, UTF-16 with a byte order mark, else Windows-1252. For
/// read_log() and tests.
EventLog read_text(std::string_view bytes, const Wanted& wanted);

}  // namespace checker::events
