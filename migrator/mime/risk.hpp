#pragma once
// Attachments that can be run, or that hold macros. They are delivered like any other, and counted.
#include <cstdint>
#include <string>
#include <string_view>

namespace migrator::mime {

/// What the name says: an extension that Windows runs ("exe", "bat", "vbs", "lnk" …), in any case,
/// and before dots and blanks at the end, which Windows does not see.
bool runs_by_name(std::string_view file_name);

/// Looks at a content while it goes by, in bounded memory. What it is decides before what it is
/// called: MZ, ELF and "#!" are programs; a compound file (OLE2, [MS-CFB]) with the storage or
/// stream of a VBA project ([MS-OVBA] §2.2.1) and a ZIP with vbaProject.bin (ECMA-376 packages of
/// Office) hold macros. The macros of Word 6 and 95 have no place of their own that is published,
/// and are not seen.
class Risk {
 public:
  /// `bytes` are the next ones; the first portion must hold 8 bytes, if there are 8.
  void look(std::string_view bytes);
  bool program() const { return program_; }
  bool macros() const { return macros_; }

 private:
  enum class Kind { fresh, compound, zip, other };
  void begin(std::string_view bytes);
  void compound(std::string_view bytes);
  void zip(std::string_view bytes);

  Kind kind_ = Kind::fresh;
  bool program_ = false, macros_ = false;
  std::string held_;  // of a record or a name that goes on in the next portion
};

}  // namespace migrator::mime
