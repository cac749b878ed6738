#include "checker/image/version_resource.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.hpp"

namespace checker::image {

using base::Bytes;
using base::Cursor;
using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::uint32_t kSignature = 0xFEEF04BD;
constexpr std::size_t kFixed = 52;  // VS_FIXEDFILEINFO

constexpr std::size_t aligned(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

std::string hex4(unsigned value) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04x", value);
  return text.data();
}

/// One node: its key, and where value and children lie in the whole block.
struct Node {
  std::string key;
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

  /// The node at `at` of a parent that ends at `end`. Everything that a node holds lies within the
  /// length that it states, so that reading all nodes is never more work than the block is long.
  Result<Node> read(std::size_t at, std::size_t end) const {
    Cursor in(bytes_.first(end));
    in.skip(at);
    const std::size_t length = in.le<std::uint16_t>();
    const std::size_t stated = in.le<std::uint16_t>();
    const bool text = wide_ && in.le<std::uint16_t>() != 0;
    if (!in.ok()) return damaged(at, "ends early");
    const std::size_t head = in.offset() - at;
    if (length <= head) return damaged(at, "has a length of " + std::to_string(length));
    Node out;
    out.end = std::min(end, at + length);
    const std::size_t key_size = text_size(in.offset(), out.end);
    out.key = decode(bytes_.subspan(in.offset(), key_size), 1252);
    const std::size_t unit = wide_ ? 2 : 1;
    out.value = std::min(out.end, at + aligned(head + key_size + unit));
    out.value_size = std::min(out.end - out.value, text ? stated * 2 : stated);
    out.children = std::min(out.end, out.value + aligned(out.value_size));
    out.next = at + aligned(length);
    return out;
  }

  /// Hands over the children of `node` in order; stops at the first that cannot be read (Windows
  /// finds nothing behind it either).
  template <class Take>
  void each_child(const Node& node, Take take) const {
    for (std::size_t at = node.children; at < node.end;) {
      const auto child = read(at, node.end);
      if (!child) return;
      take(*child);
      at = child->next;
    }
  }

  /// A text value: up to its NUL. Old resource compilers count it in bytes, newer ones in
  /// characters; the NUL decides.
  std::string text_value(const Node& node, unsigned code_page) const {
    const std::size_t stated = wide_ ? node.value_size * 2 : node.value_size;
    const std::size_t most = std::min(node.end, node.value + (node.value_size == 0 ? 0 : stated));
    return decode(bytes_.subspan(node.value, text_size(node.value, most)), code_page);
  }

 private:
  // Bytes from `at` to the first NUL, or to `end`.
  std::size_t text_size(std::size_t at, std::size_t end) const {
    const std::size_t unit = wide_ ? 2 : 1;
    std::size_t to = at;
    while (end - to >= unit && std::ranges::any_of(bytes_.subspan(to, unit),
                                                   [](std::byte b) { return b != std::byte{0}; }))
      to += unit;
    return to - at;
  }

  std::string decode(Bytes text, unsigned code_page) const {
    if (wide_) return base::utf16le_to_utf8(text);
    auto page = base::CodePage::find(code_page);
    if (!page) page = base::CodePage::find(1252);
    return page ? page->decode(base::text_of(text)).text : base::to_utf8(base::text_of(text));
  }

  static Error damaged(std::size_t at, const std::string& how) {
    return {Errc::malformed, "version block: entry at its byte " + std::to_string(at) + " " + how};
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
    if (!base::equals_fold(var.key, "Translation") || !info.translations.empty()) return;
    Cursor in(block.bytes().subspan(var.value, var.value_size));
    while (in.remaining() >= 4) {
      const auto language = in.le<std::uint16_t>();
      info.translations.push_back(hex4(language) + hex4(in.le<std::uint16_t>()));
    }
  });
}

// The code page of a 16-bit table is the second half of its key, "040904E4".
unsigned code_page_of(const std::string& key) {
  unsigned page = 0;
  if (key.size() != 8 || std::sscanf(key.c_str() + 4, "%4x", &page) != 1) return 1252;
  return page;
}

void read_tables(const Block& block, const Node& file_info, VersionInfo& info) {
  block.each_child(file_info, [&](const Node& table) {
    auto& strings = info.strings.emplace_back(table.key, Strings()).second;
    const unsigned page = code_page_of(table.key);
    block.each_child(table, [&](const Node& entry) {
      strings.emplace_back(entry.key, block.text_value(entry, page));
    });
  });
}

}  // namespace

VersionBlock read_version_block(Bytes bytes, bool strings) {
  VersionBlock out;
  const Block block(bytes.first(std::min(bytes.size(), kMaxVersionBlock)));
  const auto root = block.read(0, block.bytes().size());
  if (!root) {
    out.error = root.error();
    return out;
  }
  auto fixed = read_fixed(block.bytes().subspan(root->value, root->value_size), out.info);
  if (!fixed) out.error = std::move(fixed).error();
  // The order is free: some compilers write VarFileInfo first.
  block.each_child(*root, [&](const Node& child) {
    if (base::equals_fold(child.key, "VarFileInfo")) read_translations(block, child, out.info);
    if (strings && base::equals_fold(child.key, "StringFileInfo"))
      read_tables(block, child, out.info);
  });
  return out;
}

}  // namespace checker::image
