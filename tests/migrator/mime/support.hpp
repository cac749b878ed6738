#pragma once
// What the tests of this room share.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "migrator/mime/render.hpp"

namespace migrator::mime::test {

class Text : public base::ByteSink {
 public:
  base::Result<void> write(base::Bytes bytes) override {
    text += base::text_of(bytes);
    return {};
  }
  std::string text;
};

inline Options harbor() {
  Options options;
  options.domain = "harbor.invalid";
  options.post_office = "HARBOR";
  return options;
}

inline Part text_part(std::string content, std::string name = "") {
  return {Part::Kind::text, Part::Format::plain, std::move(name),
          base::Blob::of(std::move(content))};
}

inline Part file_part(std::string name, std::string content) {
  return {Part::Kind::file, Part::Format::plain, std::move(name),
          base::Blob::of(std::move(content))};
}

inline std::string rendered(const Message& message, const Options& options = harbor()) {
  Text out;
  auto done = render(message, options, out);
  return done ? out.text : "error: " + done.error().message;
}

inline bool has(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

inline std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0, current = 0;
  for (char c : text) {
    current = c == '\n' ? 0 : current + 1;
    longest = std::max(longest, current);
  }
  return longest;
}

/// What a reader gets back from a folded value that put no encoded words in it.
inline std::string unfolded(std::string_view value) {
  std::string out;
  for (char c : value)
    if (c != '\n') out += c;
  return out.empty() ? out : out.substr(1);
}

}  // namespace migrator::mime::test
