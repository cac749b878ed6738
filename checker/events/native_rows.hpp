#pragma once
// Rows: what the locked-down child says of a native log, one JSON document a
// line, and nothing of what it says is believed unread.
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/stream.hpp"
#include "checker/events/tally.hpp"

namespace checker::events {

/// Writes rows: the child's side. None is longer than a reader takes: what is too long is cut, and
/// a note says so.
class RowWriter {
 public:
  explicit RowWriter(base::ByteSink& out) : out_(out) {}
  void event(const LoggedEvent& event);
  void passed(std::string_view source);
  void fault(std::string_view what);
  void note(std::string_view what);
  /// The reading ends here, and the log does not.
  void ended(std::string_view why);

 private:
  void write(const base::Json& row);
  base::ByteSink& out_;
  bool has_cut_ = false;
};

/// Takes rows in portions of any size: the parent's side.
class RowReader {
 public:
  explicit RowReader(Tally& tally) : tally_(tally) {}
  /// False: what came is no row, and nothing more is taken.
  bool take(base::Bytes portion);
  /// Nothing more comes; a row that is not whole is a fault.
  void finish();
  bool is_broken() const { return broken_; }

 private:
  bool row(std::string_view line);
  bool event(base::Fields& in);
  Tally& tally_;
  std::string held_;
  bool broken_ = false;
};

}  // namespace checker::events
