#pragma once
// Checks of every kind, and the pages that are made of them.
#include <string>
#include <vector>

#include "checker/plan/plan.hpp"
#include "checker/report/check_report.hpp"
#include "tests/support/machines.hpp"

namespace samples {

/// A machine and what is meant to be done with it.
struct Sample {
  std::string name;
  checker::Inventory inventory;
  contract::Facts facts;  // as told: defaults and derived content are added
  checker::plan::Request request{};
  std::vector<std::string> warnings{};
};

std::vector<Sample> all();
/// The sample of this name, which must exist.
Sample named(const std::string& name);

/// A sample, planned and ready to be written. What it points into lives as long as it does.
class Check {
 public:
  explicit Check(Sample sample);
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;

  checker::report::CheckReport report() const;
  checker::plan::Planned planned;  // may be changed before a report is made

 private:
  Sample sample_;
  contract::Facts facts_;
  support::Measurement machine_;
  checker::judge::Evidence evidence_;
};

/// The page of a sample.
std::string page_of(const std::string& name);

/// Text that tries to break out of a page: tags, quotes, references, comments, control characters,
/// bytes that are not UTF-8, invisible characters and such as turn the direction of writing.
extern const std::string kHostile;
/// The page of a check in which every foreign text is hostile.
std::string hostile_page();

}  // namespace samples
