#include "migrator/mime/writer.hpp"

#include "migrator/mime/encode.hpp"
#include "migrator/mime/header.hpp"
#include "migrator/mime/parameters.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kPiece = 64 * 1024;            // what the sink gets at once, about
constexpr std::size_t kPortion = kBase64Line * 560;  // of a part that is not held
static_assert(kPortion < kPiece);

class Writer {
 public:
  Writer(base::ByteSink& out, Options::Newline newline, std::string& room)
      : out_(out), line_end_(newline == Options::Newline::crlf ? "\r\n" : "\n"), held_(room) {
    held_.clear();
  }

  base::Result<void> message(const Draft& draft) {
    for (const Field& one : draft.fields) field(one.name, one.value);
    field("MIME-Version", " 1.0");
    if (auto done = entity(draft.body); !done) return done;
    return flush();
  }

 private:
  base::Result<void> flush() {
    if (held_.empty()) return {};
    auto done = out_.write(base::bytes_of(held_));
    held_.clear();
    return done;
  }

  // Lines that end in LF, with the line ends asked for.
  void lines(std::string_view text) {
    if (line_end_.size() == 1) {
      held_ += text;
      return;
    }
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      held_ += text.substr(0, end);
      held_ += line_end_;
      text.remove_prefix(end + 1);
    }
    held_ += text;
  }

  void field(std::string_view name, std::string_view value) {
    held_ += name;
    held_ += ':';
    lines(value);
    held_ += line_end_;
  }

  void fields(const Entity& entity) {
    Parameters parameters = entity.parameters;
    if (!entity.children.empty()) parameters.emplace_back("boundary", entity.boundary);
    field("Content-Type", with_parameters("Content-Type", entity.type, parameters));
    if (entity.children.empty()) field("Content-Transfer-Encoding", encoding(entity.encoding));
    if (!entity.disposition.empty()) {
      parameters.clear();
      if (!entity.filename.empty()) parameters.emplace_back("filename", entity.filename);
      field("Content-Disposition",
            with_parameters("Content-Disposition", entity.disposition, parameters));
    }
    if (!entity.description.empty())
      field("Content-Description", unstructured("Content-Description", entity.description));
    held_ += line_end_;
  }

  static std::string_view encoding(Encoding encoding) {
    switch (encoding) {
      case Encoding::seven_bit:
        return " 7bit";
      case Encoding::quoted_printable:
        return " quoted-printable";
      case Encoding::base64:
        break;
    }
    return " base64";
  }

  // As deep as make_tree builds: a multipart in a multipart.
  base::Result<void> entity(const Entity& entity) {
    fields(entity);
    if (entity.children.empty()) return leaf(entity);
    for (const Entity& child : entity.children) {
      delimiter(entity.boundary, "");
      if (auto done = this->entity(child); !done) return done;
      // The line end before a delimiter is the delimiter's (RFC 2046 §5.1.1), while that of a text
      // is the text's own.
      if (child.children.empty() && child.encoding != Encoding::base64) held_ += line_end_;
    }
    delimiter(entity.boundary, "--");
    return {};
  }

  void delimiter(std::string_view boundary, std::string_view end) {
    held_ += "--";
    held_ += boundary;
    held_ += end;
    held_ += line_end_;
  }

  base::Result<void> leaf(const Entity& entity) {
    QuotedPrintable quoted(line_end_);
    if (entity.held) {
      for (std::string_view rest = *entity.held; !rest.empty();
           rest.remove_prefix(std::min(rest.size(), kPortion)))
        if (auto done = portion(entity, rest.substr(0, kPortion), quoted); !done) return done;
    } else if (auto done = stream(entity, quoted); !done) {
      return done;
    }
    if (entity.encoding == Encoding::quoted_printable) quoted.finish(held_);
    return {};
  }

  base::Result<void> stream(const Entity& entity, QuotedPrintable& quoted) {
    const auto source = entity.open();
    std::string room(kPortion, '\0');
    for (std::size_t filled = kPortion; filled == kPortion;) {
      filled = 0;
      while (filled < kPortion) {
        auto got = source->read(std::as_writable_bytes(std::span(room).subspan(filled)));
        if (!got) return std::move(got).error();
        if (*got == 0) break;
        filled += *got;
      }
      if (auto done = portion(entity, std::string_view(room).substr(0, filled), quoted); !done)
        return done;
    }
    return {};
  }

  base::Result<void> portion(const Entity& entity, std::string_view bytes,
                             QuotedPrintable& quoted) {
    switch (entity.encoding) {
      case Encoding::seven_bit:
        lines(bytes);
        break;
      case Encoding::quoted_printable:
        quoted.put(held_, bytes);
        break;
      case Encoding::base64:
        append_base64_lines(held_, bytes, line_end_);
    }
    return held_.size() < kPiece ? base::Result<void>() : flush();
  }

  base::ByteSink& out_;
  std::string_view line_end_;
  std::string& held_;  // written, and not yet with the sink
};

}  // namespace

base::Result<void> write(const Draft& draft, Options::Newline newline, base::ByteSink& out) {
  // Kept from message to message: glibc gives a block of this size back to the system each time,
  // and asking for it again costs more than the message does.
  thread_local std::string room;
  return Writer(out, newline, room).message(draft);
}

}  // namespace migrator::mime
