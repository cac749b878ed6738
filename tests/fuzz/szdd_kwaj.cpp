// Compressed single files. The input is read as both kinds, so that a mutation of the signature is
// not the end of it.
#include "tests/fuzz/members.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using checker::container::Format;
  const base::MemoryAccess file(fuzz::bytes(data, size));
  fuzz::read_members(file, {Format::szdd, 0, size, std::nullopt});
  fuzz::read_members(file, {Format::kwaj, 0, size, std::nullopt});
  return 0;
}
