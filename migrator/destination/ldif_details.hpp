#pragma once
// What a personal address book knows of a person, as attributes of an inetOrgPerson.
#include <string>
#include <string_view>

#include "migrator/message/message.hpp"

namespace migrator::destination {

/// Lines for people: line ends as LF, other control characters as blanks; "" when nothing is left.
std::string description_text(std::string_view text);

/// title, telephoneNumber and the like, and a description. Each value that an attribute cannot hold
/// (a telephone number has its own syntax, RFC 4517 §3.3.31), or that is the second where one is
/// enough, becomes a line of the description: "Spouse: Jane".
std::string ldif_details(const Address& person, const Details& details);

}  // namespace migrator::destination
