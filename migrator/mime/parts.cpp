#include "migrator/mime/parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "migrator/mime/apple.hpp"
#include "migrator/mime/content_type.hpp"
#include "migrator/mime/header.hpp"
#include "migrator/mime/text.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kLineLimit = 998;  // RFC 5322 §2.1.1
constexpr unsigned kMacRoman = 10000;

base::Result<std::string> digest_of(base::ByteSource& source) {
  base::Sha256 sum;
  std::vector<std::byte> room(32 * 1024);
  for (;;) {
    auto got = source.read(room);
    if (!got) return std::move(got).error();
    if (*got == 0) return std::move(sum).hex();
    sum.update(base::Bytes(room).first(*got));
  }
}

class Builder {
 public:
  explicit Builder(base::CodePage page) : page_(std::move(page)) {}

  base::Result<Entity> part(const Part& part, bool body) {
    if (part.kind == Part::Kind::schedule) return schedule(part);
    if (part.kind != Part::Kind::text) return file(part);
    auto rich = is_rtf(part.content);
    if (!rich) return std::move(rich).error();
    auto entity = *rich ? raw("text/rtf", part.content) : plain(part.content);
    if (!entity) return entity;
    if (body) {
      entity->description = header_text(part.name);
    } else {
      entity->disposition = "inline";
      entity->filename = attachment_name(part.name);
    }
    return entity;
  }

  void warn(std::string warning) { warnings_.push_back(std::move(warning)); }
  std::vector<std::string> take_warnings() { return std::move(warnings_); }

 private:
  base::Result<Entity> plain(const base::Blob& content) {
    Entity entity;
    entity.type = "text/plain";
    TextReader reader(content, page_);
    auto digest = digest_of(reader);
    if (!digest) return std::move(digest).error();
    entity.sha256 = *std::move(digest);
    const TextFacts& facts = reader.facts();
    entity.parameters = {{"charset", facts.ascii ? "us-ascii" : "utf-8"}};
    entity.encoding = facts.ascii && facts.longest_line <= kLineLimit ? Encoding::seven_bit
                                                                      : Encoding::quoted_printable;
    entity.open = [content, page = page_] { return std::make_unique<TextReader>(content, page); };
    if (facts.replaced > 0)
      warn(fmt::format("{} bytes of a text mean nothing in code page {}: delivered as U+FFFD",
                       facts.replaced, page_.number()));
    if (facts.printed > 0)
      warn(fmt::format("{} colour codes of a text (^b1e, ^b1f, ^b70: Q181130) are left out",
                       facts.printed));
    if (facts.controls > 0)
      warn(
          fmt::format("{} control characters of a text are delivered as their pictures "
                      "(U+2400 and so on)",
                      facts.controls));
    return entity;
  }

  base::Result<Entity> raw(std::string_view type, const base::Blob& content) {
    Entity entity;
    entity.type = type;
    auto digest = base::sha256(content);
    if (!digest) return std::move(digest).error();
    entity.sha256 = *std::move(digest);
    entity.open = [content] { return std::make_unique<base::BlobSource>(content); };
    return entity;
  }

  base::Result<Entity> attachment(std::string_view name, const base::Blob& content) {
    std::string clean = attachment_name(name);
    if (clean.empty()) clean = fmt::format("NONAME{}.BIN", ++nameless_);
    if (!name.empty() && clean != base::trim(name))
      warn("the file name \"" + base::printable(name) + "\" is delivered as \"" + clean + "\"");
    auto entity = raw(content_type_of(clean), content);
    if (!entity) return entity;
    entity->disposition = "attachment";
    entity->filename = std::move(clean);
    return entity;
  }

  // Schedule+ text goes on as it is, a file of its own type's name: it is in the code page of the
  // set and not meant to be read in a mail.
  base::Result<Entity> schedule(const Part& part) {
    return attachment(part.name.empty() ? "SCHEDULE.SC2" : part.name, part.content);
  }

  base::Result<Entity> file(const Part& part) {
    if (part.format != Part::Format::macbinary) return attachment(part.name, part.content);
    auto mac = open_macbinary(part.content);
    if (!mac) return std::move(mac).error();
    if (!*mac) {
      warn("the file \"" + base::printable(part.name) +
           "\" has no MacBinary header: delivered as it is");
      return attachment(part.name, part.content);
    }
    auto data = attachment(mac_name(**mac), (*mac)->data);
    if (!data) return data;
    if (!(*mac)->resource.empty()) return both_forks(**mac, *std::move(data));
    // The way mail programs of the time told type and creator.
    if (const std::string codes = type_and_creator(**mac); !codes.empty())
      data->parameters = {{"x-mac-type", codes.substr(0, 8)}, {"x-mac-creator", codes.substr(8)}};
    return data;
  }

  // The name in the file's own header is the right one (Q237886: the other gave NONAME<n>.TXT).
  std::string mac_name(const MacFile& file) const {
    if (base::is_ascii(file.header.name)) return file.header.name;
    if (!file.resource.empty())
      if (auto roman = base::CodePage::find(kMacRoman)) return roman->decode(file.header.name).text;
    return page_.decode(file.header.name).text;
  }

  // RFC 1740 §3: the header file first, then the data fork.
  base::Result<Entity> both_forks(const MacFile& mac, Entity data) {
    auto header = raw("application/applefile", apple_double(mac));
    if (!header) return header;
    header->parameters = {{"name", data.filename}};
    Entity both;
    both.type = "multipart/appledouble";
    both.children.push_back(*std::move(header));
    both.children.push_back(std::move(data));
    return both;
  }

  base::CodePage page_;
  std::vector<std::string> warnings_;
  unsigned nameless_ = 0;
};

}  // namespace

base::Result<Tree> make_tree(const std::vector<Part>& parts, unsigned code_page) {
  auto page = base::CodePage::find(code_page);
  if (!page) return std::move(page).error();
  Builder builder(*std::move(page));
  const auto body = std::ranges::find(parts, Part::Kind::text, &Part::kind);
  Tree tree;
  std::vector<Entity> entities;
  const bool nothing = parts.empty();
  if (nothing || body != parts.end()) {
    auto entity = builder.part(nothing ? Part{} : *body, true);
    if (!entity) return std::move(entity).error();
    entities.push_back(*std::move(entity));
  }
  for (const Part& part : parts) {
    if (body != parts.end() && &part == &*body) continue;
    auto entity = builder.part(part, false);
    if (!entity) return std::move(entity).error();
    entities.push_back(*std::move(entity));
  }
  if (entities.size() == 1 && entities.front().disposition.empty() &&
      entities.front().children.empty()) {
    tree.root = std::move(entities.front());
  } else {
    tree.root.type = "multipart/mixed";
    tree.root.children = std::move(entities);
  }
  tree.warnings = builder.take_warnings();
  return tree;
}

}  // namespace migrator::mime
