#pragma once
// The column names of the three kinds of section (SDK appendxa_8pbi, 9kab, 6qnn).
#include <array>
#include <string>
#include <string_view>

namespace migrator::migration {

constexpr std::array<std::string_view, 12> kMessageColumns = {
    "Folder",    "Sender",        "To",       "Cc",     "Bcc",    "Subject",
    "Send-Date", "Received-Date", "Priority", "Unread", "Unsent", "Body"};
constexpr std::size_t kBodyColumn = 11;

constexpr std::array<std::string_view, 24> kPabColumns = {
    "Obj-class",  "Display-Name", "Email-Address", "First",      "Last",      "Address",
    "City",       "State",        "Zip",           "Country",    "Title",     "Company",
    "Department", "Office",       "Assistant",     "Bus-Num",    "Bus2-Num",  "Assist-Num",
    "Fax-Num",    "Home-Num",     "Home2-Num",     "Mobile-Num", "Pager-Num", "Note"};
constexpr std::size_t kNoteColumn = 23;

/// What we write; other writers may choose other columns after the first two.
constexpr std::array<std::string_view, 9> kDirectoryColumns = {"Obj-Class",
                                                               "Mode",
                                                               "Common-Name",
                                                               "Display-Name",
                                                               "Given-Name",
                                                               "Surname",
                                                               "Home-Server",
                                                               "Assoc-NT-Account",
                                                               "Secondary-Proxy-Addresses"};

template <std::size_t N>
std::string header_line(const std::array<std::string_view, N>& columns) {
  std::string out;
  for (std::string_view column : columns) {
    if (!out.empty()) out += ',';
    out += column;
  }
  return out;
}

}  // namespace migrator::migration
