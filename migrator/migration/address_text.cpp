#include "migrator/migration/address_text.hpp"

#include <algorithm>

namespace migrator::migration {
namespace {

constexpr std::string_view kCcmail = "CCMAIL:";
constexpr std::string_view kMigrate = "MIGRATE:";
constexpr std::string_view kUser = "USER:";
constexpr std::string_view kBoards = "Lotus cc:Mail Bulletin Boards (";

bool alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// "SMTP:a@b", "X400:/C=US/…": MG55:xmgab003 names MS, MSA, X400, SMTP, and gateways add more.
bool is_typed(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && colon >= 2 && colon <= 8 && colon + 1 < text.size() &&
         text[colon + 1] != ' ' && std::ranges::all_of(text.substr(0, colon), alphanumeric);
}

std::string_view without_trailing_blanks(std::string_view text) {
  const auto last = text.find_last_not_of(' ');
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

}  // namespace

std::string to_display(const Address& address, std::string_view home) {
  if (!address.address.empty())
    return address.name.empty() ? address.address : address.name + "[" + address.address + "]";
  if (address.post_office.empty() || base::equals_fold(address.post_office, home))
    return address.name;
  return address.name + "[" + to_source_address(address.name, address.post_office) + "]";
}

Address parse_display(std::string_view text) {
  const auto open = text.rfind('[');
  if (open == std::string_view::npos || !text.ends_with(']')) return {std::string(text), "", ""};
  const auto inner = text.substr(open + 1, text.size() - open - 2);
  if (!is_typed(inner)) return {std::string(text), "", ""};
  const std::string name(without_trailing_blanks(text.substr(0, open)));
  if (base::starts_with_fold(inner, kCcmail)) {
    Address known = parse_ccmail_address(inner.substr(kCcmail.size()));
    if (known.name == name && !known.post_office.empty()) return known;
  }
  return {name, "", std::string(inner)};
}

std::string to_member(const Address& address) {
  if (!address.address.empty()) return address.address;
  if (address.post_office.empty()) return address.name;
  return to_source_address(address.name, address.post_office);
}

Address parse_member(std::string_view text) {
  if (base::starts_with_fold(text, kCcmail))
    return parse_ccmail_address(text.substr(kCcmail.size()));
  if (base::starts_with_fold(text, kUser)) return {std::string(text.substr(kUser.size())), "", ""};
  if (is_typed(text)) return {"", "", std::string(text)};
  return parse_display(text);
}

std::string to_source_address(std::string_view name, std::string_view post_office) {
  std::string out(kCcmail);
  out += name;
  if (!post_office.empty()) (out += " at ") += post_office;
  return out;
}

Address parse_source_address(std::string_view text) {
  if (base::starts_with_fold(text, kMigrate)) text.remove_prefix(kMigrate.size());
  if (base::starts_with_fold(text, kCcmail))
    return parse_ccmail_address(text.substr(kCcmail.size()));
  return {std::string(text), "", ""};
}

std::string to_board_folder(std::string_view board, std::string_view post_office) {
  std::string name(board);
  std::ranges::replace(name, '\\', '/');
  if (name.empty()) name = "(no name)";
  std::string office(post_office);
  std::ranges::replace(office, '\\', '/');
  return std::string(kBoards) + office + ")\\" + name;
}

std::string parse_board_folder(std::string_view folder) {
  if (base::starts_with_fold(folder, kBoards)) {
    const auto end = folder.find(")\\");
    if (end != std::string_view::npos && end + 2 < folder.size())
      return std::string(folder.substr(end + 2));
  }
  return std::string(folder);
}

}  // namespace migrator::migration
