#pragma once
// What a file among the leftovers of a post office can be.
#include <string_view>

namespace migrator::survey {

enum class Kind {
  messages,        // text that EXPORT wrote: starts with Message:
  undeliverable,   // the same, of what IMPORT could not deliver (CCMAIL.UND)
  directory,       // EXPORT /DIRECTORY: starts with Name:
  private_lists,   // private-lists.csv, our neutral form
  address_book,    // PRIVDIR.INI
  description,     // set.json
  packing_list,    // .PKL
  primary,         // .PRI
  secondary,       // .SEC
  schedule,        // .SC2
  control_file,    // of Mailmig.exe
  console_log,     // what EXPORT printed
  recovery,        // the list of what a run of ours rejected
  ledger,          // of a run of ours
  archive,         // .CCA or .IMP that is not text
  post_office,     // a database file of DB6 or DB8
  shut_down,       // CCPODOWN
  error_log,       // NFTERROR.LOG
  organizer,       // *.OR2
  ade,             // #…, files of automatic directory exchange
  passwords,       // Ccmail.password
  gateway_table,   // SMTP.ADR
  connector_list,  // Ccmlist.exp, Ccmbb.exp …: no public syntax
  export_program,  // EXPORT.EXE and the like, IE.RI
  program,         // another program
  foreign_mail,    // PST, mbox, EML …
  ordinary,        // an image, a document, an archive of files
  text,            // plain text that says nothing of cc:Mail
  empty,           // no byte
  link,            // not followed
  special,         // FIFO, device, socket: not opened
  unreadable,      // could not be opened
  unknown,
};

/// How the kind became known: content decides before a name does.
enum class Known { content, name, both, set, not_at_all };

enum class Readable { yes, partly, no, not_mail };

std::string_view to_string(Kind kind);      // "messages", "packing list", …
std::string_view to_string(Known known);    // "content", "name", "both", "set", "-"
std::string_view to_string(Readable read);  // "yes", "partly", "no", "not mail"

/// Whether files of this kind hold mail that Sidestep takes.
bool is_mail(Kind kind);

}  // namespace migrator::survey
