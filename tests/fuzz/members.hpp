#pragma once
// Reads all members of a container, and checks the order of what it is told.
#include "checker/container/container.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace fuzz {

/// Wants something of every member: nothing, its beginning, or all of it.
class Members : public checker::container::MemberSink {
 public:
  bool begin(const checker::container::Member& member) override {
    require(!open_, "a member ends before the next begins");
    open_ = true;
    got_ = 0;
    wanted_ = count_++ % 4 == 3 ? 100 : member.size.value_or(1 << 20);
    taken_ = count_ % 8 != 0;
    return taken_;
  }
  std::uint64_t wanted() const override { return got_ < wanted_ ? wanted_ : 0; }
  base::Result<void> write(base::Bytes bytes) override {
    require(open_ && taken_, "bytes come to a member that wants them");
    got_ += bytes.size();
    return {};
  }
  void end(std::optional<base::Error> error, bool whole) override {
    require(open_, "a member ends once");
    require(!(error && whole), "a damaged member is not whole");
    open_ = false;
  }
  bool is_open() const { return open_; }

 private:
  bool open_ = false, taken_ = false;
  std::uint64_t got_ = 0, wanted_ = 0;
  unsigned count_ = 0;
};

inline void read_members(const base::RandomAccess& file,
                         const checker::container::Container& container) {
  if (container.refusal) return;
  // Small, so that a bomb is met in a moment.
  checker::container::Budget budget(
      file.size(), {.total = 4 << 20, .free = 1 << 20, .ratio = 200, .members = 500});
  Members sink;
  const auto done = checker::container::each_member(file, container, "INPUT.EX_", budget, sink);
  require(!sink.is_open(), "the last member ends");
  require(done || !done.error().message.empty(), "an error says something");
}

}  // namespace fuzz
