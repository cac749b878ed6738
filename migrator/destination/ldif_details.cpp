#include "migrator/destination/ldif_details.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "migrator/destination/book_names.hpp"
#include "migrator/destination/ldif.hpp"

namespace migrator::destination {
namespace {

// Attributes of inetOrgPerson (RFC 2798, 4519, 4524) for the columns of a PAB section. "": stands
// in the person's name already.
struct Attribute {
  std::string_view column, name;
  bool telephone = false;
};
constexpr Attribute kAttributes[] = {
    {"Last", ""},
    {"First", ""},
    {"Title", "title"},
    {"Company", "o"},
    {"Department", "ou"},
    {"Address", "street"},
    {"City", "l"},
    {"State", "st"},
    {"Zip", "postalCode"},
    {"Bus-Num", "telephoneNumber", true},
    {"Bus2-Num", "telephoneNumber", true},
    {"Fax-Num", "facsimileTelephoneNumber", true},
    {"Home-Num", "homePhone", true},
    {"Home2-Num", "homePhone", true},
    {"Mobile-Num", "mobile", true},
    {"Pager-Num", "pager", true},
};

// PrintableString (RFC 4517 §3.2), of which telephone and fax numbers are made.
bool is_printable_string(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("'()+,-./:? =").find(c) != std::string_view::npos;
  });
}

// telephoneNumberMatch ignores blanks and hyphens, and two equal values are one too many.
std::string number_key(std::string_view number) {
  std::string out;
  for (const char c : base::lower(number))
    if (c != ' ' && c != '-') out += c;
  return out;
}

class Lines {
 public:
  void add(const std::string& column, const std::string& value) {
    const std::string text = directory_name(value);
    if (text.empty()) return;
    const auto known = std::ranges::find(kAttributes, std::string_view(column), &Attribute::column);
    if (known == std::end(kAttributes)) {
      say(column == "Note" ? "" : column, value);
    } else if (!stands(*known, text)) {
      say(column, value);
    } else if (!known->name.empty()) {
      attributes_ += ldif_line(known->name, text);
    }
  }
  void say(const std::string& what, std::string_view value) {
    const std::string text = description_text(value);
    if (text.empty()) return;
    description_ += (description_.empty() ? "" : "\n") + (what.empty() ? "" : what + ": ") + text;
  }
  std::string all() const { return attributes_ + ldif_line("description", description_); }

 private:
  bool stands(const Attribute& attribute, std::string_view text) {
    if (!attribute.telephone) return used_.emplace(attribute.column, "").second;
    const std::string key = number_key(text);
    return !key.empty() && is_printable_string(text) && used_.emplace(attribute.name, key).second;
  }
  std::string attributes_, description_;
  std::set<std::pair<std::string_view, std::string>> used_;
};

}  // namespace

std::string description_text(std::string_view text) {
  std::string out;
  const std::string clean = base::to_utf8(text);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const char c = clean[i];
    if (c == '\r' && i + 1 < clean.size() && clean[i + 1] == '\n') continue;
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    out += c == '\r' || c == '\n' ? '\n' : control ? ' ' : c;
  }
  return std::string(base::trim(out));
}

std::string ldif_details(const Address& person, const Details& details) {
  Lines lines;
  for (const auto& [column, value] : details) lines.add(column, value);
  if (!base::starts_with_fold(person.address, "SMTP:"))
    lines.say("Address in cc:Mail", person.address);
  return lines.all();
}

}  // namespace migrator::destination
