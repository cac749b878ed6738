#include "checker/events/native_log.hpp"

#include <libevt.h>
#include <libevtx.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "base/decoder.hpp"
#include "base/text.hpp"
#include "checker/events/library_file.hpp"
#include "checker/events/native_rows.hpp"

namespace checker::events {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr int kMostRecords = 4'000'000;  // kMaxLogBytes over the smallest record
constexpr std::size_t kMostString =
    128 * 1024;  // bytes: 64 KiB of UTF-16 is what a record may hold
constexpr int kMostStrings = 256;
constexpr std::uint64_t kFiletimeOfUnix = 11'644'473'600;  // seconds from 1601 to 1970

std::string utc(std::chrono::seconds since_1970) {
  const auto days = std::chrono::floor<std::chrono::days>(since_1970);
  const std::chrono::year_month_day date{std::chrono::sys_days(days)};
  const std::chrono::hh_mm_ss<std::chrono::seconds> time(since_1970 - days);
  std::array<char, 40> out{};
  (void)std::snprintf(out.data(), out.size(), "%04d-%02u-%02u %02d:%02d:%02d",
                      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()));
  return out.data();
}

/// The functions of libevt under the names that the reader below uses.
struct Evt {
  using File = libevt_file_t;
  using Record = libevt_record_t;
  static constexpr auto make = libevt_file_initialize;
  static constexpr auto free_file = libevt_file_free;
  static constexpr auto open = libevt_file_open_file_io_handle;
  static constexpr auto flags = libevt_get_access_flags_read;
  static constexpr auto is_corrupted = libevt_file_is_corrupted;
  static constexpr auto count = libevt_file_get_number_of_records;
  static constexpr auto count_recovered = libevt_file_get_number_of_recovered_records;
  static constexpr auto record_at = libevt_file_get_record_by_index;
  static constexpr auto recovered_at = libevt_file_get_recovered_record_by_index;
  static constexpr auto free_record = libevt_record_free;
  static constexpr auto identifier = libevt_record_get_event_identifier;
  static constexpr auto source_size = libevt_record_get_utf8_source_name_size;
  static constexpr auto source = libevt_record_get_utf8_source_name;
  static constexpr auto count_strings = libevt_record_get_number_of_strings;
  static constexpr auto string_size = libevt_record_get_utf8_string_size;
  static constexpr auto string = libevt_record_get_utf8_string;
  static std::string time(Record* record) {
    std::uint32_t seconds = 0;
    return libevt_record_get_written_time(record, &seconds, nullptr) == 1
               ? utc(std::chrono::seconds(seconds))
               : "";
  }
};

/// The same of libevtx.
struct Evtx {
  using File = libevtx_file_t;
  using Record = libevtx_record_t;
  static constexpr auto make = libevtx_file_initialize;
  static constexpr auto free_file = libevtx_file_free;
  static constexpr auto open = libevtx_file_open_file_io_handle;
  static constexpr auto flags = libevtx_get_access_flags_read;
  static constexpr auto is_corrupted = libevtx_file_is_corrupted;
  static constexpr auto count = libevtx_file_get_number_of_records;
  static constexpr auto count_recovered = libevtx_file_get_number_of_recovered_records;
  static constexpr auto record_at = libevtx_file_get_record_by_index;
  static constexpr auto recovered_at = libevtx_file_get_recovered_record_by_index;
  static constexpr auto free_record = libevtx_record_free;
  static constexpr auto identifier = libevtx_record_get_event_identifier;
  static constexpr auto source_size = libevtx_record_get_utf8_source_name_size;
  static constexpr auto source = libevtx_record_get_utf8_source_name;
  static constexpr auto count_strings = libevtx_record_get_number_of_strings;
  static constexpr auto string_size = libevtx_record_get_utf8_string_size;
  static constexpr auto string = libevtx_record_get_utf8_string;
  static std::string time(Record* record) {
    std::uint64_t filetime = 0;
    if (libevtx_record_get_written_time(record, &filetime, nullptr) != 1) return "";
    const std::uint64_t seconds = filetime / 10'000'000;
    return seconds < kFiletimeOfUnix ? "" : utc(std::chrono::seconds(seconds - kFiletimeOfUnix));
  }
};

/// One log, in the child.
template <class Library>
class NativeLog {
 public:
  /// Borrows all three.
  NativeLog(const base::RandomAccess& log, const Tally& wants, RowWriter& rows)
      : wants_(wants), rows_(rows), source_(log) {
    opened_ = source_.handle() != nullptr && Library::make(&file_, nullptr) == 1 &&
              Library::open(file_, source_.handle(), Library::flags(), nullptr) == 1;
  }
  ~NativeLog() {
    if (file_ != nullptr) Library::free_file(&file_, nullptr);
  }
  NativeLog(const NativeLog&) = delete;
  NativeLog& operator=(const NativeLog&) = delete;

  void read() {
    int count = 0, recovered = 0;
    if (!opened_ || Library::count(file_, &count, nullptr) != 1) {
      rows_.fault("the file's header or its records cannot be read");
      return;
    }
    if (Library::is_corrupted(file_, nullptr) == 1)
      rows_.note("parts of the file are damaged, or it was copied while it was written");
    if (Library::count_recovered(file_, &recovered, nullptr) != 1) recovered = 0;
    if (count > kMostRecords || recovered > kMostRecords)
      rows_.ended("it has more than " + std::to_string(kMostRecords) + " records");
    for (int i = 0; i < std::min(count, kMostRecords); ++i)
      if (!record(i, Library::record_at))
        rows_.fault("record " + std::to_string(i + 1) + ": cannot be read");
    if (recovered <= 0) return;
    rows_.note(std::to_string(recovered) +
               " records were recovered from parts of the file that are damaged or no longer in "
               "use; they are counted, too");
    for (int i = 0; i < std::min(recovered, kMostRecords); ++i)
      if (!record(i, Library::recovered_at))
        rows_.fault("recovered record " + std::to_string(i + 1) + ": cannot be read");
  }

 private:
  struct FreeRecord {
    void operator()(typename Library::Record* record) const noexcept {
      Library::free_record(&record, nullptr);
    }
  };

  template <class RecordAt>
  bool record(int index, RecordAt record_at) {
    typename Library::Record* raw = nullptr;
    if (record_at(file_, index, &raw, nullptr) != 1) return false;
    const std::unique_ptr<typename Library::Record, FreeRecord> record(raw);
    std::uint32_t identifier = 0;
    const auto source =
        text([&](std::size_t* size) { return Library::source_size(raw, size, nullptr); },
             [&](std::uint8_t* to, std::size_t size) {
               return Library::source(raw, to, size, nullptr);
             });
    if (!source || Library::identifier(raw, &identifier, nullptr) != 1) return false;
    if (!wants_.wants(*source) || source->empty()) {
      rows_.passed(*source);
      return true;
    }
    rows_.event({identifier & 0xFFFF, *source, Library::time(raw), strings(raw)});
    return true;
  }

  std::string strings(typename Library::Record* record) {
    std::string out;
    int count = 0;
    if (Library::count_strings(record, &count, nullptr) != 1) return out;
    if (count > kMostStrings)
      cut("records have more than " + std::to_string(kMostStrings) +
          " strings: codes were looked for in the first of each");
    // The writer cuts what is longer than a description may be, and says so.
    for (int i = 0; i < std::min(count, kMostStrings) && out.size() <= kMostDescription; ++i) {
      const auto one =
          text([&](std::size_t* size) { return Library::string_size(record, i, size, nullptr); },
               [&](std::uint8_t* to, std::size_t size) {
                 return Library::string(record, i, to, size, nullptr);
               });
      if (one)
        out += *one + "\n";
      else
        cut("strings of records are damaged, or longer than a record can be, and were left out");
    }
    return out;
  }

  // Says once what was left out.
  void cut(const std::string& what) {
    if (said_.insert(what).second) rows_.note(what);
  }

  // Asks for the size of a text, end sign included, and then for the text.
  template <class Size, class Copy>
  static std::optional<std::string> text(Size size_of, Copy copy) {
    std::size_t size = 0;
    const int has_any = size_of(&size);
    if (has_any < 0 || size > kMostString) return {};
    if (has_any == 0 || size == 0) return std::string();
    std::vector<std::uint8_t> room(size);
    if (copy(room.data(), size) != 1) return {};
    const std::string out(room.begin(), room.end());
    return base::to_utf8(out.substr(0, out.find('\0')));
  }

  const Tally& wants_;
  RowWriter& rows_;
  LibraryFile source_;  // outlives the library's file
  typename Library::File* file_ = nullptr;
  std::set<std::string> said_;
  bool opened_ = false;
};

}  // namespace

NativeKind native_kind(std::string_view start) {
  using namespace std::string_view_literals;
  if (start.starts_with("ElfFile\0"sv)) return NativeKind::evtx;
  return start.size() >= 8 && start.substr(4, 4) == "LfLe" ? NativeKind::evt : NativeKind::none;
}

Result<void> read_native(const base::ReadableFile& file, NativeKind kind, Tally& tally) {
  const auto work = [&tally, kind](const std::shared_ptr<const base::RandomAccess>& log,
                                   std::string_view, base::ByteSink& out) {
    RowWriter rows(out);
    if (kind == NativeKind::evt)
      NativeLog<Evt>(*log, tally, rows).read();
    else
      NativeLog<Evtx>(*log, tally, rows).read();
  };
  const base::DecoderLimits limits{1024u << 20, 120, 512u << 20};  // for 128 MiB of small records
  auto decoder = base::Decoder::start(
      work, [] {}, limits);
  if (!decoder) return std::move(decoder).error();
  RowReader rows(tally);
  auto done = (*decoder)->decode(file.descriptor(), "",
                                 [&](base::Bytes portion) { return rows.take(portion); });
  rows.finish();
  if (rows.is_broken())
    return Error{Errc::malformed, "the decoder said something that is no row, and was stopped"};
  if (!done) {
    // The limits are this reader's own: no option of the command moves them.
    Error error = std::move(done).error();
    error.hint = "export the log as text or CSV from Event Viewer";
    return error;
  }
  return done;
}

}  // namespace checker::events
