#include "migrator/survey/kind.hpp"

namespace migrator::survey {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::messages:
      return "messages";
    case Kind::undeliverable:
      return "undeliverable messages";
    case Kind::directory:
      return "directory";
    case Kind::private_lists:
      return "private lists";
    case Kind::address_book:
      return "private address book";
    case Kind::description:
      return "description of a set";
    case Kind::packing_list:
      return "packing list";
    case Kind::primary:
      return "primary file";
    case Kind::secondary:
      return "secondary file";
    case Kind::schedule:
      return "Schedule+ data";
    case Kind::control_file:
      return "control file";
    case Kind::console_log:
      return "console log";
    case Kind::recovery:
      return "list of rejected items";
    case Kind::ledger:
      return "ledger";
    case Kind::archive:
      return "archive";
    case Kind::post_office:
      return "post office";
    case Kind::shut_down:
      return "shut-down flag";
    case Kind::error_log:
      return "error log";
    case Kind::organizer:
      return "Organizer file";
    case Kind::ade:
      return "directory exchange";
    case Kind::passwords:
      return "passwords";
    case Kind::gateway_table:
      return "gateway table";
    case Kind::connector_list:
      return "connector file";
    case Kind::export_program:
      return "cc:Mail program";
    case Kind::program:
      return "program";
    case Kind::foreign_mail:
      return "other mail";
    case Kind::ordinary:
      return "ordinary file";
    case Kind::text:
      return "plain text";
    case Kind::empty:
      return "empty";
    case Kind::link:
      return "link";
    case Kind::special:
      return "special file";
    case Kind::unreadable:
      return "unreadable";
    case Kind::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_string(Known known) {
  switch (known) {
    case Known::content:
      return "content";
    case Known::name:
      return "name";
    case Known::both:
      return "both";
    case Known::set:
      return "set";
    case Known::not_at_all:
      break;
  }
  return "-";
}

std::string_view to_string(Readable read) {
  switch (read) {
    case Readable::yes:
      return "yes";
    case Readable::partly:
      return "partly";
    case Readable::no:
      return "no";
    case Readable::not_mail:
      break;
  }
  return "not mail";
}

bool is_mail(Kind kind) { return kind == Kind::messages || kind == Kind::packing_list; }

}  // namespace migrator::survey
