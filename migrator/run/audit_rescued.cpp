// The recovery set of a run, as its rejected.ndjson lists it.
#include "base/blob.hpp"
#include "migrator/run/audit_parts.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Result;

constexpr std::size_t kLongestLine = 1u << 20;

std::string key_of(std::string_view owner, const std::string& name, std::string_view kind,
                   std::uint64_t sequence) {
  return std::string(owner) + '\0' + name + '\0' + std::string(kind) + '\0' +
         std::to_string(sequence);
}

// The key of a line whose bytes are there, or were never to be had.
std::string key_in(const std::string& line, const fs::path& folder) {
  auto json = base::parse_json(line, "rejected.ndjson");
  if (!json || !json->is_object()) return "";
  const auto text = [&](const char* key) {
    const auto value = json->value(key, base::Json());
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  std::error_code error;
  const std::string bytes = text("bytes");
  if (!bytes.empty() && !fs::is_regular_file(folder / bytes, error)) return "";
  const auto sequence = json->value("sequence", base::Json());
  return key_of(text("kind"), text("account"), text("item"),
                sequence.is_number_unsigned() ? sequence.get<std::uint64_t>() : 0);
}

}  // namespace

Result<Rescued> Rescued::read(const fs::path& folder) {
  Rescued out;
  std::error_code error;
  if (!fs::exists(folder / "rejected.ndjson", error)) return out;
  auto file = base::ReadableFile::open(folder / "rejected.ndjson");
  if (!file) return std::move(file).error();
  std::string line;
  auto read = base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes piece) {
    for (char c : base::text_of(piece)) {
      if (c != '\n') {
        if (line.size() < kLongestLine) line += c;
        continue;
      }
      out.items_.insert(key_in(line, folder));
      line.clear();
    }
    return Result<void>();
  });
  if (!read) return std::move(read).error();
  return out;
}

bool Rescued::has(ledger::Owner owner, const std::string& name, ledger::ItemKind kind,
                  std::uint64_t sequence) const {
  return items_.contains(key_of(ledger::to_string(owner), name, ledger::to_string(kind), sequence));
}

}  // namespace migrator::run
