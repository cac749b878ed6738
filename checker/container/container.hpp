#pragma once
// Containers: what lies in a ZIP, a CAB, a compressed file or a self-extracting
// EXE, one member after the other, in a stream that may be left as soon as
// enough is known. Nothing is extracted to a name of the container's choosing:
// names are only reported.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/stream.hpp"
#include "checker/image/image.hpp"

namespace checker::container {

/// How much one outermost container may cost, whatever is nested in it. No honest one comes near:
/// the largest real image known here has 171 MB, and executables pack five to one at best.
struct Limits {
  std::uint64_t total = 16ull << 30;  // bytes unpacked in all
  std::uint64_t free = 64u << 20;     // bytes unpacked that need no ratio
  std::uint64_t ratio = 200;          // bytes unpacked for each one packed
  std::uint64_t members = 100'000;
};

/// What is left of the limits.
class Budget {
 public:
  explicit Budget(std::uint64_t packed_size, const Limits& limits = {});
  /// Errc::limit, naming the limit and the option that moves it, once there is more than may be.
  base::Result<void> take_member();
  /// The same for unpacked bytes.
  base::Result<void> take_bytes(std::uint64_t count);
  /// Whether a limit was met: nothing more can be had of the container.
  bool is_exhausted() const { return exhausted_; }

 private:
  Limits limits_;
  std::uint64_t total_, left_, members_left_;
  bool exhausted_ = false;
};

enum class Format { zip, seven_zip, iso, tar, cab, szdd, kwaj, unreadable };
std::string_view to_string(Format format);  // "ZIP", "7z", "ISO 9660", "tar", "CAB", …

/// A container in the bytes [offset, offset + size) of a file.
struct Container {
  Format format = Format::zip;
  std::uint64_t offset = 0, size = 0;
  /// Of an unreadable one: Errc::unsupported, what it is ("MSI package") and what to do instead.
  std::optional<base::Error> refusal;
};

/// How much of a file's beginning recognise() wants to see: the header of a tar.
inline constexpr std::size_t kStart = 512;

/// What container a file is, if any, by its beginning (kStart bytes, or all there are); only where
/// that says nothing, by the volume descriptors of an ISO at byte 32768 and the magic of a UDF.
base::Result<std::optional<Container>> recognise(const base::RandomAccess& file, base::Bytes start);

/// The same as a question that costs no reading: false means surely no container but, if `size` has
/// room for one, an ISO.
bool may_be_container(base::Bytes start);

/// The payload of a self-extracting executable: the resource CABINET, or a container in what stands
/// behind the end of the image (docs/formats/containers.md has the search order). What opens and
/// lists fully counts; two different ones are Errc::conflict. nullopt: an ordinary program.
base::Result<std::optional<Container>> find_payload(const base::RandomAccess& file,
                                                    const image::Layout& layout);
/// The same without opening anything, for a process that must not: nullopt is an ordinary program,
/// an unreadable container is what find_payload() would give, any other may turn out to be none.
base::Result<std::optional<Container>> spot_payload(const base::RandomAccess& file,
                                                    const image::Layout& layout);
/// Whether find_payload() has anything to look at. Costs no reading.
bool may_have_payload(const image::Layout& layout);

/// What a container says of one member.
struct Member {
  std::string name;  // as stored, '/' between its parts, in UTF-8; may hold ".." and be unsafe
  std::optional<std::uint64_t> size;  // unpacked, as stated
  /// When it was last written: UTC where the format says so, else local to whoever made it.
  std::optional<std::chrono::sys_seconds> modified = {};
  /// What the library that reads the format finds odd about its entry, where it can be read all the
  /// same; "" mostly.
  std::string warning = {};
};

/// Takes the members of a container as they come.
class MemberSink {
 public:
  virtual ~MemberSink() = default;
  /// A file begins. False: its bytes are not wanted, and end() is all that follows.
  virtual bool begin(const Member& member) = 0;
  /// How many of its bytes, counted from its beginning, must come before there is more to say; 0:
  /// no more are wanted. Asked after begin() and after each write().
  virtual std::uint64_t wanted() const = 0;
  /// Whether `whole` has to mean that check sums fit. Asked once a container. False spares a tenth
  /// of the work where only the beginnings of members are read.
  virtual bool wants_check_sums() const { return true; }
  virtual base::Result<void> write(base::Bytes bytes) = 0;
  /// It is over. `error`: it is damaged, encrypted, or over a limit. `whole`: all of it came, and
  /// its size (and check sum, where the format has one) is what the container states.
  virtual void end(std::optional<base::Error> error, bool whole) = 0;
};

/// Hands over every file (no folders, no links), in the container's order. A damaged or encrypted
/// member ends with its error, and the reading goes on behind it where the format allows. An error
/// of the whole says that there are, or may be, members that were not handed over.
///
/// `file_name` is the container's own name: a compressed file (SZDD, KWAJ) may keep nothing of its
/// member's name but a letter.
base::Result<void> each_member(const base::RandomAccess& file, const Container& container,
                               const std::string& file_name, Budget& budget, MemberSink& sink);

/// Loads what the libraries would load on first use (locale, character sets): a locked-down child
/// cannot do that later.
void warm_up();

}  // namespace checker::container
