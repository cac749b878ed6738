#include "migrator/destination/address_book.hpp"

#include <clocale>
#include <cwctype>

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "migrator/destination/vcard.hpp"
#include "migrator/destination/vcard_merge.hpp"
#include "migrator/destination/vcard_reader.hpp"
#include "migrator/mime/address.hpp"

namespace migrator::destination {
namespace {

constexpr std::string_view kBetween("\0", 1);

std::uint64_t digest64(std::string_view text) {
  return std::stoull(base::sha256(text).substr(0, 16), nullptr, 16);
}

std::string place(std::string_view name, std::string_view post_office) {
  return folded_name(name) + std::string(kBetween) + folded_name(post_office);
}

// glibc's C.UTF-8: the same everywhere, whatever the process's own language is.
locale_t unicode() {
  static const locale_t kLocale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return kLocale;
}

}  // namespace

std::string folded_name(std::string_view utf8) {
  const std::string text = base::to_utf8(base::trim(utf8));
  if (base::is_ascii(text) || unicode() == nullptr) return base::lower(text);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t n = 1;
    while (i + n < text.size() && (static_cast<unsigned char>(text[i + n]) & 0xC0) == 0x80) ++n;
    char32_t code = static_cast<unsigned char>(text[i]);
    if (n > 1) code &= 0xFFu >> (n + 1);
    for (std::size_t k = 1; k < n; ++k)
      code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    base::append_utf8(
        out, static_cast<char32_t>(::towlower_l(static_cast<std::wint_t>(code), unicode())));
    i += n;
  }
  return out;
}

// A vCard file that has its name only when it is whole and safe.
class AddressBook::Writer {
 public:
  static base::Result<std::unique_ptr<Writer>> open(base::Files& files,
                                                    std::filesystem::path draft) {
    auto file = files.create(draft);
    if (!file) return std::move(file).error();
    return std::unique_ptr<Writer>(new Writer(files, std::move(draft), *std::move(file)));
  }
  base::Result<void> add(std::string_view text) {
    held_ += text;
    return held_.size() < kPiece ? base::Result<void>() : flush();
  }
  base::Result<void> finish(const std::filesystem::path& target, bool adds) {
    if (auto done = flush(); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    if (auto done = file_->close(); !done) return done;
    if (adds)
      if (auto done = merge(target); !done) return done;
    if (auto done = files_.rename(draft_, target); !done) return done;
    return files_.sync_directory(target.parent_path());
  }

 private:
  // The draft becomes what is there and what it has beyond that.
  base::Result<void> merge(const std::filesystem::path& target) {
    const auto merged = draft_.parent_path() / "merged.vcf.new";
    auto whole = merge_cards(files_, target, draft_, merged);
    if (!whole) return whole;
    return files_.rename(merged, draft_);
  }
  static constexpr std::size_t kPiece = 64 * 1024;
  Writer(base::Files& files, std::filesystem::path draft, std::unique_ptr<base::OutputFile> file)
      : files_(files), draft_(std::move(draft)), file_(std::move(file)) {}
  base::Result<void> flush() {
    if (held_.empty()) return {};
    auto done = file_->write(base::bytes_of(held_));
    held_.clear();
    return done;
  }
  base::Files& files_;
  std::filesystem::path draft_;
  std::unique_ptr<base::OutputFile> file_;
  std::string held_;
};

AddressBook::AddressBook(base::Files& files, std::filesystem::path root,
                         std::filesystem::path drafts, mime::Options options, bool adds)
    : files_(files),
      root_(std::move(root)),
      drafts_(std::move(drafts)),
      options_(std::move(options)),
      adds_(adds) {}
AddressBook::~AddressBook() = default;

unsigned AddressBook::remember(const DirectoryEntry& entry) {
  const Address address = address_of(entry, options_.post_office);
  places_.insert(digest64(place(entry.name, address.post_office)));
  return names_[digest64(folded_name(entry.name))]++;
}

std::string AddressBook::entry_uid(std::string_view name, unsigned repeated) const {
  std::string key = "directory" + std::string(kBetween) + place(name, options_.post_office);
  if (repeated > 0) key += std::string(kBetween) + std::to_string(repeated);
  return uuid_urn(key);
}

base::Result<void> AddressBook::put(const DirectoryEntry& entry) {
  if (!directory_) {
    names_.clear();
    places_.clear();
    auto writer = Writer::open(files_, drafts_ / "directory.vcf.new");
    if (!writer) return std::move(writer).error();
    directory_ = *std::move(writer);
  }
  const unsigned repeated = remember(entry);
  return directory_->add(entry_card(entry, entry_uid(entry.name, repeated), options_));
}

base::Result<void> AddressBook::finish_directory() {
  if (!directory_) return {};
  auto done = directory_->finish(root_ / "directory.vcf", adds_);
  directory_.reset();
  grown_ = true;
  if (done) known_ = !adds_;  // what was there before counts, too
  return done;
}

// A resumed run has the directory behind it: what it knew stands in the file.
base::Result<void> AddressBook::read_directory() {
  if (known_) return {};
  known_ = true;
  std::error_code absent;
  if (!std::filesystem::exists(root_ / "directory.vcf", absent)) return {};
  names_.clear();
  places_.clear();
  return read_entries(root_ / "directory.vcf",
                      [&](const DirectoryEntry& entry) { remember(entry); });
}

base::Result<void> AddressBook::copy_directory(Writer& out) const {
  std::error_code absent;
  if (!std::filesystem::exists(root_ / "directory.vcf", absent)) return {};
  auto file = base::ReadableFile::open(root_ / "directory.vcf");
  if (!file) return std::move(file).error();
  return base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes bytes) {
    return out.add(base::text_of(bytes));
  });
}

bool AddressBook::knows(const Address& member) const {
  const bool here =
      member.post_office.empty() || base::equals_fold(member.post_office, options_.post_office);
  if (here) return names_.contains(digest64(folded_name(member.name)));
  return places_.contains(digest64(place(member.name, member.post_office)));
}

struct AddressBook::Members {
  std::string mailbox;
  std::unordered_set<std::string> written;  // UIDs of members with a card of their own
  std::string cards;
  std::vector<std::string> unknown;
};

std::string AddressBook::resolve(const Address& member, const std::string& list,
                                 Members& members) const {
  if (knows(member)) return entry_uid(member.name, 0);
  const std::string uid =
      uuid_urn("member" + std::string(kBetween) + members.mailbox + std::string(kBetween) +
               place(member.name, member.post_office) + std::string(kBetween) + member.address);
  if (members.written.insert(uid).second) members.cards += member_card(member, uid, options_);
  const bool internet = mime::internet_mailbox(member.name).has_value() ||
                        base::starts_with_fold(member.address, "SMTP:");
  if (!internet)
    members.unknown.push_back("list \"" + base::printable(list) + "\": \"" +
                              base::printable(to_string(member)) +
                              "\" is not in the directory; delivered by name");
  return uid;
}

// Whoever has an address or details of his own in the address book has a card of his own: the
// directory's may say something else.
std::string AddressBook::resolve_person(const PersonalList& book, std::size_t index,
                                        Members& members) const {
  const Address& person = book.members[index];
  const Details details = index < book.details.size() ? book.details[index] : Details();
  if (details.empty() && person.address.empty() && knows(person)) return entry_uid(person.name, 0);
  std::string key = "person" + std::string(kBetween) + members.mailbox + std::string(kBetween) +
                    person.name + std::string(kBetween) + person.post_office +
                    std::string(kBetween) + person.address;
  for (const auto& [column, value] : details)
    key += std::string(kBetween) + column + std::string(kBetween) + value;
  const std::string uid = uuid_urn(key);
  if (members.written.insert(uid).second)
    members.cards += person_card(person, details, uid, options_);
  return uid;
}

base::Result<std::vector<std::string>> AddressBook::put_lists(
    const std::string& mailbox, const std::vector<PersonalList>& lists,
    const std::filesystem::path& target) {
  if (adds_ && lists.empty() && !grown_) return std::vector<std::string>();
  if (auto read = read_directory(); !read) return std::move(read).error();
  if (lists.empty() && names_.empty()) return std::vector<std::string>();
  auto out = Writer::open(files_, drafts_ / "lists.vcf.new");
  if (!out) return std::move(out).error();
  if (auto copied = copy_directory(**out); !copied) return std::move(copied).error();
  Members members{mailbox, {}, {}, {}};
  std::string groups;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    std::vector<std::string> uids;
    for (std::size_t k = 0; k < lists[i].members.size(); ++k)
      uids.push_back(lists[i].address_book ? resolve_person(lists[i], k, members)
                                           : resolve(lists[i].members[k], lists[i].name, members));
    const std::string key = "list" + std::string(kBetween) + place(mailbox, options_.post_office) +
                            std::string(kBetween) + std::to_string(i);
    groups += list_card(lists[i], uuid_urn(key), uids);
  }
  for (const std::string* text : {&members.cards, &groups})
    if (auto added = (*out)->add(*text); !added) return std::move(added).error();
  if (auto done = (*out)->finish(target, adds_); !done) return std::move(done).error();
  return std::move(members.unknown);
}

}  // namespace migrator::destination
