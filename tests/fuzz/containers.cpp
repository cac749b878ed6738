// Files that begin as a container does: ZIP, 7z, ISO, tar, CAB and the refused ones.
#include <algorithm>

#include "tests/fuzz/members.hpp"

namespace container = checker::container;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes = fuzz::bytes(data, size);
  const base::MemoryAccess file(bytes);
  const auto start = bytes.first(std::min(size, container::kStart));
  (void)container::may_be_container(start);
  const auto found = container::recognise(file, start);
  if (!found || !*found) return 0;
  fuzz::require((*found)->offset <= size && (*found)->size <= size - (*found)->offset,
                "a container lies within its file");
  fuzz::read_members(file, **found);
  return 0;
}
