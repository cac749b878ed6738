#pragma once
// The people of a post office who have an Internet address today: --address-map.
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace migrator::mime {

class AddressMap {
 public:
  /// A CSV file in UTF-8 with a header line: the columns `name` and `address`, and `post_office`
  /// when there is one, in any order; others are passed over. A name may also say where it lives:
  /// "Quill, Nora at HARBOR". Errc::malformed, naming the line, for a missing column, a row without
  /// a name, text that is not UTF-8, an address that is none, and a name that stands twice with
  /// different addresses; Errc::limit over 64 MiB or 1,000,000 names.
  static base::Result<std::shared_ptr<const AddressMap>> read(const std::filesystem::path& path);

  /// The address of a person, in ASCII; nullptr without one. Names and post offices are compared
  /// without case. A row without a post office holds for a name wherever it lives, unless there is
  /// one with it.
  const std::string* find(std::string_view name, std::string_view post_office) const;
  /// SHA-256 of the file, hex.
  const std::string& digest() const { return digest_; }
  std::size_t size() const { return addresses_.size(); }

 private:
  AddressMap() = default;
  std::map<std::string, std::string> addresses_;  // by folded name and post office
  std::string digest_;
};

}  // namespace migrator::mime
