#include "migrator/mime/parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "migrator/mime/apple.hpp"
#include "migrator/mime/content_type.hpp"
#include "migrator/mime/header.hpp"
#include "migrator/mime/risk.hpp"
#include "migrator/mime/text.hpp"
#include "migrator/schedule/icalendar.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kLineLimit = 998;  // RFC 5322 §2.1.1
constexpr unsigned kMacRoman = 10000;
constexpr std::string_view kMacProgram = "4150504C";  // the type APPL

// A text may become three times as long in UTF-8.
constexpr std::uint64_t kHeld = 1u << 20;       // of one part
constexpr std::uint64_t kHeldInAll = 4u << 20;  // of one message
constexpr std::uint64_t kNear = 64u << 10;

// Hands all of a source over in portions.
base::Result<void> each(base::ByteSource& source, auto take) {
  std::array<std::byte, 32 * 1024> room;
  for (;;) {
    auto got = source.read(room);
    if (!got) return std::move(got).error();
    if (*got == 0) return {};
    take(base::Bytes(room).first(*got));
  }
}

base::Result<std::string> digest_of(base::ByteSource& source) {
  base::Sha256 sum;
  if (auto done = each(source, [&](base::Bytes bytes) { sum.update(bytes); }); !done)
    return std::move(done).error();
  return std::move(sum).hex();
}

std::string schedule_name(const Part& part) {
  return part.name.empty() ? "SCHEDULE.SC2" : part.name;
}

class Builder {
 public:
  Builder(base::CodePage page, const Setting& setting)
      : page_(std::move(page)), setting_(setting) {}

  base::Result<Entity> part(const Part& part, bool body) {
    if (part.kind == Part::Kind::schedule) return schedule(part);
    if (part.kind != Part::Kind::text) return file(part);
    auto content = near(part.content);
    if (!content) return std::move(content).error();
    auto rich = is_rtf(*content);
    if (!rich) return std::move(rich).error();
    auto entity = *rich ? raw("text/rtf", *content) : plain(*content);
    if (!entity) return entity;
    if (body) {
      entity->description = header_text(part.name);
    } else {
      entity->disposition = "inline";
      entity->filename = attachment_name(part.name);
    }
    return entity;
  }

  /// The last schedule as a calendar that programs of today open; nullopt, with a warning when
  /// something is wrong, where nothing of it has a place in one. In base64, since its lines must
  /// end in CR LF wherever they are stored.
  std::optional<Entity> calendar(const Part& part) {
    auto made = schedule::to_icalendar(
        part.content, {page_.number(), setting_.time_zone, setting_.stamp, schedule_digest_});
    if (!made) {
      warn("the schedule is delivered as it is, and not as a calendar: " + made.error().message);
      return std::nullopt;
    }
    for (std::string& warning : made->warnings) warn(std::move(warning));
    if (made->text.empty()) return std::nullopt;
    Entity entity;
    entity.type = "text/calendar";
    entity.parameters = {{"charset", "utf-8"}};
    entity.sha256 = base::sha256(made->text);
    entity.held = std::move(made->text);
    entity.disposition = "attachment";
    const std::string name = attachment_name(schedule_name(part));
    entity.filename = name.substr(0, name.rfind('.')) + ".ics";
    return entity;
  }

  void warn(std::string warning) { tree_.warnings.push_back(std::move(warning)); }
  Tree& tree() { return tree_; }

 private:
  // A small text is read from its file once, though it is looked at twice.
  static base::Result<base::Blob> near(const base::Blob& content) {
    if (content.size() > kNear) return content;
    auto text = content.text(kNear);
    if (!text) return std::move(text).error();
    return base::Blob::of(*std::move(text));
  }

  base::Result<Entity> plain(const base::Blob& content) {
    Entity entity;
    entity.type = "text/plain";
    TextReader reader(content, page_);
    if (auto read = read_text(entity, content, reader); !read) return std::move(read).error();
    const TextFacts& facts = reader.facts();
    entity.parameters = {{"charset", facts.ascii ? "us-ascii" : "utf-8"}};
    entity.encoding = facts.ascii && facts.longest_line <= kLineLimit ? Encoding::seven_bit
                                                                      : Encoding::quoted_printable;
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

  bool hold(const base::Blob& content) {
    if (content.size() > kHeld || held_ + content.size() > kHeldInAll) return false;
    held_ += content.size();
    return true;
  }

  base::Result<void> read_text(Entity& entity, const base::Blob& content, TextReader& reader) {
    if (hold(content)) {
      std::string text;
      text.reserve(static_cast<std::size_t>(content.size()) + 2);
      if (auto done = each(reader, [&](base::Bytes b) { text += base::text_of(b); }); !done)
        return done;
      entity.sha256 = base::sha256(text);
      entity.held = std::move(text);
      return {};
    }
    auto digest = digest_of(reader);
    if (!digest) return std::move(digest).error();
    entity.sha256 = *std::move(digest);
    entity.open = [content, page = page_] { return std::make_unique<TextReader>(content, page); };
    return {};
  }

  base::Result<Entity> raw(std::string_view type, const base::Blob& content, Risk* risk = nullptr) {
    Entity entity;
    entity.type = type;
    if (hold(content)) {
      auto bytes = content.text(kHeld);
      if (!bytes) return std::move(bytes).error();
      entity.sha256 = base::sha256(*bytes);
      if (risk != nullptr) risk->look(*bytes);
      entity.held = *std::move(bytes);
      return entity;
    }
    base::Sha256 sum;
    auto read = content.each([&](base::Bytes bytes) -> base::Result<void> {
      sum.update(bytes);
      if (risk != nullptr) risk->look(base::text_of(bytes));
      return {};
    });
    if (!read) return std::move(read).error();
    entity.sha256 = std::move(sum).hex();
    entity.open = [content] { return std::make_unique<base::BlobSource>(content); };
    return entity;
  }

  // `runs`: known to be a program by something else than its bytes and name.
  base::Result<Entity> attachment(std::string_view name, const base::Blob& content,
                                  bool runs = false) {
    std::string clean = attachment_name(name);
    if (clean.empty()) clean = fmt::format("NONAME{}.BIN", ++nameless_);
    if (!name.empty() && clean != base::trim(name))
      warn("the file name \"" + base::printable(name) + "\" is delivered as \"" + clean + "\"");
    Risk risk;
    auto entity = raw(content_type_of(clean), content, &risk);
    if (!entity) return entity;
    tree_.programs += runs || risk.program() || runs_by_name(clean) ? 1u : 0u;
    tree_.macros += risk.macros() ? 1u : 0u;
    entity->disposition = "attachment";
    entity->filename = std::move(clean);
    return entity;
  }

  // Schedule+ text goes on as it is, a file of its own type's name: it is in the code page of the
  // set and not meant to be read in a mail. calendar() stands beside it.
  base::Result<Entity> schedule(const Part& part) {
    auto entity = attachment(schedule_name(part), part.content);
    if (entity) schedule_digest_ = entity->sha256;
    return entity;
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
    const std::string codes = type_and_creator(**mac);
    auto data = attachment(mac_name(**mac), (*mac)->data, codes.starts_with(kMacProgram));
    if (!data) return data;
    if (!(*mac)->resource.empty()) return both_forks(**mac, *std::move(data));
    // The way mail programs of the time told type and creator.
    if (!codes.empty())
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
  const Setting& setting_;
  std::string schedule_digest_;
  Tree tree_;
  std::uint64_t held_ = 0;  // bytes of all parts that are held
  unsigned nameless_ = 0;
};

}  // namespace

base::Result<Tree> make_tree(const std::vector<Part>& parts, const Setting& setting) {
  auto page = base::CodePage::find(setting.code_page);
  if (!page) return std::move(page).error();
  Builder builder(*std::move(page), setting);
  const auto body = std::ranges::find(parts, Part::Kind::text, &Part::kind);
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
    if (part.kind != Part::Kind::schedule) continue;
    if (auto calendar = builder.calendar(part)) entities.push_back(*std::move(calendar));
  }
  if (entities.size() == 1 && entities.front().disposition.empty() &&
      entities.front().children.empty()) {
    builder.tree().root = std::move(entities.front());
  } else {
    builder.tree().root.type = "multipart/mixed";
    builder.tree().root.children = std::move(entities);
  }
  return std::move(builder.tree());
}

}  // namespace migrator::mime
