#pragma once
// The header lines of one message, in the order in which they come.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "migrator/ccmail/keywords.hpp"
#include "migrator/ccmail/stamp.hpp"
#include "migrator/message/message.hpp"

namespace migrator::ccmail {

/// How the text of a set is to be read.
struct Rules {
  base::CodePage page;
  DateOrder order;
  std::shared_ptr<const Keywords> words;  // never null

  /// Of this code page, with the words of `profile`. Errc::unsupported for an unknown page.
  static base::Result<Rules> make(unsigned page, DateOrder order, const Profile& profile);
  /// The same with the profile that came with the program.
  static base::Result<Rules> standard(unsigned page = 850, DateOrder order = DateOrder::mdy);
};

/// Warnings of one item: each with its place; after a hundred the rest is only counted, so that a
/// broken file cannot fill the memory with complaints.
class Warnings {
 public:
  explicit Warnings(std::string file) : file_(std::move(file)) {}
  void add(std::uint64_t offset, std::string_view what);
  /// "mail/quill.exp: byte 118: what"
  std::string at(std::uint64_t offset, std::string_view what) const;
  std::vector<std::string> take();

 private:
  std::string file_;
  std::vector<std::string> lines_;
  std::size_t left_out_ = 0;
};

struct HeaderLine {
  std::string_view keyword, value;  // both trimmed; views of the line
};

/// "Keyword: value", as EXPORT writes headers; nullopt for a line that has no such shape.
std::optional<HeaderLine> split_header(std::string_view line);

/// Puts one header line where it belongs in `message`; what has no place goes to `message.extra`.
void apply_header(const HeaderLine& line, std::uint64_t offset, const Rules& rules,
                  Message& message, Warnings& warnings);

/// Gives recipients without a post office the sender's, as the extractor of SP4 does (Q241553); not
/// Internet addresses, boards, and recipients that have lost their name. A sender without a name,
/// or with an Internet address, comes through a gateway: its post office is nobody else's.
void complete_recipients(Message& message);

/// `bytes` as UTF-8; bytes without a meaning in the code page are a warning.
std::string decode(std::string_view bytes, std::uint64_t offset, const Rules& rules,
                   Warnings& warnings);

}  // namespace migrator::ccmail
