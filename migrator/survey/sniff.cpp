#include "migrator/survey/sniff.hpp"

#include <algorithm>
#include <vector>

#include "migrator/survey/binary.hpp"
#include "migrator/survey/names.hpp"

namespace migrator::survey {
namespace {

using ccmail::Slot;

constexpr std::string_view kBlank = " \t\r\n\x1A";

// The lines that are not blank, without their line ends.
std::vector<std::string_view> full_lines(std::string_view text) {
  std::vector<std::string_view> out;
  if (text.starts_with(base::kByteOrderMark)) text.remove_prefix(base::kByteOrderMark.size());
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && kBlank.find(line.back()) != std::string_view::npos)
      line.remove_suffix(1);
    while (line.starts_with('\x1A')) line.remove_prefix(1);
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

class Sniffer {
 public:
  Sniffer(std::string_view path, std::string_view head, std::uint64_t size,
          const ccmail::Keywords& words)
      : path_(path), head_(head), size_(size), words_(words) {
    text_ = looks_like_text(head_);
    lines_ = full_lines(head_);
  }

  Sniffed run() const {
    const auto named = kind_of_name(file_name(path_));
    if (named && named->kind == Kind::passwords) return of(*named, Known::name);
    if (size_ == 0 && !(named && named->kind == Kind::shut_down))
      return {Kind::empty, Known::content, Readable::not_mail, "", ""};
    if (auto mail = as_export()) return *mail;
    if (auto set = as_set_file()) return *set;
    const bool office = named && named->kind == Kind::post_office && !text_;
    if (office) return of_post_office(*named);
    if (auto other = as_text()) return *other;
    if (named) return by_name(*named);
    if (const auto mark = marked(head_))
      return {mark->kind, Known::content, Readable::not_mail, std::string(mark->says), ""};
    if (text_) return {Kind::text, Known::content, Readable::not_mail, "", ""};
    return {Kind::unknown, Known::not_at_all, Readable::no, "begins " + first_bytes(head_), ""};
  }

 private:
  using Guess = std::optional<Sniffed>;

  static Sniffed content(Kind kind, Readable readable, std::string says) {
    return {kind, Known::content, readable, std::move(says), ""};
  }
  static Sniffed of(const NamedKind& named, Known known) {
    return {named.kind, known, named.readable, std::string(named.says),
            std::string(named.database)};
  }

  Guess as_export() const {
    if (lines_.empty()) return std::nullopt;
    const bool first = words_.starts_message(lines_.front());
    const bool later = is_export_name(path_) && std::ranges::any_of(lines_, [&](auto line) {
                         return words_.starts_message(line);
                       });
    if (first || later) return found_messages(path_, first);
    const auto tag = words_.directory_tag(lines_.front());
    if (!tag || tag->slot != Slot::tag_name) return std::nullopt;
    for (std::size_t i = 1; i < std::min<std::size_t>(lines_.size(), 5); ++i)
      if (words_.directory_tag(lines_[i])) return content(Kind::directory, Readable::yes, "");
    return std::nullopt;
  }

  // Messages under a banner or after torn lines, in a file whose name does not tell: a Message:
  // that a header follows. Documents and pictures may quote one.
  Guess as_late_export() const {
    if (marked(head_)) return std::nullopt;
    for (std::size_t i = 0; i + 1 < lines_.size(); ++i) {
      if (!words_.starts_message(lines_[i])) continue;
      for (std::size_t next = i + 1; next < std::min(i + 3, lines_.size()); ++next) {
        const auto header = ccmail::split_header(lines_[next]);
        if (header && words_.header(header->keyword)) return found_messages(path_, false);
      }
    }
    return std::nullopt;
  }

  // The first line of a file of the Migration Wizard that is no comment.
  std::string_view first_data_line() const {
    for (auto line : lines_)
      if (!line.starts_with('!')) return line;
    return {};
  }

  Guess as_set_file() const {
    const auto line = first_data_line();
    const std::string ext = extension(path_);
    if (base::starts_with_fold(line, "Type,Length,Encoding,Islast"))
      return content(Kind::secondary, Readable::no, "");
    const auto title = line.substr(0, line.find(','));
    for (std::string_view word : {"DIRECTORY", "PAB", "MAILMESSAGE"})
      if (base::equals_fold(base::trim(title), word))
        return content(Kind::primary, Readable::no, "");
    const bool table = std::ranges::any_of(
        lines_, [](auto one) { return base::starts_with_fold(one, "Filename,Filetype"); });
    const bool number = line.find_first_not_of("0123456789") == std::string_view::npos;
    if (table && (number || ext == ".pkl")) return content(Kind::packing_list, Readable::yes, "");
    return std::nullopt;
  }

  Guess as_text() const {
    if (lines_.empty() || head_.find('\0') != std::string_view::npos) return std::nullopt;
    for (auto guess : {as_private_files(), as_foreign_mail()})
      if (guess) return guess;
    for (auto guess : {as_late_export(), as_logs()})
      if (guess) return guess;
    return std::nullopt;
  }

  Guess as_private_files() const {
    const auto first = base::trim(lines_.front());
    if (base::equals_fold(first, "mailbox,list,member"))
      return content(Kind::private_lists, Readable::yes, "");
    const bool called_so = base::equals_fold(file_name(path_), "PRIVDIR.INI");
    if (has_private_entries())
      return Sniffed{Kind::address_book, called_so ? Known::both : Known::content, Readable::yes,
                     "", ""};
    if (called_so) return Sniffed{Kind::address_book, Known::name, Readable::yes, "", ""};
    if (base::equals_fold(file_name(path_), "set.json"))
      return Sniffed{Kind::description, first.starts_with('{') ? Known::both : Known::name,
                     Readable::yes, "", ""};
    if (base::equals_fold(file_name(path_), "recovery.json"))
      return Sniffed{Kind::recovery, Known::both, Readable::not_mail,
                     "the set beside it holds what a run of Sidestep rejected", ""};
    if (base::equals_fold(file_name(path_), "rejected.ndjson"))
      return Sniffed{Kind::recovery, Known::both, Readable::not_mail,
                     "what a run of Sidestep could not deliver, with reasons", ""};
    const bool mode = std::ranges::any_of(
        lines_, [](auto line) { return base::starts_with_fold(base::trim(line), "Mode,"); });
    if (mode)
      return content(Kind::control_file, Readable::not_mail, "of Mailmig.exe /C: (Q198957)");
    return std::nullopt;
  }

  // [POST OFFICE], and under it EntryCount= or Entry<n>=; lines with ; are comments.
  bool has_private_entries() const {
    bool section = false;
    for (std::string_view line : lines_) {
      line = base::trim(line);
      if (line.starts_with(';')) continue;
      if (section && is_private_entry(line)) return true;
      section = line.starts_with('[');
    }
    return false;
  }

  static bool is_private_entry(std::string_view line) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return false;
    const auto key = base::trim(line.substr(0, equals));
    if (base::equals_fold(key, "EntryCount")) return true;
    return base::starts_with_fold(key, "Entry") && key.size() > 5 &&
           key.find_first_not_of("0123456789", 5) == std::string_view::npos;
  }

  Guess as_logs() const {
    const std::string version = banner_version(head_);
    const bool says = head_.find("Exporting messages in mailbox \"") != std::string_view::npos;
    if (version.empty() && !says) return std::nullopt;
    return content(Kind::console_log, Readable::not_mail,
                   version.empty() ? "what EXPORT printed" : "what EXPORT " + version + " printed");
  }

  Guess as_foreign_mail() const {
    if (!text_) return std::nullopt;
    if (lines_.front().starts_with("From ") && lines_.size() > 1 &&
        lines_[1].find(": ") != std::string_view::npos)
      return content(Kind::foreign_mail, Readable::not_mail, "mail in mbox form");
    for (std::string_view word : {"Received:", "Return-Path:", "Message-ID:", "MIME-Version:",
                                  "Delivered-To:", "X-Mozilla-Status:"})
      if (base::starts_with_fold(lines_.front(), word))
        return content(Kind::foreign_mail, Readable::not_mail, "an Internet message (EML)");
    return std::nullopt;
  }

  // Console text in it is damage: a redirected EXPORT wrote over the database (Q179072).
  Sniffed of_post_office(const NamedKind& named) const {
    Sniffed out = of(named, Known::both);
    if (head_.find("Exporting messages in mailbox") != std::string_view::npos)
      out.says = "damaged: a redirected EXPORT wrote its console text into it (Q179072)";
    return out;
  }

  // Known by its name, unless what stands there cannot be such a file.
  Sniffed by_name(const NamedKind& named) const {
    const bool scrambled = named.kind == Kind::post_office || named.kind == Kind::archive;
    if (scrambled && text_) {
      Sniffed out = content(Kind::text, Readable::not_mail, "");
      out.says = "named as a file of cc:Mail, but holds plain text";
      return out;
    }
    return of(named, scrambled ? Known::both : Known::name);
  }

  std::string_view path_, head_;
  std::uint64_t size_;
  const ccmail::Keywords& words_;
  bool text_ = false;
  std::vector<std::string_view> lines_;
};

}  // namespace

Sniffed found_messages(std::string_view path, bool at_start) {
  if (extension(path) == ".und") return {Kind::undeliverable, Known::both, Readable::yes, "", ""};
  return {Kind::messages, Known::content, at_start ? Readable::yes : Readable::partly, "", ""};
}

std::string banner_version(std::string_view text) {
  static constexpr std::string_view kWord = "EXPORT ";
  for (auto at = text.find(kWord); at != std::string_view::npos; at = text.find(kWord, at + 1)) {
    auto rest = text.substr(at + kWord.size());
    const auto end = std::min(rest.find_first_not_of("0123456789."), rest.size());
    const auto version = rest.substr(0, end);
    const auto line = rest.substr(0, rest.find('\n'));
    if (version.find('.') != std::string_view::npos && version.size() < 20 &&
        line.find("Copyright") != std::string_view::npos)
      return std::string(version);
  }
  return {};
}

Sniffed sniff(std::string_view path, std::string_view head, std::uint64_t size,
              const ccmail::Keywords& words) {
  return Sniffer(path, head, size, words).run();
}

}  // namespace migrator::survey
