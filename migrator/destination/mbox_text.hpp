#pragma once
// The text of an mbox file (mboxrd): how messages follow each other in it.
//
// A record is "From <address> <date>\n", the message with LF line ends, and an empty line. A line
// of the message that is "From " behind any number of '>' has one '>' more, so that no line in it
// looks like the beginning of a record, and taking it away again gives the message.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/stream.hpp"

namespace migrator::destination {

/// "From quill.nora@harbor.invalid Tue Jun  2 06:39:00 1998\n", the time as UTC; without an address
/// it is MAILER-DAEMON's.
std::string mbox_separator(std::string_view address, std::int64_t unix_seconds);

/// Writes a message into `out` as it stands in a record, without its separator.
class MboxQuote : public base::ByteSink {
 public:
  explicit MboxQuote(base::ByteSink& out) : out_(out) {}
  base::Result<void> write(base::Bytes bytes) override;
  /// Ends the last line and adds the empty one.
  base::Result<void> finish();

 private:
  base::Result<void> line_start(std::string_view& text);

  base::ByteSink& out_;
  bool at_start_ = true;     // in a line of which only '>' and the first `matched_` of "From " came
  std::size_t matched_ = 0;  // not written yet
  bool ended_ = true;        // the last byte was a line end
};

/// Writes the message of a record into `out`: the separator, the empty line and the quotes are
/// gone. Exactly one record may be written.
class MboxUnquote : public base::ByteSink {
 public:
  explicit MboxUnquote(base::ByteSink& out) : out_(out) {}
  base::Result<void> write(base::Bytes bytes) override;

 private:
  base::Result<void> line_start(std::string_view& text);

  base::ByteSink& out_;
  bool separator_ = true;  // still in it
  bool at_start_ = false;  // in a line of which only what is in held_ came
  std::string held_;       // '>', a beginning of "From ", or an empty line: not decided yet
};

}  // namespace migrator::destination
