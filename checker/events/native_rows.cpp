#include "checker/events/native_rows.hpp"

#include <limits>

namespace checker::events {
namespace {

using base::Json;

constexpr std::size_t kMostRow =
    1u << 20;  // bytes: a description has 64 KiB, escaped six times as many
constexpr const char* kWhere = "row of the decoder";

}  // namespace

void RowWriter::write(const Json& row) {
  // Nobody listens when the reading was stopped.
  (void)out_.write(base::bytes_of(base::dump(row, -1) + "\n"));
}

void RowWriter::event(const LoggedEvent& event) {
  write({{"event", event.id},
         {"source", event.source},
         {"time", event.time},
         {"text", event.description}});
}

void RowWriter::passed(std::string_view source) { write({{"passed", source}}); }
void RowWriter::fault(std::string_view what) { write({{"fault", what}}); }
void RowWriter::note(std::string_view what) { write({{"note", what}}); }

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

bool RowReader::row(std::string_view line) {
  const auto json = base::parse_json(line, kWhere, {kMostRow, 2, 8});
  if (!json) return false;
  auto in = base::Fields::of(*json, kWhere);
  if (!in) return false;
  if (in->has("passed")) {
    const auto source = in->text("passed");
    if (source) tally_.pass_over(*source);
    return static_cast<bool>(source);
  }
  for (const char* key : {"fault", "note"}) {
    if (!in->has(key)) continue;
    auto what = in->text(key);
    if (!what) return false;
    std::string_view(key) == "note" ? tally_.note(std::move(*what))
                                    : tally_.fault(std::move(*what));
    return true;
  }
  const auto id = in->number("event", std::numeric_limits<std::uint32_t>::max());
  const auto source = in->text("source");
  const auto time = in->text("time");
  const auto text = in->text("text");
  if (!id || !source || !time || !text) return false;
  tally_.take({static_cast<std::uint32_t>(*id), *source, *time, *text});
  return true;
}

}  // namespace checker::events
