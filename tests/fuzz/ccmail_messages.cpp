// A file of messages: what is read tiles it.
#include "migrator/ccmail/message_file.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory.hpp"

using fuzz::require;

namespace {

void check_filler(std::string_view bytes) {
  require(bytes.find_first_not_of(" \t\r\n\x1A") == std::string_view::npos,
          "only filler belongs to no item");
}

void read_parts(const migrator::Message& message, std::uint64_t size) {
  for (const auto& part : message.parts) {
    require(part.content.size() <= size, "a part is of its file");
    std::uint64_t got = 0;
    const auto read = part.content.each([&](base::Bytes piece) {
      got += piece.size();
      return base::Result<void>();
    });
    require(read && got == part.content.size(), "a part can be read whole");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kRules = migrator::ccmail::Rules::standard();
  require(bool(kRules), "the profile that came with the program can be read");
  const auto text = base::text_of(fuzz::bytes(data, size));
  migrator::ccmail::MessageFile file(fuzz::file_of(fuzz::bytes(data, size)), "m.exp", *kRules);
  std::uint64_t at = text.starts_with(base::kByteOrderMark) ? base::kByteOrderMark.size() : 0;
  for (;;) {
    const auto item = file.next();
    require(bool(item), "memory can be read");
    if (!*item) break;
    const auto& place = (*item)->place;
    require((*item)->message.has_value() != (*item)->damage.has_value(),
            "an item is a message or a damage");
    require(place.offset >= at && place.length > 0, "items come one after the other");
    require(place.offset + place.length <= size, "items lie within their file");
    check_filler(text.substr(at, place.offset - at));
    at = place.offset + place.length;
    if ((*item)->message) read_parts(*(*item)->message, size);
    for (const auto& warning : (*item)->warnings)
      require(warning.starts_with("m.exp: "), "a warning names its file");
  }
  check_filler(text.substr(at));
  return 0;
}
