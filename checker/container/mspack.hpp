#pragma once
// libmspack: its one door. It reads from a RandomAccess and writes to an
// Output; no file is opened, and no exception crosses a callback.
#include <mspack.h>

#include <optional>
#include <string>

#include "base/stream.hpp"

namespace checker::container {

/// Takes what libmspack unpacks.
class Output {
 public:
  virtual ~Output() = default;
  /// False ends the unpacking.
  virtual bool write(base::Bytes bytes) = 0;
};

/// The system that libmspack's decompressors are created with. One file can be read, whatever name
/// is asked for, and what is written goes to the Output that is set at that time.
class MspackSystem : public mspack_system {
 public:
  explicit MspackSystem(const base::RandomAccess& file);
  MspackSystem(const MspackSystem&) = delete;
  MspackSystem& operator=(const MspackSystem&) = delete;

  void set_output(Output* output) { output_ = output; }
  /// What `code` means, for people: "CAB: the data are damaged".
  base::Error error(std::string_view format, int code) const;

 private:
  struct Handle;
  static mspack_file* open_file(mspack_system* self, const char* name, int mode) noexcept;
  static int read_file(mspack_file* file, void* room, int count) noexcept;
  static int write_file(mspack_file* file, void* bytes, int count) noexcept;
  static int seek_file(mspack_file* file, off_t offset, int mode) noexcept;
  bool fill(Handle& handle);

  const base::RandomAccess& file_;
  Output* output_ = nullptr;
  std::optional<base::Error> read_error_;  // the file's own, not its format's
};

}  // namespace checker::container
