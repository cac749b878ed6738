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

constexpr std::uint64_t kEndRecord = 22, kMaxComment = 0xFFFF;
constexpr std::uint64_t kLocator = 20, kEndRecord64 = 56;

Result<std::vector<std::byte>> read(const base::RandomAccess& zip, std::uint64_t at,
                                    std::uint64_t count) {
  std::vector<std::byte> out(static_cast<std::size_t>(count));
  auto got = zip.read_at(at, out);
  if (!got) return std::move(got).error();
  out.resize(*got);
  return out;
}

// The ZIP64 end record, through the locator that stands right before the old one.
Result<std::optional<std::uint64_t>> listed_members64(const base::RandomAccess& zip,
                                                      std::uint64_t end_record) {
  if (end_record < kLocator) return std::optional<std::uint64_t>();
  const auto locator = read(zip, end_record - kLocator, kLocator);
  if (!locator) return locator.error();
  Cursor in(*locator);
  const auto signature = in.le<std::uint32_t>();
  in.skip(4);
  const auto at = in.le<std::uint64_t>();
  if (!in.ok() || signature != 0x07064B50) return std::optional<std::uint64_t>();
  const auto record = read(zip, at, kEndRecord64);
  if (!record) return record.error();
  Cursor end(*record);
  const bool found = end.le<std::uint32_t>() == 0x06064B50;
  end.skip(28);
  const auto count = end.le<std::uint64_t>();
  return found && end.ok() ? std::optional(count) : std::nullopt;
}

}  // namespace

Result<std::optional<std::uint64_t>> listed_members(const base::RandomAccess& zip) {
  const std::uint64_t tail = std::min(zip.size(), kEndRecord + kMaxComment);
  const auto bytes = read(zip, zip.size() - tail, tail);
  if (!bytes) return bytes.error();
  const auto text = base::text_of(*bytes);
  for (auto at = text.rfind("PK\x05\x06"); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : text.rfind("PK\x05\x06", at - 1)) {
    Cursor in(Bytes(*bytes).subspan(at));
    in.skip(10);
    const std::uint64_t count = in.le<std::uint16_t>();
    if (!in.ok()) continue;
    if (count != 0xFFFF) return std::optional(count);
    auto large = listed_members64(zip, zip.size() - tail + at);
    if (!large || *large) return large;
    return std::optional(count);
  }
  return std::optional<std::uint64_t>();
}

}  // namespace checker::container
