#pragma once
// Collects findings of a check, in bounded memory.
#include <utility>
#include <vector>

#include "migrator/migration/set.hpp"

namespace migrator::migration {

class Findings {
 public:
  explicit Findings(Verification& out) : out_(out) {}

  void add(Finding finding) {
    (finding.kind == Finding::Kind::fault ? out_.faults : out_.notes) += 1;
    if (out_.findings.size() < Verification::kMost) out_.findings.push_back(std::move(finding));
  }
  void add_all(std::vector<Finding> findings) {
    for (Finding& finding : findings) add(std::move(finding));
  }
  void fault(const std::string& file, std::uint64_t line, int event, std::string message,
             std::string rule = "") {
    add({Finding::Kind::fault, file, line, 0, event, std::move(rule), std::move(message)});
  }
  void note(const std::string& file, std::uint64_t line, int event, std::string message,
            std::string rule = "") {
    add({Finding::Kind::note, file, line, 0, event, std::move(rule), std::move(message)});
  }
  /// In a secondary file, where the byte is the place.
  void fault_at(const std::string& file, std::uint64_t offset, int event, std::string message,
                std::string rule = "") {
    add({Finding::Kind::fault, file, 0, offset, event, std::move(rule),
         "byte " + std::to_string(offset) + ": " + std::move(message)});
  }
  void note_at(const std::string& file, std::uint64_t offset, int event, std::string message,
               std::string rule = "") {
    add({Finding::Kind::note, file, 0, offset, event, std::move(rule),
         "byte " + std::to_string(offset) + ": " + std::move(message)});
  }

 private:
  Verification& out_;
};

}  // namespace migrator::migration
