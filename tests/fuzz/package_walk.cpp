// A package as the child reads it: whatever the container is, its frames are ones that the parent
// takes, and end with its last one.
#include <array>

#include "checker/patch/package/walk.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace package = checker::patch::package;

namespace {

class Count : public package::MemberEvents {
 public:
  base::Result<void> begin(std::size_t member) override {
    fuzz::require(!seen_[member], "a member comes once");
    seen_[member] = true;
    return {};
  }
  base::Result<void> write(base::Bytes) override { return {}; }
  base::Result<void> end() override { return {}; }

 private:
  std::array<bool, 8> seen_{};
};

class Held : public base::ByteSink {
 public:
  base::Result<void> write(base::Bytes bytes) override {
    text += base::text_of(bytes);
    return {};
  }
  std::string text;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::MemoryAccess file(fuzz::bytes(data, size));
  const package::Request request{"KB.EX_",
                                 true,
                                 {"Bin/Mlmig32.dll", "Mlmig32.dll", "readme.txt", "KB.EXE",
                                  "MLMIG32.DL_!/MLMIG32.DLL", "inner.zip!/readme.txt"}};
  package::WalkLimits limits;
  limits.container = {4 << 20, 1 << 20, 100, 1000};
  limits.memory = 8 << 20;
  Held out;
  package::walk_members(file, package::to_text(request), limits, out);
  Count events;
  package::FrameReader frames(request.members.size(), events);
  const bool taken = frames.take(base::bytes_of(out.text));
  const auto finished = frames.finish();
  fuzz::require(taken == bool(finished), "the last frame came");
  if (!finished)
    fuzz::require(finished.error().message.find("the decoder ") != 0, "the parent knows its child");
  return 0;
}
