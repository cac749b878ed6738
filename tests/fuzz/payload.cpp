// Self-extracting programs: the search for what is inside, and what is.
#include "tests/fuzz/members.hpp"

namespace container = checker::container;
namespace image = checker::image;

namespace {

void look(const base::RandomAccess& file, const image::Layout& layout) {
  if (!container::may_have_payload(layout)) return;
  const auto found = container::find_payload(file, layout);
  if (!found || !*found) return;
  fuzz::require((*found)->offset <= file.size() && (*found)->size <= file.size() - (*found)->offset,
                "a payload lies within its file");
  fuzz::read_members(file, **found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::MemoryAccess file(fuzz::bytes(data, size));
  look(file, image::read_image(file, {image::StringsWanted::file_version, false, true}).layout);
  // Without a program around it, a fuzzer comes sooner to what the search meets.
  look(file, {{0, size}, std::nullopt});
  return 0;
}
