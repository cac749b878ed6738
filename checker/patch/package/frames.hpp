#pragma once
// What the parent asks the locked-down child, and how members come back
// through its pipe: in frames, each a kind, a length and as many bytes. The
// parent believes none of it: it counts and hashes for itself.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/stream.hpp"

namespace checker::patch::package {

/// What is wanted of one outermost container.
struct Request {
  std::string name;  // the container's own: a compressed file may keep little of its member's
  // A compressed file (SZDD, KWAJ) holds one member and may have lost its name: then any name is
  // the one that is wanted there.
  bool any_name_in_compressed = true;
  std::vector<std::string> members;  // paths behind the container, "MLMIG32.DL_!/MLMIG32.DLL"
};
std::string to_text(const Request& request);
/// nullopt: not what to_text() writes.
std::optional<Request> parse_request(std::string_view text);

enum class FrameKind : std::uint8_t {
  begin = 1,  // the place of a member among those that are wanted, 32 bits
  data,       // some of its bytes
  end,        // all of them came, as the container states them
  fault,      // a code, what is wrong, NUL, a hint: the last frame
  done,       // the whole container was seen: the last frame
};
inline constexpr std::size_t kMaxFrame = 256u << 10;  // bytes of one

/// Writes frames, in the child.
class FrameWriter {
 public:
  explicit FrameWriter(base::ByteSink& out) : out_(out) {}
  base::Result<void> begin(std::size_t member);
  base::Result<void> data(base::Bytes bytes);
  base::Result<void> end() { return put(FrameKind::end, {}); }
  base::Result<void> fault(const base::Error& error);
  base::Result<void> done() { return put(FrameKind::done, {}); }

 private:
  base::Result<void> put(FrameKind kind, base::Bytes bytes);
  base::ByteSink& out_;
};

/// Takes members as they come. An error ends the reading.
class MemberEvents {
 public:
  virtual ~MemberEvents() = default;
  virtual base::Result<void> begin(std::size_t member) = 0;
  virtual base::Result<void> write(base::Bytes bytes) = 0;
  virtual base::Result<void> end() = 0;
};

/// Reads frames, in the parent, in portions of any size.
class FrameReader {
 public:
  /// `members`: how many were asked for.
  FrameReader(std::size_t members, MemberEvents& events) : members_(members), events_(events) {}
  /// False: there is an error, and nothing more is taken.
  bool take(base::Bytes bytes);
  /// What is wrong: what the child says, what is odd about its frames, or what `events` found; and,
  /// behind the last byte, that the last frame did not come.
  base::Result<void> finish() const;

 private:
  base::Result<void> take_some(base::Bytes& bytes);
  base::Result<void> start();
  base::Result<void> complete();
  base::Result<void> begin();
  std::size_t members_;
  MemberEvents& events_;
  std::string header_, held_;
  FrameKind kind_ = FrameKind::done;
  std::uint32_t left_ = 0;  // bytes of this frame that are still to come
  bool in_frame_ = false, open_ = false, done_ = false;
  std::optional<base::Error> error_;
};

}  // namespace checker::patch::package
