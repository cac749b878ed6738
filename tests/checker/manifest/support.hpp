#pragma once
// Manifests for tests, in a few words.
#include <string>

#include "checker/manifest/lint.hpp"
#include "tests/support/files.hpp"

namespace support {

/// The facts of an operation, as shipped.
inline const checker::manifest::Manifest& operation() {
  static const auto read =
      checker::manifest::read_manifest(MANIFESTS_DIR "/operation.json", "operation.json");
  REQUIRE(read);
  return *read;
}

/// A manifest with this inside.
inline std::string manifest(const std::string& inside, const std::string& id = "t") {
  return R"({"schema": "sidestep-manifest/1", "id": ")" + id + R"(", "version": "1", )" + inside +
         "}";
}

inline std::string rule(const std::string& trigger, const std::string& more = "",
                        const std::string& id = "X1") {
  return R"({"id": ")" + id + R"(", "title": "t", "summary": "s", "kind": "defect",
    "severity": "degrade", "concerns": "extract", "wizard_only": true, "basis": "stated",
    "remedies": [], "source": "KB X1", "trigger": )" +
         trigger + more + "}";
}

inline std::string rules(const std::string& rule) { return manifest("\"rules\": [" + rule + "]"); }

inline std::string range(const std::string& bounds, const std::string& id = "r") {
  return R"({"id": ")" + id + R"(", "component": "A.dll", "branch": "5.5")" +
         (bounds.empty() ? "" : ", ") + bounds + "}";
}

/// Manifests held against one another and against the facts of an operation, which are context.
inline checker::manifest::Library library(const std::vector<std::string>& texts) {
  std::vector<checker::manifest::Library::Shelved> all = {{operation(), "operation.json", 0, true}};
  std::vector<checker::manifest::Library::Refused> unread;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string name = (texts.size() == 1 ? "t" : std::to_string(i)) + ".json";
    auto read = checker::manifest::parse_manifest(texts[i], name);
    if (read)
      all.push_back({std::move(*read), name, 1, false});
    else
      unread.push_back({name, read.error(), false});
  }
  auto out = checker::manifest::settle(std::move(all));
  out.refused.insert(out.refused.begin(), unread.begin(), unread.end());
  return out;
}

/// What is wrong with one manifest; "fine" when nothing is.
inline std::string problem(const std::string& text) {
  const auto read = library({text});
  return read.refused.empty() ? "fine" : read.refused.front().error.message;
}

}  // namespace support
