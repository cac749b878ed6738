#include "checker/image/ne.hpp"

namespace checker::image {

using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::uint16_t kNumber = 0x8000;  // set: a number, not the offset of a name
constexpr std::uint16_t kTypeVersion = kNumber | 16, kNameVersion = kNumber | 1;
constexpr unsigned kMaxShift = 15;  // more would put a resource beyond 2 GiB
constexpr std::size_t kHeader = 0x40;

struct Type {
  std::uint16_t id = 0, count = 0;
  FileOffset names;
};

Result<Type> read_type(Reader& in, FileOffset at) {
  auto bytes = in.need(at, 2, "NE resource type");
  if (!bytes) return std::move(bytes).error();
  Type out{Cursor(*bytes).le<std::uint16_t>(), 0, {at.value + 8}};
  if (out.id == 0) return out;  // the end of the table
  bytes = in.need(at, 8, "NE resource type");
  if (!bytes) return std::move(bytes).error();
  Cursor type(*bytes);
  type.skip(2);
  out.count = type.le<std::uint16_t>();
  return out;
}

Result<VersionEntry> read_names(Reader& in, const Type& type, unsigned shift) {
  auto bytes = in.need(type.names, std::size_t{type.count} * 12, "NE version resources");
  if (!bytes) return std::move(bytes).error();
  Cursor names(*bytes);
  VersionEntry out;
  for (unsigned i = 0; i < type.count; ++i) {
    const std::uint64_t offset = names.le<std::uint16_t>();
    const std::uint32_t length = names.le<std::uint16_t>();
    names.skip(2);
    const auto id = names.le<std::uint16_t>();
    names.skip(4);
    if (id != kNameVersion) continue;
    out.data = ResourceData{{offset << shift}, length << shift, 0};
    return out;
  }
  out.other_id = type.count > 0;
  return out;
}

}  // namespace

Result<VersionEntry> find_version_ne(Reader& in, FileOffset signature) {
  auto bytes = in.need(signature, kHeader, "NE header");
  if (!bytes) return std::move(bytes).error();
  Cursor header(*bytes);
  header.skip(0x24);
  const auto resources = header.le<std::uint16_t>();
  const auto resident_names = header.le<std::uint16_t>();
  if (resources == 0 || resources == resident_names) return VersionEntry{};  // an empty table

  FileOffset at{signature.value + resources};
  bytes = in.need(at, 2, "NE resource table");
  if (!bytes) return std::move(bytes).error();
  const unsigned shift = Cursor(*bytes).le<std::uint16_t>();
  if (shift > kMaxShift)
    return Error{Errc::malformed, at_byte("NE resource table", at) + ": alignment shift " +
                                      std::to_string(shift) + " is more than 15"};
  at.value += 2;
  // Every type takes 8 bytes of a file that ends, so this does too.
  for (;;) {
    const auto type = read_type(in, at);
    if (!type) return type.error();
    if (type->id == 0) return VersionEntry{};
    if (type->id == kTypeVersion) return read_names(in, *type, shift);
    at.value = type->names.value + std::uint64_t{type->count} * 12;
  }
}

}  // namespace checker::image
