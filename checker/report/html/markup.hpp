#pragma once
// Markup that cannot be broken out of: every text is escaped on its way in, and
// only element() makes tags.
#include <string>
#include <string_view>
#include <vector>

namespace checker::report::html {

/// Text as a page can show it: what is not UTF-8 as U+FFFD; control characters as \xNN; characters
/// that are invisible or turn the direction of writing as [U+202E]. Not yet escaped.
std::string visible(std::string_view text);

struct Attribute {
  std::string_view name;
  std::string value;
};
using Attributes = std::vector<Attribute>;

class Markup {
 public:
  Markup() = default;
  // Implicit, so that text can stand wherever markup can: it is escaped.
  Markup(std::string_view text);
  Markup(const std::string& text) : Markup(std::string_view(text)) {}
  Markup(const char* text) : Markup(std::string_view(text)) {}

  Markup& operator+=(const Markup& other);
  friend Markup operator+(Markup a, const Markup& b) { return std::move(a += b); }
  bool empty() const { return text_.empty(); }
  const std::string& str() const { return text_; }

 private:
  friend Markup element(std::string_view name, const Attributes& attributes, const Markup& body);
  friend Markup void_element(std::string_view name, const Attributes& attributes);
  friend Markup style_element(std::string_view style_sheet);
  std::string text_;
};

/// <name attributes>body</name>; names are ours, values are escaped.
Markup element(std::string_view name, const Attributes& attributes, const Markup& body);
Markup element(std::string_view name, const Markup& body);
/// <name attributes>, of those that have no end: meta.
Markup void_element(std::string_view name, const Attributes& attributes);
/// <style>: the sheet is our own, and goes in as it stands.
Markup style_element(std::string_view style_sheet);

Markup code(std::string_view text);
/// Text in which `commands` stand between backticks, as the texts of reports have them.
Markup with_commands(std::string_view text);
/// <ul> or <ol>; nothing where there are no items.
Markup list(std::string_view name, const std::vector<Markup>& items);
/// A row of a table: the first cell is the heading of the row.
Markup row(const std::vector<Markup>& cells);
/// <thead> with the headings of the columns.
Markup head_row(const std::vector<std::string>& headings);
/// A table with its caption, in a frame that scrolls where the screen is too narrow.
Markup table(const Markup& caption, const Markup& head, const Markup& rows);
/// A part of the page below a heading; nothing where the body is empty.
Markup section(const std::string& id, const std::string& heading, const Markup& body);

}  // namespace checker::report::html
