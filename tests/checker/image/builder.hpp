#pragma once
// Builds version blocks and the smallest images that can hold them.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace builder {

inline void put16(std::string& out, unsigned value) {
  out += static_cast<char>(value & 0xFF);
  out += static_cast<char>(value >> 8 & 0xFF);
}
inline void put32(std::string& out, std::uint32_t value) {
  put16(out, value & 0xFFFF);
  put16(out, value >> 16);
}
inline void set16(std::string& out, std::size_t at, unsigned value) {
  std::string bytes;
  put16(bytes, value);
  out.replace(at, 2, bytes);
}
inline void set32(std::string& out, std::size_t at, std::uint32_t value) {
  std::string bytes;
  put32(bytes, value);
  out.replace(at, 4, bytes);
}
inline void pad(std::string& out, std::size_t unit) {
  out.resize((out.size() + unit - 1) / unit * unit);
}

inline std::string utf16(const std::string& ascii) {
  std::string out;
  for (const char c : ascii) put16(out, static_cast<unsigned char>(c));
  return out;
}

/// A 32-bit node: head, key, value, children.
struct Node {
  std::string key;
  std::string value{};
  bool text = false;
  std::vector<Node> children{};
  int length = -1, value_length = -1;  // to lie with

  std::string bytes() const {
    std::string out(6, '\0');
    out += utf16(key) + std::string(2, '\0');
    pad(out, 4);
    out += value;
    for (const Node& child : children) {
      pad(out, 4);
      out += child.bytes();
    }
    const auto in_words = static_cast<unsigned>(text ? value.size() / 2 : value.size());
    set16(out, 0, length < 0 ? static_cast<unsigned>(out.size()) : static_cast<unsigned>(length));
    set16(out, 2, value_length < 0 ? in_words : static_cast<unsigned>(value_length));
    set16(out, 4, text ? 1 : 0);
    return out;
  }
};

/// The same for 16-bit blocks.
struct Node16 {
  std::string key;
  std::string value{};
  std::vector<Node16> children{};

  std::string bytes() const {
    std::string out(4, '\0');
    out += key + '\0';
    pad(out, 4);
    out += value;
    for (const Node16& child : children) {
      pad(out, 4);
      out += child.bytes();
    }
    set16(out, 0, static_cast<unsigned>(out.size()));
    set16(out, 2, static_cast<unsigned>(value.size()));
    return out;
  }
};

inline Node string_entry(const std::string& key, const std::string& value) {
  return {key, utf16(value) + std::string(2, '\0'), true};
}

inline std::string fixed(std::uint32_t high, std::uint32_t low, std::uint32_t flags = 0,
                         std::uint32_t mask = 0x3F) {
  std::string out;
  for (const std::uint32_t word : {0xFEEF04BDU, 0x10000U, high, low, high, low, mask, flags})
    put32(out, word);
  out.resize(52);
  return out;
}

/// A block whose fixed part says 5.5.`build`.0, with these children.
inline Node version(unsigned build, std::vector<Node> children = {}) {
  return {"VS_VERSION_INFO", fixed(0x00050005, build << 16), false, std::move(children)};
}

/// The address of the one section of pe_of().
constexpr std::uint32_t kAddress = 0x1000;

/// A PE32 of one section, which is this resource tree.
inline std::string pe_of(const std::string& tree) {
  constexpr std::uint32_t kData = 0x200;
  std::string out(0x40, '\0');
  out.replace(0, 2, "MZ");
  set16(out, 0x18, 0x40);
  set32(out, 0x3C, 0x40);
  out += std::string("PE\0\0", 4);
  out.resize(0x40 + 24 + 0xE0 + 40);
  set16(out, 0x44, 0x14C);
  set16(out, 0x46, 1);     // sections
  set16(out, 0x54, 0xE0);  // SizeOfOptionalHeader
  set16(out, 0x58, 0x10B);
  set32(out, 0x58 + 32, 0x1000);  // SectionAlignment
  set32(out, 0x58 + 36, 0x200);
  set32(out, 0x58 + 60, kData);  // SizeOfHeaders
  set32(out, 0x58 + 92, 16);     // NumberOfRvaAndSizes
  set32(out, 0x58 + 112, kAddress);
  set32(out, 0x58 + 116, static_cast<std::uint32_t>(tree.size()));
  const std::size_t section = 0x58 + 0xE0;
  set32(out, section + 8, static_cast<std::uint32_t>(tree.size()));
  set32(out, section + 12, kAddress);
  set32(out, section + 16, static_cast<std::uint32_t>(tree.size()));
  set32(out, section + 20, kData);
  out.resize(kData);
  return out + tree;
}

/// A resource; its name is `text`, or the number where that is empty.
struct Resource {
  unsigned type = 16, name = 1;
  std::string text{};
  unsigned language = 0x0409;
  std::string bytes{};
};

/// The resource tree of a section at kAddress: directories, then names, data entries and data.
/// Resources of one type, and of one name, stand together, those with texts first.
class ResourceTree {
 public:
  explicit ResourceTree(std::vector<Resource> resources) : resources_(std::move(resources)) {}

  std::string bytes() {
    directory(0, resources_.size(), 0);
    for (auto& [at, text] : texts_) {
      set32(out_, at, 0x80000000 | here());
      put16(out_, static_cast<unsigned>(text.size()));
      out_ += utf16(text);
      pad(out_, 4);
    }
    std::vector<std::size_t> entries;
    for (auto& [at, resource] : leaves_) {
      set32(out_, at, here());
      entries.push_back(out_.size());
      out_ += std::string(16, '\0');
    }
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      set32(out_, entries[i], kAddress + here());
      set32(out_, entries[i] + 4, static_cast<std::uint32_t>(leaves_[i].second->bytes.size()));
      out_ += leaves_[i].second->bytes;
      pad(out_, 4);
    }
    return out_;
  }

 private:
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.size()); }

  bool alike(const Resource& a, const Resource& b, int level) const {
    if (level == 0) return a.type == b.type;
    return level == 1 ? a.name == b.name && a.text == b.text : false;
  }

  // Writes the directory of [begin, end), which share everything above `level`, and those below.
  void directory(std::size_t begin, std::size_t end, int level) {
    std::vector<std::size_t> groups;
    for (std::size_t i = begin; i < end; ++i)
      if (i == begin || !alike(resources_[i - 1], resources_[i], level)) groups.push_back(i);
    const auto named =
        static_cast<std::uint32_t>(std::count_if(groups.begin(), groups.end(), [&](std::size_t i) {
          return level == 1 && !resources_[i].text.empty();
        }));
    out_ += std::string(12, '\0');
    put32(out_, named | static_cast<std::uint32_t>(groups.size() - named) << 16);
    std::size_t at = out_.size();
    out_.resize(at + 8 * groups.size());
    groups.push_back(end);
    for (std::size_t i = 0; i + 1 < groups.size(); ++i, at += 8) {
      const Resource& first = resources_[groups[i]];
      if (level == 1 && !first.text.empty())
        texts_.emplace_back(at, first.text);
      else
        set32(out_, at, level == 0 ? first.type : level == 1 ? first.name : first.language);
      if (level == 2) {
        leaves_.emplace_back(at + 4, &first);
      } else {
        set32(out_, at + 4, 0x80000000 | here());
        directory(groups[i], groups[i + 1], level + 1);
      }
    }
  }

  std::vector<Resource> resources_;
  std::string out_;
  std::vector<std::pair<std::size_t, std::string>> texts_;
  std::vector<std::pair<std::size_t, const Resource*>> leaves_;
};

/// A PE32 with version resources of these languages under name 1.
inline std::string pe(const std::vector<std::pair<unsigned, std::string>>& by_language,
                      unsigned name = 1) {
  std::vector<Resource> resources;
  for (const auto& [language, block] : by_language)
    resources.push_back({16, name, "", language, block});
  return pe_of(ResourceTree(resources).bytes());
}

/// An NE image with one version resource of this number and alignment shift 4.
inline std::string ne(const std::string& block, unsigned name = 1) {
  std::string out(0x40, '\0');
  out.replace(0, 2, "MZ");
  set16(out, 0x18, 0x40);
  set32(out, 0x3C, 0x40);
  std::string header(0x40, '\0');
  header.replace(0, 2, "NE");
  set16(header, 0x24, 0x40);
  set16(header, 0x26, 0x60);
  out += header;
  put16(out, 4);  // shift
  put16(out, 0x8010);
  put16(out, 1);
  put32(out, 0);
  put16(out, 0x100 >> 4);
  put16(out, static_cast<unsigned>((block.size() + 15) / 16));
  put16(out, 0);
  put16(out, 0x8000 | name);
  put32(out, 0);
  put16(out, 0);  // the end of the types
  out.resize(0x100);
  out += block;
  pad(out, 16);
  return out;
}

}  // namespace builder
