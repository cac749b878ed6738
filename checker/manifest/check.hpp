#pragma once
// A manifest held against what all of them declare: names that exist, values
// that a fact can have.
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/manifest/manifest.hpp"

namespace checker::manifest {

/// The facts and ranges of some manifests. Borrows them: they must outlive it and stay in place.
class Declared {
 public:
  void add(const Manifest& manifest);
  /// Takes them out again; who asks for one later is told whose it was.
  void remove(const Manifest& manifest);

  const FactDeclaration* fact(const std::string& name) const;
  const Range* range(const std::string& id) const;
  /// For a name that is not there: "; did you mean …?", or which manifest would have had it.
  std::string instead_of_fact(const std::string& name) const;
  std::string instead_of_range(const std::string& id) const;

 private:
  template <class T>
  using Names = std::unordered_map<std::string, std::vector<const T*>>;
  Names<FactDeclaration> facts_;
  Names<Range> ranges_;
  std::unordered_map<std::string, std::string> lost_;  // name → the manifest that was left out
};

/// The first thing in a manifest that cannot be: a fact or a range that nobody declares, a value
/// that a fact never has (such a rule would never apply). Errc::malformed, with its place.
base::Result<void> check(const Manifest& manifest, const Declared& declared);

/// Facts and their values, as an operation or a case gives them. `where`: place of the object.
base::Result<void> check_facts(const contract::Facts& facts, const Declared& declared,
                               const std::string& where);

/// Every fact and range that the manifest asks for, as "fact NAME" and "range ID".
std::vector<std::string> needs(const Manifest& manifest);
/// Every fact and range that it declares, likewise.
std::vector<std::string> gives(const Manifest& manifest);

}  // namespace checker::manifest
