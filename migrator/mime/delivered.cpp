#include "migrator/mime/delivered.hpp"

#include <algorithm>

#include "migrator/message/limits.hpp"
#include "migrator/mime/gmime_stream.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::mime {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr int kDepth = 16;  // our own messages have three levels; GMime ends at 1,024
// A Macintosh file with both forks is three parts; one more holds all.
constexpr std::size_t kParts = 3 * kMostParts + 1;
constexpr std::uint64_t kReadWhole = 1u << 20;  // GMime asks for 4 KiB at a time

// Fields of addresses, as draft.cpp writes them.
constexpr std::string_view kPeople[] = {"From", "To", "Cc", "Disposition-Notification-To",
                                        "X-ccMail-Bcc"};

struct FreeOptions {
  void operator()(GMimeParserOptions* options) const noexcept {
    g_mime_parser_options_free(options);
  }
};

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

// Names and addresses in turn; a group or anything else that is no mailbox gives nullopt.
std::optional<std::vector<std::string>> people(GMimeParserOptions* options, const char* raw) {
  // GMime would keep the line end of a fold within a name.
  std::string line(raw);
  std::erase_if(line, [](char c) { return c == '\r' || c == '\n'; });
  const Ref<InternetAddressList> list(internet_address_list_parse(options, line.c_str()));
  if (!list) return std::nullopt;
  std::vector<std::string> said;
  for (int i = 0; i < internet_address_list_length(list.get()); ++i) {
    InternetAddress* one = internet_address_list_get_address(list.get(), i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(one)) return std::nullopt;
    said.push_back(text_of(internet_address_get_name(one)));
    said.push_back(text_of(internet_address_mailbox_get_addr(as<InternetAddressMailbox>(one))));
  }
  return said;
}

bool is_content(std::string_view name) {
  return !base::starts_with_fold(name, "Content-") && !base::equals_fold(name, "MIME-Version") &&
         !is_own_field(name);
}

void read_fields(GMimeParserOptions* options, GMimeObject* message, Content& content) {
  GMimeHeaderList* list = g_mime_object_get_header_list(message);
  for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
    const std::string name = text_of(g_mime_header_get_name(header));
    const char* raw = g_mime_header_get_raw_value(header);
    if (base::equals_fold(name, "Message-ID")) {
      content.message_id = base::trim(text_of(raw));
      if (content.message_id.starts_with('<') && content.message_id.ends_with('>'))
        content.message_id = content.message_id.substr(1, content.message_id.size() - 2);
      continue;
    }
    if (!is_content(name)) continue;
    Said field{name, {}};
    std::optional<std::vector<std::string>> said;
    if (std::ranges::find(kPeople, name) != std::end(kPeople)) said = people(options, raw);
    if (said)
      field.said = *std::move(said);
    else
      field.said.push_back(text_of(g_mime_header_get_value(header)));
    content.fields.push_back(std::move(field));
  }
}

class Tree {
 public:
  Result<Shape> read(GMimeObject* object, int depth) {
    if (depth > kDepth)
      return Error{Errc::limit, "parts inside each other deeper than " + std::to_string(kDepth)};
    if (++parts_ > kParts)
      return Error{Errc::limit, "more than " + std::to_string(kParts) + " parts"};
    Shape shape;
    read_type(object, shape);
    if (GMIME_IS_MULTIPART(object)) {
      auto* multipart = as<GMimeMultipart>(object);
      for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
        auto child = read(g_mime_multipart_get_part(multipart, i), depth + 1);
        if (!child) return child;
        shape.children.push_back(*std::move(child));
      }
    } else if (GMIME_IS_PART(object)) {
      if (auto done = read_content(as<GMimePart>(object), shape); !done)
        return std::move(done).error();
    }
    return shape;
  }

 private:
  static void read_type(GMimeObject* object, Shape& shape) {
    if (GMimeContentType* type = g_mime_object_get_content_type(object); type != nullptr) {
      shape.type = text_of(g_mime_content_type_get_media_type(type)) + "/" +
                   text_of(g_mime_content_type_get_media_subtype(type));
      GMimeParamList* list = g_mime_content_type_get_parameters(type);
      for (int i = 0; i < g_mime_param_list_length(list); ++i) {
        GMimeParam* one = g_mime_param_list_get_parameter_at(list, i);
        const std::string name = text_of(g_mime_param_get_name(one));
        if (name != "boundary")
          shape.parameters.emplace_back(name, text_of(g_mime_param_get_value(one)));
      }
    }
    if (GMimeContentDisposition* how = g_mime_object_get_content_disposition(object);
        how != nullptr) {
      shape.disposition = text_of(g_mime_content_disposition_get_disposition(how));
      shape.filename = text_of(g_mime_content_disposition_get_parameter(how, "filename"));
    }
    if (GMIME_IS_PART(object))
      shape.description = text_of(g_mime_part_get_content_description(as<GMimePart>(object)));
  }

  // Lines of a text may have been delivered with CR LF; a file in base64 is as it is.
  static Result<void> read_content(GMimePart* part, Shape& shape) {
    GMimeDataWrapper* wrapper = g_mime_part_get_content(part);
    base::Sha256 sum;
    const bool lines = g_mime_part_get_content_encoding(part) != GMIME_CONTENT_ENCODING_BASE64;
    bool after_cr = false;
    Channel channel;
    channel.to = [&](base::Bytes bytes) -> Result<void> {
      if (lines)
        add_lines(sum, base::text_of(bytes), after_cr);
      else
        sum.update(bytes);
      return {};
    };
    if (wrapper != nullptr) {
      const auto stream = stream_of(channel);
      if (g_mime_data_wrapper_write_to_stream(wrapper, stream.get()) < 0 && !channel.error)
        return Error{Errc::io, "the content of a part cannot be read"};
    }
    if (channel.error) return *channel.error;
    if (after_cr) sum.update("\r");
    shape.sha256 = std::move(sum).hex();
    return {};
  }

  static void add_lines(base::Sha256& sum, std::string_view text, bool& after_cr) {
    while (!text.empty()) {
      if (after_cr && text.front() != '\n') sum.update("\r");
      const auto cr = text.find('\r');
      after_cr = cr != std::string_view::npos;
      sum.update(text.substr(0, cr));
      text.remove_prefix(after_cr ? cr + 1 : text.size());
    }
  }

  std::size_t parts_ = 0;
};

Result<Content> parse(const base::RandomAccess& message) {
  Channel channel;
  channel.from = &message;
  const auto stream = stream_of(channel);
  const std::unique_ptr<GMimeParserOptions, FreeOptions> options(g_mime_parser_options_new());
  const Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Ref<GMimeMessage> parsed(g_mime_parser_construct_message(parser.get(), options.get()));
  if (channel.error) return *channel.error;
  if (!parsed || g_mime_message_get_mime_part(parsed.get()) == nullptr)
    return Error{Errc::malformed, "this is no message"};
  Content content;
  read_fields(options.get(), as<GMimeObject>(parsed.get()), content);
  auto body = Tree().read(g_mime_message_get_mime_part(parsed.get()), 1);
  if (channel.error) return *channel.error;
  if (!body) return std::move(body).error();
  content.body = *std::move(body);
  return content;
}

}  // namespace

Result<Content> read_delivered(const base::RandomAccess& message) {
  if (message.size() > kReadWhole) return parse(message);
  std::string all(static_cast<std::size_t>(message.size()), '\0');
  auto got = base::read_full(message, 0, std::as_writable_bytes(std::span(all)));
  if (!got) return std::move(got).error();
  all.resize(*got);
  return parse(base::MemoryAccess(base::bytes_of(all)));
}

}  // namespace migrator::mime
