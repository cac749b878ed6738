#include "support.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>

namespace ccmail_test {

using migrator::Item;
using migrator::Part;
namespace ccmail = migrator::ccmail;

std::string size_line(std::size_t count, int width) {
  std::string line = std::to_string(count);
  line.resize(std::max(line.size(), static_cast<std::size_t>(width)), ' ');
  return line + "\r\n";
}

std::string item(const std::string& keyword, const std::string& data, const Shape& shape) {
  return keyword + "\r\n" + size_line(data.size(), shape.width) + data + shape.gap;
}

std::string sized(const std::string& headers, const std::string& items, const Shape& shape) {
  const std::string body =
      headers + "Contents: \r\n" + size_line(items.size(), shape.width) + items + shape.tail;
  return "Message:\r\n" + size_line(body.size(), shape.width) + body;
}

std::string headers(const std::string& subject) {
  return "From: Reed, Tom at HARBOR\r\nDate: 6/2/98 8:39\r\nTo: Quill, Nora at "
         "HARBOR\r\nSubject: " +
         subject + "\r\n";
}

std::string letter(const std::string& subject, const std::string& text, const Shape& shape) {
  return sized(headers(subject), item("Text item:", text, shape), shape);
}

std::string macbinary(const std::string& name, const std::string& data, const std::string& resource,
                      bool pad_last) {
  std::string head(128, '\0');
  head[1] = static_cast<char>(name.size());
  head.replace(2, name.size(), name);
  head.replace(65, 8, "TEXTttxt");
  const auto put = [&](std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i)
      head[at + i] = static_cast<char>((value >> (24 - 8 * i)) & 0xFF);
  };
  put(83, data.size());
  put(87, resource.size());
  head[122] = head[123] = static_cast<char>(129);
  const auto padded = [](std::string fork) {
    fork.resize((fork.size() + 127) / 128 * 128, '\0');
    return fork;
  };
  if (resource.empty()) return head + (pad_last ? padded(data) : data);
  return head + padded(data) + (pad_last ? padded(resource) : resource);
}

ccmail::Rules rules(unsigned page, ccmail::DateOrder order) {
  auto made = ccmail::Rules::standard(page, order);
  REQUIRE(made);
  return std::move(*made);
}

std::vector<Item> read_all(const std::string& bytes, const ccmail::Rules& how) {
  ccmail::MessageFile file(file_of(bytes), "mail/x.exp", how);
  std::vector<Item> items;
  std::uint64_t at = 0;
  const auto filler = [&](std::uint64_t from, std::uint64_t to) {
    if (from == 0 && bytes.starts_with(base::kByteOrderMark)) from = base::kByteOrderMark.size();
    return bytes.substr(from, to - from).find_first_not_of(" \t\r\n\x1A") == std::string::npos;
  };
  for (;;) {
    auto item = file.next();
    REQUIRE(item);
    if (!*item) break;
    const auto& place = (*item)->place;
    CHECK((*item)->message.has_value() != (*item)->damage.has_value());
    CHECK(place.file == "mail/x.exp");
    REQUIRE(place.length > 0);
    REQUIRE(place.offset >= at);
    REQUIRE(place.offset + place.length <= bytes.size());
    CHECK(filler(at, place.offset));
    at = place.offset + place.length;
    items.push_back(std::move(**item));
  }
  CHECK(filler(at, bytes.size()));
  return items;
}

migrator::Message read_one(const std::string& bytes, const ccmail::Rules& how) {
  const auto items = read_all(bytes, how);
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].message.has_value());
  CHECK(warnings(items) == "");
  return *items[0].message;
}

std::string text_of(const Part& part) {
  auto text = part.content.text(64 << 20);
  REQUIRE(text);
  return *text;
}

std::string show(const std::vector<Item>& items) {
  std::string out;
  for (const Item& item : items) {
    if (!out.empty()) out += " / ";
    if (item.damage) {
      out += "!" + item.damage->reason;
      continue;
    }
    out += item.message->subject;
    for (const Part& part : item.message->parts)
      out += (part.kind == Part::Kind::text ? "|" : "|file:" + part.name + "=") + text_of(part);
  }
  return out;
}

std::string warnings(const std::vector<Item>& items) {
  std::string out;
  for (const Item& item : items)
    for (const std::string& warning : item.warnings) out += warning + "\n";
  return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "ccmail_test.XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, const std::string& bytes) const {
  const auto path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string fixture(const std::string& name) {
  auto text = base::read_file(std::filesystem::path(FIXTURES_DIR) / name, 64 << 20);
  REQUIRE_MESSAGE(text, name);
  return *text;
}

}  // namespace ccmail_test
