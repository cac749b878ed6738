// Package manifests: what is read is written back, and what a manifest names is safe to use.
#include "base/text.hpp"
#include "checker/patch/package/manifest.hpp"
#include "checker/patch/package/names.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace package = checker::patch::package;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = package::parse(base::text_of(fuzz::bytes(data, size)), "m");
  if (!read) {
    fuzz::require(read.error().message.starts_with("m"), "an error says where");
    return 0;
  }
  for (const package::File& file : read->files) {
    fuzz::require(package::fault_of_member(file.member).empty(), "a member is a plain path");
    fuzz::require(package::fault_of_component(file.component).empty(), "a component is a name");
    fuzz::require(file.destination().find("..") != 0, "nothing climbs out of the target");
    fuzz::require(file.sha256.size() == 64, "a hash is one");
  }
  const std::string once = package::write(*read);
  const auto again = package::parse(once, "m");
  fuzz::require(bool(again), "what was written can be read");
  fuzz::require(*again == *read, "what was written says the same");
  fuzz::require(package::write(*again) == once, "what was written is written the same");
  return 0;
}
