#include "checker/container/zip_directory.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace checker::container {

using base::Bytes;
using base::Cursor;
using base::Result;

namespace {

constexpr std::uint64_t kMaxComment = 0xFFFF;
constexpr std::uint64_t kLocator = 20, kEndRecord64 = 56;

Result<std::vector<std::byte>> read(const base::RandomAccess& zip, std::uint64_t at,
                                    std::uint64_t count) {
  std::vector<std::byte> out(static_cast<std::size_t>(count));
  auto got = zip.read_at(at, out);
  if (!got) return std::move(got).error();
  out.resize(*got);
  return out;
}

// The ZIP64 end record, through the locator that stands right before the old one. In a ZIP behind
// something else the locator's offset may be too small; the record ends where the locator begins.
Result<void> add_zip64(const base::RandomAccess& zip, EndRecord& end) {
  if (end.offset < kLocator) return {};
  const auto locator = read(zip, end.offset - kLocator, kLocator);
  if (!locator) return locator.error();
  Cursor in(*locator);
  if (in.le<std::uint32_t>() != 0x07064B50) return {};
  in.skip(4);
  const std::uint64_t stated = in.le<std::uint64_t>();
  const std::uint64_t nearest =
      end.offset - kLocator >= kEndRecord64 ? end.offset - kLocator - kEndRecord64 : stated;
  for (const std::uint64_t at : {stated, nearest}) {
    const auto record = read(zip, at, kEndRecord64);
    if (!record) return record.error();
    Cursor fields(*record);
    if (fields.le<std::uint32_t>() != 0x06064B50) continue;
    fields.skip(28);
    const auto members = fields.le<std::uint64_t>();
    const auto size = fields.le<std::uint64_t>();
    const auto offset = fields.le<std::uint64_t>();
    if (!fields.ok()) continue;
    end.members = members;
    end.directory_size = size;
    end.directory_offset = offset;
    end.directory_end = at;
    return {};
  }
  return {};
}

std::optional<EndRecord> parse(Bytes bytes, std::uint64_t offset) {
  Cursor in(bytes);
  if (in.le<std::uint32_t>() != 0x06054B50) return std::nullopt;
  in.skip(6);
  EndRecord end;
  end.offset = end.directory_end = offset;
  end.members = in.le<std::uint16_t>();
  end.directory_size = in.le<std::uint32_t>();
  end.directory_offset = in.le<std::uint32_t>();
  end.comment = in.le<std::uint16_t>();
  return in.ok() ? std::optional(end) : std::nullopt;
}

Result<std::optional<EndRecord>> complete(const base::RandomAccess& zip, EndRecord end) {
  if (end.members == 0xFFFF || end.directory_size == 0xFFFFFFFF ||
      end.directory_offset == 0xFFFFFFFF) {
    if (auto added = add_zip64(zip, end); !added) return std::move(added).error();
  }
  return std::optional(end);
}

}  // namespace

Result<std::optional<EndRecord>> find_end_record(const base::RandomAccess& zip) {
  const std::uint64_t tail = std::min(zip.size(), kEndRecord + kMaxComment);
  const auto bytes = read(zip, zip.size() - tail, tail);
  if (!bytes) return bytes.error();
  const auto text = base::text_of(*bytes);
  for (auto at = text.rfind("PK\x05\x06"); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : text.rfind("PK\x05\x06", at - 1)) {
    if (const auto end = parse(Bytes(*bytes).subspan(at), zip.size() - tail + at))
      return complete(zip, *end);
  }
  return std::optional<EndRecord>();
}

Result<std::optional<EndRecord>> read_end_record(const base::RandomAccess& zip,
                                                 std::uint64_t offset) {
  const auto bytes = read(zip, offset, kEndRecord);
  if (!bytes) return bytes.error();
  const auto end = parse(*bytes, offset);
  if (!end) return std::optional<EndRecord>();
  return complete(zip, *end);
}

}  // namespace checker::container
