#pragma once
// Walks through containers as lines of text.
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "checker/container/container.hpp"

namespace walk {

using checker::container::Budget;
using checker::container::Container;
using checker::container::Format;
using checker::container::Limits;
using checker::container::Member;
using Lines = std::vector<std::string>;

/// How many bytes of a member are wanted, by its name and what came of it.
using Appetite = std::function<std::uint64_t(const std::string& name, const std::string& came)>;

inline std::uint64_t everything(const std::string&, const std::string&) { return UINT64_MAX; }
/// The first two bytes, and all of what begins like an image.
inline std::uint64_t images(const std::string&, const std::string& came) {
  return came.size() < 2 ? 2 : came.starts_with("MZ") ? UINT64_MAX : 0;
}

/// "name=content" for a whole member, "name!message" for a damaged one, "name" for one left early.
class Lister : public checker::container::MemberSink {
 public:
  explicit Lister(Appetite appetite) : appetite_(std::move(appetite)) {}
  bool begin(const Member& member) override {
    CHECK(!open_);
    open_ = true;
    member_ = member;
    came.clear();
    return appetite_(member.name, "") != 0;
  }
  std::uint64_t wanted() const override { return appetite_(member_.name, came); }
  base::Result<void> write(base::Bytes bytes) override {
    CHECK(open_);
    CHECK(!bytes.empty());
    came += base::text_of(bytes);
    total += bytes.size();
    if (total > fail_after) return base::Error{base::Errc::io, "the sink is full"};
    return {};
  }
  void end(std::optional<base::Error> error, bool whole) override {
    CHECK(open_);
    open_ = false;
    CHECK_FALSE((error && whole));
    if (whole && member_.size) CHECK(came.size() == *member_.size);
    lines.push_back(member_.name + (error ? "!" + error->message : whole ? "=" + came : ""));
  }

  Lines lines;
  std::string came;
  std::uint64_t total = 0, fail_after = UINT64_MAX;

 private:
  Appetite appetite_;
  Member member_;
  bool open_ = false;
};

inline Lines members(const std::string& bytes, const Container& container,
                     const Appetite& appetite = everything, Budget budget = Budget(1 << 20),
                     const std::string& name = "FILE.EX_") {
  Lister lister(appetite);
  const base::MemoryAccess file(base::bytes_of(bytes));
  if (auto walked = each_member(file, container, name, budget, lister); !walked)
    lister.lines.push_back("error: " + walked.error().message);
  return lister.lines;
}

/// What a file is recognised as; nullopt: no container.
inline std::optional<Container> recognised(const std::string& bytes) {
  const base::MemoryAccess file(base::bytes_of(bytes));
  const auto start =
      base::bytes_of(bytes).first(std::min(bytes.size(), checker::container::kStart));
  const auto found = checker::container::recognise(file, start);
  REQUIRE(found);
  if (*found && (*found)->format != Format::iso && !(*found)->refusal)
    CHECK(checker::container::may_be_container(start));
  return *found;
}

/// Recognises, and walks.
inline Lines lines(const std::string& bytes, const Appetite& appetite = everything,
                   const std::string& name = "FILE.EX_") {
  const auto found = recognised(bytes);
  if (!found) return {"no container"};
  return members(bytes, *found, appetite, Budget(1 << 20), name);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
inline bool has_error(const Lines& all) {
  for (const auto& line : all)
    if (line.starts_with("error: ") || line.substr(0, line.find('=')).find('!') != line.npos)
      return true;
  return false;
}

inline std::string fixture(const std::string& name) {
  const auto bytes = base::read_file(std::string(FIXTURES_DIR "/") + name, 1 << 20);
  REQUIRE_MESSAGE(bytes, name);
  return *bytes;
}

}  // namespace walk
