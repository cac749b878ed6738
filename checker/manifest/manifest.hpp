#pragma once
// One manifest file, read strictly. Whether what it names exists is another
// question: check.hpp.
#include <filesystem>
#include <string_view>

#include "checker/manifest/knowledge.hpp"

namespace checker::manifest {

/// Of one file. 249 records of prose and numbers are 0.4 MB.
inline constexpr std::uint64_t kMaxManifestBytes = 16u << 20;

struct Manifest {
  std::string name;            // how messages call the file: "manifests/operation.json"
  std::filesystem::path file;  // empty: it was never one
  contract::Plan::ManifestUsed used;
  std::string
      facts_as_of;  // the newest date of what its facts were taken from; "" where none is stated
  std::vector<FactDeclaration> facts;
  std::vector<Range> ranges;
  std::vector<Derivation> derivations;
  std::vector<Rule> rules;
  std::vector<Product> products;
  std::vector<Record> records;
  std::vector<Event> events;

  /// The place of one thing in it: "NAME#/rules/3".
  std::string place(const char* part, std::size_t index) const;
};

/// Errors begin with `name` and the JSON pointer of the place.
base::Result<Manifest> parse_manifest(std::string_view text, const std::string& name);
/// A file above kMaxManifestBytes is refused by its size, unread.
base::Result<Manifest> read_manifest(const std::filesystem::path& file, const std::string& name);

}  // namespace checker::manifest
