#pragma once
// A run as a lane of boxes, from the old mail system to the new one: what the
// picture draws and what stands beside it in words.
#include <string>
#include <vector>

#include "checker/report/check_report.hpp"
#include "checker/report/html/glyph.hpp"

namespace checker::report::html {

struct Box {
  Glyph glyph = Glyph::work;
  std::string heading;
  std::vector<std::string> lines;
};

struct Lane {
  std::string id;     // of the part of the page
  std::string title;  // "As you meant it"
  std::vector<Box> boxes;
};

/// The run as meant, and beside it the plan where that is another. None where no run was described.
std::vector<Lane> lanes_of(const CheckReport& report);

/// The lane in one paragraph, box by box.
std::string telling(const Lane& lane);

}  // namespace checker::report::html
