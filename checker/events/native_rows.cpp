#include "checker/events/native_rows.hpp"

#include "base/text.hpp"

namespace checker::events {
namespace {

using base::Json;
using base::shortened;

constexpr std::size_t kMostRow = 1u << 20;    // bytes: kMostDescription, escaped six times as many
constexpr std::size_t kMostWords = 2 * 1024;  // of everything in a row but a description
constexpr const char* kWhere = "row of the decoder";
static_assert(6 * (kMostDescription + 4 * kMostWords) < kMostRow);

}  // namespace

void RowWriter::write(const Json& row) {
  // Nobody listens when the reading was stopped.
  (void)out_.write(base::bytes_of(base::dump(row, -1) + "\n"));
}

void RowWriter::event(const LoggedEvent& event) {
  write({{"event", event.id},
         {"source", shortened(event.source, kMostWords)},
         {"time", shortened(event.time, kMostWords)},
         {"text", shortened(event.description, kMostDescription)}});
  if (event.description.size() <= kMostDescription || has_cut_) return;
  has_cut_ = true;
  note("descriptions have more than " + std::to_string(kMostDescription >> 10) +
       " KiB: codes were looked for in the beginning of each");
}

void RowWriter::passed(std::string_view source) {
  write({{"passed", shortened(source, kMostWords)}});
}
void RowWriter::fault(std::string_view what) { write({{"fault", shortened(what, kMostWords)}}); }
void RowWriter::note(std::string_view what) { write({{"note", shortened(what, kMostWords)}}); }
void RowWriter::ended(std::string_view why) { write({{"ended", shortened(why, kMostWords)}}); }

bool RowReader::take(base::Bytes portion) {
  held_ += base::text_of(portion);
  std::size_t begin = 0;
  for (std::size_t end; (end = held_.find('\n', begin)) != std::string::npos; begin = end + 1)
    if (!row(std::string_view(held_).substr(begin, end - begin))) {
      broken_ = true;
      return false;
    }
  held_.erase(0, begin);
  broken_ = held_.size() > kMostRow;
  return !broken_;
}

void RowReader::finish() {
  if (!broken_ && !held_.empty()) tally_.fault("the last row of the decoder is not whole");
  held_.clear();
}

bool RowReader::row(std::string_view line) {
  const auto json = base::parse_json(line, kWhere, {kMostRow, 2, 8});
  if (!json) return false;
  auto in = base::Fields::of(*json, kWhere);
  if (!in) return false;
  for (const char* key : {"passed", "fault", "note", "ended"}) {
    if (!in->has(key)) continue;
    auto what = in->text(key);
    if (!what || !in->finish()) return false;
    const std::string_view kind = key;
    if (kind == "passed") tally_.pass_over(*what);
    if (kind == "fault") tally_.fault(std::move(*what));
    if (kind == "note") tally_.note(std::move(*what));
    if (kind == "ended") tally_.ended_early(std::move(*what));
    return true;
  }
  return event(*in);
}

bool RowReader::event(base::Fields& in) {
  const auto id = in.number("event", 0xFFFF);
  const auto source = in.text("source");
  const auto time = in.text("time");
  const auto text = in.text("text");
  if (!id || !source || !time || !text || !in.finish()) return false;
  tally_.take({static_cast<std::uint32_t>(*id), *source, *time, *text});
  return true;
}

}  // namespace checker::events
