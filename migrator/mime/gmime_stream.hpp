#pragma once
// Streams of ours as GMime's: one that reads a window of bytes, and one that takes what is written.
#include <gmime/gmime.h>

#include <functional>
#include <memory>
#include <optional>

#include "base/stream.hpp"

namespace migrator::mime {

struct Unref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

/// GObject's casts are C; here they are reinterpret_casts.
template <class T>
T* as(auto* object) {
  return reinterpret_cast<T*>(object);
}

/// What a stream reads from or writes to; the first error ends it and is kept. It must outlive the
/// stream and all streams of parts of it.
struct Channel {
  const base::RandomAccess* from = nullptr;
  std::function<base::Result<void>(base::Bytes)> to = {};
  std::optional<base::Error> error = {};
};

/// Initialises GMime when nobody has.
Ref<GMimeStream> stream_of(Channel& channel);

}  // namespace migrator::mime
