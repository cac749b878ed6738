#pragma once
// A record that ldif.hpp wrote, read back to be renamed.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migrator::destination {

class LdifRecord {
 public:
  /// `text` with its empty line; nullopt for what ldif.hpp does not write.
  static std::optional<LdifRecord> parse(std::string_view text);

  const std::string& dn() const { return dn_; }
  /// "" where there is none.
  std::string uid() const;
  /// What it says, and where it stands, but not how it is called.
  std::string content() const;
  std::string text() const;

  void set_uid(std::string_view uid);
  /// Makes `uid` its name in the place where it stands.
  void call_by(std::string_view uid);
  void rename_member(const std::string& from, const std::string& to);

 private:
  std::string_view parent() const;  // of its DN, with the comma

  std::string dn_;
  std::vector<std::string> lines_;  // after the DN; unfolded, encoded
};

}  // namespace migrator::destination
