#include "migrator/mime/gmime_stream.hpp"

#include <algorithm>

namespace migrator::mime {
namespace {

struct Stream {
  GMimeStream parent;
  Channel* channel;
};

Channel& channel(GMimeStream* stream) { return *as<Stream>(stream)->channel; }

// The end of what the stream may read.
gint64 end_of(GMimeStream* stream) {
  const auto* from = channel(stream).from;
  const gint64 all = from == nullptr ? 0 : static_cast<gint64>(from->size());
  return stream->bound_end < 0 ? all : std::min(all, stream->bound_end);
}

ssize_t failed(Channel& channel, base::Error error) {
  channel.error = std::move(error);
  return -1;
}

ssize_t stream_read(GMimeStream* stream, char* room, std::size_t length) {
  Channel& with = channel(stream);
  if (with.error || with.from == nullptr) return -1;
  const gint64 left = end_of(stream) - stream->position;
  if (left <= 0) return 0;
  const auto most = std::min(length, static_cast<std::size_t>(left));
  auto got = base::read_full(*with.from, static_cast<std::uint64_t>(stream->position),
                             std::as_writable_bytes(std::span(room, most)));
  if (!got) return failed(with, std::move(got).error());
  stream->position += static_cast<gint64>(*got);
  return static_cast<ssize_t>(*got);
}

ssize_t stream_write(GMimeStream* stream, const char* bytes, std::size_t length) {
  Channel& with = channel(stream);
  if (with.error || !with.to) return -1;
  if (auto done = with.to(std::as_bytes(std::span(bytes, length))); !done)
    return failed(with, std::move(done).error());
  stream->position += static_cast<gint64>(length);
  return static_cast<ssize_t>(length);
}

int stream_reset(GMimeStream* stream) {
  stream->position = stream->bound_start;
  return 0;
}

int stream_done(GMimeStream*) { return 0; }

gboolean stream_eos(GMimeStream* stream) {
  return channel(stream).error || stream->position >= end_of(stream) ? TRUE : FALSE;
}

gint64 stream_seek(GMimeStream* stream, gint64 offset, GMimeSeekWhence whence) {
  if (channel(stream).from == nullptr) return -1;
  gint64 at = offset;
  if (whence == GMIME_STREAM_SEEK_CUR) at += stream->position;
  if (whence == GMIME_STREAM_SEEK_END) at += end_of(stream);
  if (at < stream->bound_start || at > end_of(stream)) return -1;
  stream->position = at;
  return at;
}

gint64 stream_tell(GMimeStream* stream) { return stream->position; }
gint64 stream_length(GMimeStream* stream) { return end_of(stream) - stream->bound_start; }

GMimeStream* part_of(Channel& with, gint64 start, gint64 end);
GMimeStream* stream_sub(GMimeStream* stream, gint64 start, gint64 end) {
  return part_of(channel(stream), start, end);
}

void stream_class(void* klass, void*) {
  auto* methods = static_cast<GMimeStreamClass*>(klass);
  methods->read = stream_read;
  methods->write = stream_write;
  methods->flush = stream_done;
  methods->close = stream_done;
  methods->eos = stream_eos;
  methods->reset = stream_reset;
  methods->seek = stream_seek;
  methods->tell = stream_tell;
  methods->length = stream_length;
  methods->substream = stream_sub;
}

GType stream_type() {
  static const GType kType = [] {
    g_mime_init();
    return g_type_register_static_simple(g_mime_stream_get_type(), "SidestepStream",
                                         sizeof(GMimeStreamClass), stream_class, sizeof(Stream),
                                         nullptr, GTypeFlags{});
  }();
  return kType;
}

GMimeStream* part_of(Channel& with, gint64 start, gint64 end) {
  auto* stream = static_cast<Stream*>(g_object_new(stream_type(), nullptr));
  stream->channel = &with;
  g_mime_stream_construct(&stream->parent, start, end);
  return &stream->parent;
}

}  // namespace

Ref<GMimeStream> stream_of(Channel& channel) { return Ref<GMimeStream>(part_of(channel, 0, -1)); }

}  // namespace migrator::mime
