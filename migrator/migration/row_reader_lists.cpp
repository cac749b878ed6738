// PAB and DIRECTORY rows: row_reader.hpp declares them.
#include "migrator/migration/columns.hpp"
#include "migrator/migration/row_reader.hpp"
#include "migrator/migration/rows.hpp"

namespace migrator::migration {

using base::Result;

namespace {

// The columns between members and note that a list has no use for, and that are filled.
std::string person_columns(const std::vector<std::string>& columns) {
  std::string out;
  for (std::size_t i = 3; i < kNoteColumn; ++i)
    if (!columns[i].empty()) out += (out.empty() ? "" : ", ") + std::string(kPabColumns[i]);
  return out;
}

}  // namespace

Result<std::variant<ReadList, Defect>> RowReader::list(const Section& section, const Row& row) {
  using Out = std::variant<ReadList, Defect>;
  if (auto failed = unusable(section, row, 3)) return Out(std::move(*failed));
  const bool is_list = base::equals_fold(row.fields[0].text, "dl");
  if (!is_list && !base::equals_fold(row.fields[0].text, "entry"))
    return Out(defect(row, "bad-row", 8095,
                      "Obj-class \"" + base::printable(row.fields[0].text.substr(0, 40)) +
                          "\", entry or dl was expected"));
  if (row.fields.size() > kPabColumns.size())
    return Out(defect(row, "bad-row", 8095,
                      "24 fields were expected, there are " + std::to_string(row.fields.size())));
  ReadList out;
  out.is_entry = !is_list;
  std::vector<std::string> columns;
  auto failed = values(row, kPabColumns.size(), columns, out.odd);
  if (!failed) return std::move(failed).error();
  if (*failed) return Out(std::move(**failed));
  auto noted = note(row, out.odd);
  if (!noted) return std::move(noted).error();
  out.list.place = {name_, row.offset, row.length};
  if (out.is_entry) {
    Person person = to_person(columns);
    out.list.name = kAddressBookName;
    if (*noted) {
      auto applied = apply_person_note(**noted, person, out.list);
      if (applied)
        person = std::move(*applied);
      else
        remark(row, out.odd, "a note that is not understood: " + applied.error().message);
    }
    out.list.address_book = true;
    out.list.members = {std::move(person.address)};
    out.list.details = {std::move(person.details)};
    return Out(std::move(out));
  }
  out.list = to_list(columns);
  if (const std::string filled = person_columns(columns); !filled.empty())
    remark(row, out.odd,
           "a list with values in columns for persons, which are kept in its note: " + filled);
  if (*noted) {
    auto applied = apply_list_note(**noted, out.list);
    if (applied) {
      out.list = std::move(*applied);
      out.says_empty = out.list.members.empty();
    } else {
      remark(row, out.odd, "a note that is not understood: " + applied.error().message);
    }
  }
  out.list.place = {name_, row.offset, row.length};
  return Out(std::move(out));
}

std::variant<ReadEntry, Defect> RowReader::entry(const Section& section, const Row& row) const {
  if (auto failed = unusable(section, row, 2)) return std::move(*failed);
  if (row.fields.size() > section.columns.size())
    return defect(row, "bad-row", 8149,
                  std::to_string(row.fields.size()) + " fields, the header names " +
                      std::to_string(section.columns.size()));
  ReadEntry out;
  std::vector<std::string> values;
  bool bad = false;
  for (const Field& field : row.fields)
    values.push_back(unescape(decode(row, field.text, out.odd), bad));
  if (bad) remark(row, out.odd, "a backslash that is not doubled, and not \\r or \\n");
  if (!base::equals_fold(values[1], "create"))
    remark(row, out.odd, "Mode \"" + base::printable(values[1]) + "\", create was expected");
  out.entry = to_directory_entry(section.columns, values);
  if (row.note) {
    auto applied = apply_entry_note(*row.note, out.entry);
    if (applied)
      out.entry = std::move(*applied);
    else
      remark(row, out.odd, "a note that is not understood: " + applied.error().message);
  }
  out.entry.place = {name_, row.offset, row.length};
  return out;
}

}  // namespace migrator::migration
