#pragma once
// Builders of export text, and a reader that checks what every reading owes:
// places that tile the file.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "migrator/ccmail/message_file.hpp"
#include "tests/support/memory.hpp"

namespace ccmail_test {

using support::file_of;

struct Shape {
  int width = 10;             // of size lines
  std::string gap = "\r\n";   // after an item
  std::string tail = "\r\n";  // after a message
};
std::string size_line(std::size_t count, int width = 10);
std::string item(const std::string& keyword, const std::string& data, const Shape& shape = {});
/// A sized message; `headers` holds whole lines.
std::string sized(const std::string& headers, const std::string& items, const Shape& shape = {});
/// "From: … Subject: <subject>" as header lines.
std::string headers(const std::string& subject);
/// One whole message with one text.
std::string letter(const std::string& subject, const std::string& text = "Hello\r\n",
                   const Shape& shape = {});
/// A MacBinary II header and forks.
std::string macbinary(const std::string& name, const std::string& data, const std::string& resource,
                      bool pad_last = true);

migrator::ccmail::Rules rules(unsigned page = 850,
                              migrator::ccmail::DateOrder order = migrator::ccmail::DateOrder::mdy);

/// Every item of a file. Checks that each is a message or a damage, that every place lies after the
/// one before, and that only filler lies outside of places.
std::vector<migrator::Item> read_all(const std::string& bytes,
                                     const migrator::ccmail::Rules& how = rules());
/// The only item, which has to be a message without a warning.
migrator::Message read_one(const std::string& bytes, const migrator::ccmail::Rules& how = rules());

std::string text_of(const migrator::Part& part);
/// "Subject|text|text" and "file:name" per item, "!reason" for a damage: what a table row can show.
std::string show(const std::vector<migrator::Item>& items);
/// All warnings in one text, a line each.
std::string warnings(const std::vector<migrator::Item>& items);

/// `text` with every `from` replaced.
std::string replaced(std::string text, std::string_view from, std::string_view to);

/// A folder that goes away with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& bytes) const;

 private:
  std::filesystem::path path_;
};

/// The content of a fixture below fixtures/; fails the test when it is not there.
std::string fixture(const std::string& name);

}  // namespace ccmail_test
