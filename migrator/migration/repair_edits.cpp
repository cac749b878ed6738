#include "migrator/migration/repair_edits.hpp"

#include <array>

#include "migrator/migration/draft.hpp"

namespace migrator::migration {
namespace {

using base::Result;

class Copier {
 public:
  Copier(const base::RandomAccess& file, Draft& out, bool crlf)
      : file_(file), out_(out), crlf_(crlf) {}

  Result<void> raw(std::uint64_t from, std::uint64_t to) {
    std::array<std::byte, 64 * 1024> room;
    while (from < to) {
      const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), to - from));
      auto got = file_.read_at(from, std::span(room).first(want));
      if (!got) return std::move(got).error();
      if (*got == 0) return base::Error{base::Errc::io, "the file has shrunk while it was read"};
      const auto text = base::text_of(std::span(room).first(*got));
      if (auto done = crlf_ ? with_returns(text) : plain(text); !done) return done;
      from += *got;
    }
    return {};
  }
  Result<void> plain(std::string_view text) {
    if (!text.empty()) last_ = text.back();
    return out_.write(text);
  }
  Result<void> end() {
    if (crlf_ && last_ != '\n' && last_ != '\x1A' && out_.offset() > 0)
      return out_.write(last_ == '\r' ? std::string_view("\n") : std::string_view("\r\n"));
    return {};
  }

 private:
  Result<void> with_returns(std::string_view text) {
    std::string mended;
    mended.reserve(text.size() + 64);
    for (char c : text) {
      if (c == '\n' && last_ != '\r') mended += '\r';
      mended += c;
      last_ = c;
    }
    return out_.write(mended);
  }
  const base::RandomAccess& file_;
  Draft& out_;
  bool crlf_;
  char last_ = '\n';
};

}  // namespace

std::uint64_t moved(const std::vector<Edit>& edits, std::uint64_t offset) {
  std::uint64_t out = offset;
  for (const Edit& edit : edits) {
    if (edit.offset > offset || (edit.offset == offset && edit.length > 0)) break;
    out += edit.text.size();
    out -= edit.length;
  }
  return out;
}

Result<void> copy_with(base::Files& files, const base::RandomAccess& file,
                       const std::vector<Edit>& edits, bool crlf,
                       const std::filesystem::path& path) {
  auto draft = Draft::create(files, path);
  if (!draft) return std::move(draft).error();
  Copier copier(file, *draft, crlf);
  std::uint64_t at = 0;
  for (const Edit& edit : edits) {
    if (auto done = copier.raw(at, edit.offset); !done) return done;
    if (auto done = copier.plain(edit.text); !done) return done;
    at = edit.offset + edit.length;
  }
  if (auto done = copier.raw(at, file.size()); !done) return done;
  if (auto done = copier.end(); !done) return done;
  if (auto done = draft->close(); !done) return done;
  return draft->publish();
}

}  // namespace migrator::migration
