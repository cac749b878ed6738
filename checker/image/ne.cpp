#include "checker/image/ne.hpp"

#include <algorithm>

namespace checker::image {

using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::uint16_t kNumber = 0x8000;  // set: a number, not the offset of a name
constexpr std::uint16_t kTypeVersion = kNumber | 16, kNameVersion = kNumber | 1;
constexpr unsigned kMaxShift = 15;  // more would put a resource beyond 2 GiB
constexpr unsigned kDefaultShift = 9;
constexpr std::size_t kHeader = 0x40;
// The places of all tables are 16 bits, so a table of more than 64 KiB overlaps the next. This is
// for what nobody has seen, and still an end.
constexpr std::uint64_t kMaxTable = 1 << 20;
constexpr std::size_t kType = 8, kName = 12;

struct Type {
  std::uint16_t id = 0, count = 0;
};

struct Name {
  std::uint16_t id = 0;
  ResourceData data;
};

Result<Type> read_type(Reader& in, FileOffset at) {
  auto bytes = in.need(at, 2, "NE resource type");
  if (!bytes) return std::move(bytes).error();
  Type out{Cursor(*bytes).le<std::uint16_t>(), 0};
  if (out.id == 0) return out;  // the end of the table
  bytes = in.need(at, kType, "NE resource type");
  if (!bytes) return std::move(bytes).error();
  Cursor type(*bytes);
  type.skip(2);
  out.count = type.le<std::uint16_t>();
  return out;
}

Name read_name(Cursor& in, unsigned shift) {
  const std::uint64_t offset = in.le<std::uint16_t>();
  const std::uint32_t length = in.le<std::uint16_t>();
  in.skip(2);
  const auto id = in.le<std::uint16_t>();
  in.skip(4);
  return {id, {{offset << shift}, length << shift, 0}};
}

class Table {
 public:
  Table(Reader& in, const NeHeader& header) : in_(in), start_{header.at.value + header.resources} {}

  // Hands over the resources of all types, or of one, in stored order.
  template <class Take>
  Result<void> each(std::uint16_t only, Take take) {
    auto shift = read_shift();
    if (!shift) return std::move(shift).error();
    for (FileOffset at{start_.value + 2};;) {
      const auto type = read_type(in_, at);
      if (!type) return type.error();
      if (type->id == 0) return {};
      const FileOffset names{at.value + kType};
      const std::size_t size = type->count * kName;
      at.value = names.value + size;
      if (at.value - start_.value > kMaxTable) return too_long();
      if (only != 0 && type->id != only) continue;
      auto bytes = in_.need(names, size, "NE resources");
      if (!bytes) return std::move(bytes).error();
      Cursor list(*bytes);
      for (unsigned i = 0; i < type->count; ++i) take(read_name(list, *shift));
    }
  }

 private:
  Result<unsigned> read_shift() {
    auto bytes = in_.need(start_, 2, "NE resource table");
    if (!bytes) return std::move(bytes).error();
    const unsigned shift = Cursor(*bytes).le<std::uint16_t>();
    if (shift <= kMaxShift) return shift;
    return Error{Errc::malformed, at_byte("NE resource table", start_) + ": alignment shift " +
                                      std::to_string(shift) + " is more than 15"};
  }

  Error too_long() const {
    return {Errc::limit, at_byte("NE resource table", start_) + ": it does not end within " +
                             std::to_string(kMaxTable) + " bytes"};
  }

  Reader& in_;
  FileOffset start_;
};

}  // namespace

Result<NeHeader> read_ne(Reader& in, FileOffset signature) {
  auto bytes = in.need(signature, kHeader, "NE header");
  if (!bytes) return std::move(bytes).error();
  NeHeader out;
  out.at = signature;
  Cursor header(*bytes);
  header.skip(0x1C);
  out.segment_count = header.le<std::uint16_t>();
  header.skip(2);
  out.other_names_size = header.le<std::uint16_t>();
  out.segments = header.le<std::uint16_t>();
  out.resources = header.le<std::uint16_t>();
  out.resident_names = header.le<std::uint16_t>();
  header.skip(4);
  out.other_names = header.le<std::uint32_t>();
  header.skip(2);
  out.segment_shift = header.le<std::uint16_t>();
  if (out.segment_shift == 0) out.segment_shift = kDefaultShift;
  return out;
}

Result<VersionEntry> find_version_ne(Reader& in, const NeHeader& header) {
  VersionEntry out;
  if (!header.has_resources()) {
    out.why = "no resource table";
    return out;
  }
  const std::string table = at_byte("NE resource table", {header.at.value + header.resources});
  out.why = table + " has no version resource (type 16)";
  auto done = Table(in, header).each(kTypeVersion, [&](const Name& name) {
    if (name.id != kNameVersion) {
      out.other_id = true;
      const bool number = (name.id & kNumber) != 0;
      out.why = table + ": the version resource has " +
                (number ? "the number " + std::to_string(name.id ^ kNumber) : "a text for a name") +
                ", not the number 1";
    } else if (!out.data) {
      out.data = name.data;
    }
  });
  if (!done) return std::move(done).error();
  if (out.data) {
    out.other_id = false;
    out.why.clear();
  }
  return out;
}

Result<std::uint64_t> resources_end(Reader& in, const NeHeader& header) {
  std::uint64_t end = 0;
  if (!header.has_resources()) return end;
  auto done = Table(in, header).each(0, [&](const Name& name) {
    if (name.data.at.value < in.size()) end = std::max(end, name.data.at.value + name.data.size);
  });
  if (!done) return std::move(done).error();
  return end;
}

}  // namespace checker::image
