// Dates, and names with dates glued to them.
#include "migrator/ccmail/stamp.hpp"
#include "tests/fuzz/fuzz.hpp"

using fuzz::require;
namespace ccmail = migrator::ccmail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = base::text_of(fuzz::bytes(data, size));
  for (const auto order :
       {ccmail::DateOrder::mdy, ccmail::DateOrder::dmy, ccmail::DateOrder::ymd}) {
    const auto time = ccmail::parse_stamp(text, order);
    if (!time) continue;
    require(migrator::make_time(time->year, time->month, time->day, time->hour, time->minute,
                                time->second) == time,
            "a date that is read is one of the calendar");
    require(migrator::parse_time14(migrator::to_time14(*time)) == time,
            "and can be written and read again");
  }
  const auto name = ccmail::without_stamp(text);
  require(name.empty() || text.find(name) != std::string_view::npos, "a name is of its line");
  return 0;
}
