#include "checker/image/version_resource.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "checker/image/reader.hpp"

namespace checker::image {

using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::uint32_t kSignature = 0xFEEF04BD;
constexpr std::size_t kFixed = 52;  // VS_FIXEDFILEINFO
constexpr unsigned kAnsi = 1252;    // what keys are written in, and texts of no known code page

constexpr std::size_t aligned(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

/// One node: its key as stored, and where value and children lie in the whole block.
struct Node {
  Bytes key;
  std::size_t end = 0;  // what it says of itself, never more than its parent has
  std::size_t value = 0, value_size = 0;
  std::size_t children = 0;
  std::size_t next = 0;
};

class Block {
 public:
  /// Windows takes the fifth byte, the first letter of a 16-bit block's key, for the difference: in
  /// a 32-bit block it is wType, 0 or 1.
  explicit Block(Bytes bytes)
      : bytes_(bytes), wide_(bytes.size() < 5 || std::to_integer<unsigned>(bytes[4]) < ' ') {}

  Bytes bytes() const { return bytes_; }

  /// The node at `at` of a parent that ends at `end`; nullopt when it has no room for its own head.
  /// Everything that a node holds lies within the length that it states, so that reading all nodes
  /// is never more work than the block is long.
  std::optional<Node> read(std::size_t at, std::size_t end) const {
    Cursor in(bytes_.first(end));
    in.skip(at);
    const std::size_t length = in.le<std::uint16_t>();
    const std::size_t stated = in.le<std::uint16_t>();
    const bool text = wide_ && in.le<std::uint16_t>() != 0;
    const std::size_t head = in.offset() - at;
    if (!in.ok() || length <= head) return std::nullopt;
    Node out;
    out.end = std::min(end, at + length);
    out.key = text_at(in.offset(), out.end);
    out.value = std::min(out.end, at + aligned(head + out.key.size() + unit()));
    out.value_size = std::min(out.end - out.value, text ? stated * 2 : stated);
    out.children = std::min(out.end, out.value + aligned(out.value_size));
    out.next = at + aligned(length);
    return out;
  }

  /// Hands over the children of `node` in order, until `take` says false; stops at the first that
  /// cannot be read (Windows finds nothing behind it either).
  template <class Take>
  void each_child(const Node& node, Take take) const {
    for (std::size_t at = node.children; at < node.end;) {
      const auto child = read(at, node.end);
      if (!child || !take(*child)) return;
      at = child->next;
    }
  }

  /// Whether the node's key is this one, whatever the case of its letters.
  bool is_key(const Node& node, std::string_view key) const {
    if (node.key.size() != key.size() * unit()) return false;
    if (!wide_) return base::equals_fold(base::text_of(node.key), key);
    for (std::size_t i = 0; i < key.size(); ++i) {
      const auto low = std::to_integer<char>(node.key[2 * i]);
      if (node.key[2 * i + 1] != std::byte{0} || !base::equals_fold({&low, 1}, key.substr(i, 1)))
        return false;
    }
    return true;
  }

  std::string key(const Node& node) const { return decode(node.key, kAnsi); }

  /// A text value: up to its NUL. Old resource compilers count it in bytes, newer ones in
  /// characters; the NUL decides.
  std::string text_value(const Node& node, unsigned code_page) const {
    const std::size_t stated = wide_ ? node.value_size * 2 : node.value_size;
    return decode(text_at(node.value, std::min(node.end, node.value + stated)), code_page);
  }

 private:
  std::size_t unit() const { return wide_ ? 2 : 1; }

  // The bytes from `at` to the first NUL, or to `end`.
  Bytes text_at(std::size_t at, std::size_t end) const {
    const Bytes bytes = bytes_.subspan(at, end - at);
    std::size_t n = 0;
    if (wide_) {
      while (bytes.size() - n >= 2 && (bytes[n] | bytes[n + 1]) != std::byte{0}) n += 2;
    } else {
      while (n < bytes.size() && bytes[n] != std::byte{0}) ++n;
    }
    return bytes.first(n);
  }

  std::string decode(Bytes text, unsigned code_page) const {
    if (wide_) return base::utf16le_to_utf8(text);
    auto page = base::CodePage::find(code_page);
    if (!page) page = base::CodePage::find(kAnsi);
    return page ? page->decode(base::text_of(text)).text : base::to_utf8(base::text_of(text));
  }

  Bytes bytes_;
  bool wide_;
};

std::vector<std::string> flag_names(std::uint32_t flags) {
  struct Row {
    std::uint32_t bit;
    const char* name;
  };
  // VS_FF_INFOINFERRED (0x10) says how the block was made, not what the file is.
  static constexpr Row kNames[] = {{0x01, "debug"},
                                   {0x02, "prerelease"},
                                   {0x04, "patched"},
                                   {0x08, "private"},
                                   {0x20, "special"}};
  std::vector<std::string> out;
  for (const Row& row : kNames)
    if ((flags & row.bit) != 0) out.emplace_back(row.name);
  return out;
}

Version read_version(Cursor& in) {
  const auto high = in.le<std::uint32_t>();
  const auto low = in.le<std::uint32_t>();
  const auto part = [](std::uint32_t word) { return static_cast<std::uint16_t>(word); };
  return {part(high >> 16), part(high), part(low >> 16), part(low)};
}

Result<void> read_fixed(Bytes value, VersionInfo& info) {
  if (value.empty()) return Error{Errc::malformed, "version block: it has no fixed part"};
  Cursor in(value);
  const auto signature = in.le<std::uint32_t>();
  in.skip(4);  // version of the structure: nothing we read depends on it
  const Version file = read_version(in);
  const Version product = read_version(in);
  const auto mask = in.le<std::uint32_t>();
  const auto flags = in.le<std::uint32_t>();
  if (!in.ok() || value.size() < kFixed)
    return Error{Errc::malformed, "version block: its fixed part has " +
                                      std::to_string(value.size()) + " bytes, not 52"};
  if (signature != kSignature)
    return Error{Errc::malformed, "version block: its fixed part has a wrong signature"};
  info.file_version = file;
  info.product_version = product;
  info.flags = flag_names(flags & mask);
  return {};
}

void read_translations(const Block& block, const Node& file_info, VersionInfo& info) {
  block.each_child(file_info, [&](const Node& var) {
    if (!block.is_key(var, "Translation")) return true;
    Cursor in(block.bytes().subspan(var.value, var.value_size));
    while (in.remaining() >= 4) {
      const auto language = in.le<std::uint16_t>();
      info.translations.push_back(hex4(language) + hex4(in.le<std::uint16_t>()));
    }
    return info.translations.empty();
  });
}

// The code page of a 16-bit table is the second half of its key, "040904E4".
unsigned code_page_of(const std::string& key) {
  unsigned page = 0;
  const char* const end = key.data() + key.size();
  if (key.size() != 8) return kAnsi;
  const auto [rest, failed] = std::from_chars(key.data() + 4, end, page, 16);
  return failed == std::errc{} && rest == end ? page : kAnsi;
}

void read_strings(const Block& block, const Node& table, StringsWanted wanted, unsigned page,
                  Strings& out) {
  const bool all = wanted == StringsWanted::all;
  if (all) out.reserve(12);  // the usual ones
  block.each_child(table, [&](const Node& entry) {
    if (!all && !block.is_key(entry, "FileVersion")) return true;
    out.emplace_back(block.key(entry), block.text_value(entry, page));
    return all && out.size() < kMaxStrings;
  });
}

void read_tables(const Block& block, const Node& file_info, StringsWanted wanted,
                 VersionInfo& info) {
  block.each_child(file_info, [&](const Node& table) {
    if (info.strings.size() == kMaxStrings) return false;
    auto& [key, strings] = info.strings.emplace_back(block.key(table), Strings());
    read_strings(block, table, wanted, code_page_of(key), strings);
    return true;
  });
}

Error damaged_root(Bytes bytes) {
  Cursor in(bytes);
  const auto length = in.le<std::uint16_t>();
  return {Errc::malformed,
          in.ok() && length < bytes.size()
              ? "version block: its length is " + std::to_string(length) + " bytes"
              : "version block: it ends early at its byte " + std::to_string(bytes.size())};
}

}  // namespace

VersionBlock read_version_block(Bytes bytes, StringsWanted wanted) {
  VersionBlock out;
  const Block block(bytes.first(std::min(bytes.size(), kMaxVersionBlock)));
  const auto root = block.read(0, block.bytes().size());
  if (!root) {
    out.error = damaged_root(block.bytes());
    return out;
  }
  auto fixed = read_fixed(block.bytes().subspan(root->value, root->value_size), out.info);
  if (!fixed) out.error = std::move(fixed).error();
  // The order is free: some compilers write VarFileInfo first.
  block.each_child(*root, [&](const Node& child) {
    if (out.info.translations.empty() && block.is_key(child, "VarFileInfo"))
      read_translations(block, child, out.info);
    if (block.is_key(child, "StringFileInfo")) read_tables(block, child, wanted, out.info);
    return true;
  });
  return out;
}

}  // namespace checker::image
