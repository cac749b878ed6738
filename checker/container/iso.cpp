#include "checker/container/iso.hpp"

#include <array>

#include "base/text.hpp"
#include "checker/container/refusal.hpp"

namespace checker::container {

using base::Bytes;
using base::Cursor;
using base::Result;

namespace {

constexpr std::uint64_t kSector = 2048, kFirst = 16;
constexpr int kMaxDescriptors = 32;     // a boot record, a few volumes, three of UDF, an end
constexpr std::size_t kMaxRoot = 2048;  // a root folder with one file fits in a sector

struct Root {
  std::uint64_t sector = 0, size = 0;
};

struct Descriptors {
  bool iso = false, udf = false;
  Root root;
};

// Type 1 is the primary volume; its root folder's record stands at byte 156 (ECMA-119 8.4, 9.1).
Root root_of(Bytes descriptor) {
  Cursor in(descriptor);
  in.skip(156 + 2);
  const std::uint64_t sector = in.le<std::uint32_t>();
  in.skip(4);
  return {sector, in.le<std::uint32_t>()};
}

Result<Descriptors> read_descriptors(const base::RandomAccess& file) {
  Descriptors out;
  std::array<std::byte, 190> room{};
  for (std::uint64_t i = 0; i < kMaxDescriptors; ++i) {
    const auto got = file.read_at((kFirst + i) * kSector, room);
    if (!got) return got.error();
    if (*got < room.size()) break;
    const auto id = base::text_of(Bytes(room).subspan(1, 5));
    if (id == "CD001") {
      if (room[0] == std::byte{1} && !out.iso) out.root = root_of(room);
      out.iso = out.iso || room[0] == std::byte{1};
    } else if (id == "NSR02" || id == "NSR03") {  // ECMA-167 3/9.1
      out.udf = true;
    } else if (id != "BEA01" && id != "TEA01" && id != "BOOT2" && id != "CDW02") {
      break;
    }
  }
  return out;
}

// Microsoft's discs of both kinds show, to those who read ISO 9660, a README.TXT that says that
// their reader is too old.
Result<bool> shows_only_a_readme(const base::RandomAccess& file, const Root& root) {
  if (root.size > kMaxRoot) return false;
  std::array<std::byte, kMaxRoot> room{};
  const auto got = file.read_at(root.sector * kSector, room);
  if (!got) return got.error();
  const auto folder = Bytes(room).first(*got);
  int others = 0, readmes = 0;
  for (std::size_t at = 0; at < folder.size();) {
    const auto length = std::to_integer<std::size_t>(folder[at]);
    if (length < 34 || length > folder.size() - at) break;
    const auto name_length = std::to_integer<std::size_t>(folder[at + 32]);
    const auto name = base::text_of(folder.subspan(at + 33, std::min(name_length, length - 33)));
    const bool is_dots = name.size() == 1 && (name[0] == 0 || name[0] == 1);
    if (base::starts_with_fold(name, "README.TXT"))
      ++readmes;
    else if (!is_dots)
      ++others;
    at += length;
  }
  return others == 0 && readmes <= 1;
}

}  // namespace

Result<std::optional<Container>> recognise_disc(const base::RandomAccess& file) {
  if (file.size() < kSmallestDisc) return std::optional<Container>();
  const auto found = read_descriptors(file);
  if (!found) return found.error();
  if (!found->iso && !found->udf) return std::optional<Container>();
  const Container udf = refuse(Unreadable::udf, 0, file.size());
  if (!found->iso) return std::optional(udf);
  if (found->udf) {
    const auto hidden = shows_only_a_readme(file, found->root);
    if (!hidden) return hidden.error();
    if (*hidden) return std::optional(udf);
  }
  return std::optional(Container{Format::iso, 0, file.size(), std::nullopt});
}

}  // namespace checker::container
