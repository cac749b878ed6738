#include "migrator/mime/gmime_writer.hpp"

#include <gmime/gmime.h>

#include <optional>

#include "migrator/mime/header.hpp"

// GObject's casts are C; here they are reinterpret_casts, in this file alone.
namespace migrator::mime {
namespace {

struct Unref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

template <class T>
T* as(auto* object) {
  return reinterpret_cast<T*>(object);
}

// What a stream of ours does; the first error ends it and is kept.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual base::Result<std::size_t> read(std::span<std::byte>) { return std::size_t{0}; }
  virtual base::Result<void> write(base::Bytes) { return {}; }
  virtual void reset() {}

  void fail(base::Error error) {
    if (!error_) error_ = std::move(error);
  }
  const std::optional<base::Error>& error() const { return error_; }
  bool ended = false;

 private:
  std::optional<base::Error> error_;
};

struct Stream {
  GMimeStream parent;
  Channel* channel;  // outlives the stream
};

Channel& channel(GMimeStream* stream) { return *as<Stream>(stream)->channel; }

ssize_t stream_read(GMimeStream* stream, char* room, std::size_t length) {
  Channel& to = channel(stream);
  if (to.error()) return -1;
  auto got = to.read(std::as_writable_bytes(std::span(room, length)));
  if (!got) {
    to.fail(std::move(got).error());
    return -1;
  }
  to.ended = *got == 0;
  stream->position += static_cast<gint64>(*got);
  return static_cast<ssize_t>(*got);
}

ssize_t stream_write(GMimeStream* stream, const char* bytes, std::size_t length) {
  Channel& to = channel(stream);
  if (to.error()) return -1;
  if (auto done = to.write(std::as_bytes(std::span(bytes, length))); !done) {
    to.fail(std::move(done).error());
    return -1;
  }
  stream->position += static_cast<gint64>(length);
  return static_cast<ssize_t>(length);
}

int stream_reset(GMimeStream* stream) {
  channel(stream).reset();
  channel(stream).ended = false;
  return 0;
}

int stream_done(GMimeStream*) { return 0; }
gboolean stream_eos(GMimeStream* stream) {
  return channel(stream).ended || channel(stream).error() ? TRUE : FALSE;
}
gint64 stream_seek(GMimeStream*, gint64, GMimeSeekWhence) { return -1; }
gint64 stream_tell(GMimeStream* stream) { return stream->position; }
gint64 stream_length(GMimeStream*) { return -1; }
GMimeStream* stream_sub(GMimeStream*, gint64, gint64) { return nullptr; }

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

Ref<GMimeStream> stream_of(Channel& channel) {
  auto* stream = static_cast<Stream*>(g_object_new(stream_type(), nullptr));
  stream->channel = &channel;
  g_mime_stream_construct(&stream->parent, 0, -1);
  return Ref<GMimeStream>(&stream->parent);
}

class ContentChannel : public Channel {
 public:
  explicit ContentChannel(const Entity& entity) : entity_(entity) {}
  base::Result<std::size_t> read(std::span<std::byte> room) override {
    if (!source_) source_ = entity_.open();
    return source_->read(room);
  }
  void reset() override { source_.reset(); }

 private:
  const Entity& entity_;
  std::unique_ptr<base::ByteSource> source_;
};

// GMime writes LF, in many small pieces; the sink gets few and larger ones.
class SinkChannel : public Channel {
 public:
  SinkChannel(base::ByteSink& sink, Options::Newline newline)
      : sink_(sink), crlf_(newline == Options::Newline::crlf) {}
  base::Result<void> write(base::Bytes bytes) override {
    std::string_view text = base::text_of(bytes);
    while (crlf_ && text.find('\n') != std::string_view::npos) {
      const auto line = text.find('\n');
      held_ += text.substr(0, line);
      held_ += "\r\n";
      text.remove_prefix(line + 1);
    }
    held_ += text;
    return held_.size() < kPiece ? base::Result<void>() : flush();
  }
  base::Result<void> flush() {
    if (held_.empty()) return {};
    auto done = sink_.write(base::bytes_of(held_));
    held_.clear();
    return done;
  }

 private:
  static constexpr std::size_t kPiece = 64 * 1024;
  base::ByteSink& sink_;
  bool crlf_;
  std::string held_;
};

void set_raw(GMimeObject* object, const std::string& name, const std::string& value) {
  GMimeHeaderList* list = g_mime_object_get_header_list(object);
  g_mime_header_list_append(list, name.c_str(), "", "utf-8");
  GMimeHeader* header =
      g_mime_header_list_get_header_at(list, g_mime_header_list_get_count(list) - 1);
  g_mime_header_set_raw_value(header, (value + "\n").c_str());
}

void set_parameter(GMimeParamList* list, const std::string& name, const std::string& value) {
  g_mime_param_list_set_parameter(list, name.c_str(), value.c_str());
  GMimeParam* parameter = g_mime_param_list_get_parameter(list, name.c_str());
  g_mime_param_set_charset(parameter, "utf-8");
  g_mime_param_set_encoding_method(parameter, GMIME_PARAM_ENCODING_METHOD_RFC2231);
}

GMimeContentEncoding encoding_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::seven_bit:
      return GMIME_CONTENT_ENCODING_7BIT;
    case Encoding::quoted_printable:
      return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    case Encoding::base64:
      break;
  }
  return GMIME_CONTENT_ENCODING_BASE64;
}

class Tree {
 public:
  Ref<GMimeObject> build(const Entity& entity) {
    const auto slash = entity.type.find('/');
    const std::string type = entity.type.substr(0, slash), sub = entity.type.substr(slash + 1);
    auto object = entity.children.empty() ? leaf(entity, type, sub) : parent(entity, sub);
    GMimeContentType* content_type = g_mime_object_get_content_type(object.get());
    for (const auto& [name, value] : entity.parameters)
      set_parameter(g_mime_content_type_get_parameters(content_type), name, value);
    if (!entity.disposition.empty()) dispose(object.get(), entity);
    if (!entity.description.empty())
      set_raw(object.get(), "Content-Description",
              unstructured("Content-Description", entity.description));
    return object;
  }
  /// The first error that a part met while it was read.
  const base::Error* error() const {
    for (const auto& channel : channels_)
      if (channel->error()) return &*channel->error();
    return nullptr;
  }

 private:
  Ref<GMimeObject> leaf(const Entity& entity, const std::string& type, const std::string& sub) {
    Ref<GMimePart> part(g_mime_part_new_with_type(type.c_str(), sub.c_str()));
    channels_.push_back(std::make_unique<ContentChannel>(entity));
    const auto stream = stream_of(*channels_.back());
    const Ref<GMimeDataWrapper> wrapper(
        g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_part_set_content(part.get(), wrapper.get());
    g_mime_part_set_content_encoding(part.get(), encoding_of(entity.encoding));
    return Ref<GMimeObject>(as<GMimeObject>(part.release()));
  }
  Ref<GMimeObject> parent(const Entity& entity, const std::string& sub) {
    Ref<GMimeMultipart> multipart(g_mime_multipart_new_with_subtype(sub.c_str()));
    g_mime_multipart_set_boundary(multipart.get(), entity.boundary.c_str());
    for (const Entity& child : entity.children)
      g_mime_multipart_add(multipart.get(), build(child).get());
    return Ref<GMimeObject>(as<GMimeObject>(multipart.release()));
  }
  static void dispose(GMimeObject* object, const Entity& entity) {
    const Ref<GMimeContentDisposition> disposition(g_mime_content_disposition_new());
    g_mime_content_disposition_set_disposition(disposition.get(), entity.disposition.c_str());
    if (!entity.filename.empty())
      set_parameter(g_mime_content_disposition_get_parameters(disposition.get()), "filename",
                    entity.filename);
    g_mime_object_set_content_disposition(object, disposition.get());
  }

  std::vector<std::unique_ptr<Channel>> channels_;
};

}  // namespace

base::Result<void> write(const Draft& draft, Options::Newline newline, base::ByteSink& out) {
  SinkChannel sink(out, newline);
  Tree tree;
  const auto stream = stream_of(sink);
  const Ref<GMimeMessage> message(g_mime_message_new(FALSE));
  for (const Field& field : draft.fields)
    set_raw(as<GMimeObject>(message.get()), field.name, field.value);
  g_mime_message_set_mime_part(message.get(), tree.build(draft.body).get());
  const auto written =
      g_mime_object_write_to_stream(as<GMimeObject>(message.get()), nullptr, stream.get());
  if (const base::Error* error = tree.error()) return *error;
  if (sink.error()) return *sink.error();
  if (written < 0) return base::Error{base::Errc::io, "the message could not be written"};
  return sink.flush();
}

}  // namespace migrator::mime
