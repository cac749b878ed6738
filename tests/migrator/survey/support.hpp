#pragma once
// Leftovers for tests.
#include <string>

#include "migrator/survey/draft.hpp"
#include "tests/support/files.hpp"

namespace survey_test {

/// A message without sizes.
inline std::string letter(const std::string& from, const std::string& to, const std::string& date,
                          const std::string& text = "Hello") {
  return "Message:\r\nFrom: " + from + "\r\nDate: " + date + "\r\nTo: " + to +
         "\r\nSubject: S\r\nContents:\r\nText item:\r\n" + text + "\r\n\r\n";
}

inline migrator::survey::Survey seen(const std::filesystem::path& folder) {
  auto out = migrator::survey::survey(folder);
  REQUIRE_MESSAGE(out, (out ? "" : out.error().message));
  return std::move(*out);
}

inline base::Json drafted(const std::filesystem::path& folder) {
  return migrator::survey::draft(seen(folder)).description;
}

/// The reason that a draft gives for a key or file; "" without one.
inline std::string why(const migrator::survey::Draft& draft, const std::string& about) {
  for (const auto& one : draft.reasons)
    if (one.about == about) return one.value + ": " + one.why;
  for (const auto& one : draft.left_out)
    if (one.file == about) return "left out: " + one.why;
  return "";
}

}  // namespace survey_test
