// Lines of fields, lists, pointers and notes: what is written reads as it was.
#include "migrator/migration/csv_line.hpp"

#include "migrator/migration/note.hpp"
#include "tests/fuzz/fuzz.hpp"

using fuzz::require;
using namespace migrator::migration;

namespace {

void check_fields(const std::vector<Field>& fields) {
  std::string line;
  for (const Field& field : fields) line += (line.empty() ? "" : ",") + in_quotes(field.text);
  const auto again = parse_fields(line);
  require(bool(again) && again->size() == fields.size(), "quoted fields can be split");
  for (std::size_t i = 0; i < fields.size(); ++i)
    require((*again)[i].text == fields[i].text, "and are what they were");
}

void check_list(const std::string& text) {
  const auto values = split_list(text);
  for (const bool alone : {false, true})
    require(split_list(join_list(values, alone)) == values, "a list that is joined can be split");
}

void check_line(const std::string& line) {
  if (const auto note = parse_note_line(line); note && *note) {
    const auto again = parse_note_line(to_note_line(**note));
    require(again && *again && **again == **note, "a note that is written reads as it was");
  }
  const auto fields = parse_fields(line);
  if (!fields) {
    require(!fields.error().message.empty(), "an error says something");
    return;
  }
  check_fields(*fields);
  for (const Field& field : *fields) {
    check_list(field.text);
    const auto pointer = parse_pointer(field);
    if (!pointer) continue;
    require(is_file_name(pointer->file), "a pointer leads to a file of the folder");
    require(parse_pointer({to_text(*pointer), false, false}) == pointer,
            "a pointer that is written reads as it was");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = base::text_of(fuzz::bytes(data, size));
  for (int lines = 0; lines < 100 && !text.empty(); ++lines) {
    const auto end = std::min(text.find('\n'), text.size());
    check_line(std::string(text.substr(0, text.substr(0, end).find('\r'))));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}
