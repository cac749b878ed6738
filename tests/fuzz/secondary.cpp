// A secondary file: chains end, and lie within their file.
#include "migrator/migration/secondary.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory.hpp"

using fuzz::require;
using namespace migrator::migration;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SecondaryFile file(fuzz::file_of(fuzz::bytes(data, size)), "x.sec");
  require(bool(file.has_header()), "memory can be read");
  std::vector<Finding> odd;
  const auto text = base::text_of(fuzz::bytes(data, size));
  // Where pointers lead: the beginnings of lines, and two places that are none.
  std::uint64_t at = 0;
  for (int lines = 0; lines < 200 && at <= size; ++lines) {
    const auto chain = file.chain(at, odd);
    if (chain) {
      require(!chain->empty() && chain->back().last, "a chain ends with its last block");
      std::uint64_t end = at;
      for (const Block& block : *chain) {
        require(block.offset >= end && block.data > block.offset, "blocks come in order");
        require(block.length <= size - block.data, "data lie within the file");
        require(file.content(block).size() == block.length, "content is what the length says");
        end = block.data + block.length;
        std::vector<std::string> ignored;
        const auto again = parse_descriptor(to_line(block), ignored);
        require(again && again->length == block.length && again->last == block.last &&
                    again->name == block.name && again->type == block.type,
                "a descriptor that is written reads as it was");
      }
    } else {
      require(chain.error().code != base::Errc::io, "memory can be read");
    }
    const auto next = text.find('\n', static_cast<std::size_t>(at));
    if (next == std::string_view::npos) break;
    at = next + 1;
  }
  (void)file.chain(size, odd);
  (void)file.chain(size + 1, odd);
  return 0;
}
