// What comes through the pipe of a child that unpacks a package: the parent believes none of it.
// And the request, which the child reads.
#include "checker/patch/package/frames.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace package = checker::patch::package;

namespace {

// How members come: one after another, each of those that were asked for.
class Checked : public package::MemberEvents {
 public:
  base::Result<void> begin(std::size_t member) override {
    fuzz::require(!open_ && member < 3, "a member begins that was asked for");
    open_ = true;
    return {};
  }
  base::Result<void> write(base::Bytes bytes) override {
    fuzz::require(open_ && !bytes.empty(), "bytes are of a member");
    came += bytes.size();
    return {};
  }
  base::Result<void> end() override {
    fuzz::require(open_, "a member ends that has begun");
    open_ = false;
    return {};
  }
  std::size_t came = 0;

 private:
  bool open_ = false;
};

// What comes of the bytes in portions of this size: how much, and whether it was whole.
std::pair<std::size_t, std::string> read(base::Bytes bytes, std::size_t portion) {
  Checked events;
  package::FrameReader frames(3, events);
  while (!bytes.empty() && frames.take(bytes.first(std::min(portion, bytes.size()))))
    bytes = bytes.subspan(std::min(portion, bytes.size()));
  const auto finished = frames.finish();
  return {events.came, finished ? "" : finished.error().message};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes = fuzz::bytes(data, size);
  fuzz::require(read(bytes, 1) == read(bytes, 4096), "portions change nothing");
  if (const auto request = package::parse_request(base::text_of(bytes)))
    fuzz::require(package::parse_request(package::to_text(*request)).has_value(),
                  "a request that was read can be written");
  return 0;
}
