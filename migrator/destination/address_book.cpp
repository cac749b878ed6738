#include "migrator/destination/address_book.hpp"

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "migrator/destination/ldif.hpp"
#include "migrator/destination/ldif_merge.hpp"
#include "migrator/destination/mailbox_lists.hpp"
#include "migrator/destination/vcard.hpp"
#include "migrator/destination/vcard_reader.hpp"

namespace migrator::destination {
namespace {

constexpr const char* kCards = "directory.vcf";
constexpr const char* kRecords = "directory.ldif";

// How cards come to those of a file.
base::Result<void> add_cards(base::Files& files, const std::filesystem::path& there,
                             const std::filesystem::path& more,
                             const std::filesystem::path& merged) {
  return merge_cards(files, there, more, merged);
}

void describe(const SettledCard& card, Delivered& out) {
  out.target_id = card.uid;
  out.hash = base::sha256(card.text);
  out.bytes = card.text.size();
}

}  // namespace

AddressBook::AddressBook(base::Files& files, std::filesystem::path root,
                         std::filesystem::path drafts, mime::Options options, bool adds)
    : files_(files),
      root_(std::move(root)),
      drafts_(std::move(drafts)),
      options_(std::move(options)),
      adds_(adds),
      entries_(options_) {}
AddressBook::~AddressBook() = default;

base::Result<void> AddressBook::open_directory() {
  if (cards_ && records_) return {};
  entries_.clear();
  there_ = {};
  if (adds_)
    if (auto read = there_.read(root_ / kCards); !read) return read;
  auto cards = BookWriter::open(files_, drafts_ / "directory.vcf.new");
  if (!cards) return std::move(cards).error();
  auto records = BookWriter::open(files_, drafts_ / "directory.ldif.new");
  if (!records) return std::move(records).error();
  cards_ = *std::move(cards);
  records_ = *std::move(records);
  return records_->add(ldif_frame(options_));
}

base::Result<Delivered> AddressBook::put(const DirectoryEntry& entry) {
  if (auto opened = open_directory(); !opened) return std::move(opened).error();
  const LdifName name = entries_.remember(entry);
  SettledCard card{entry_card(entry, name.uid, options_), name.uid};
  if (adds_) card = there_.settle(std::move(card.text));
  if (auto added = cards_->add(card.text); !added) return std::move(added).error();
  if (auto added = records_->add(ldif_entry(entry, name, options_)); !added)
    return std::move(added).error();
  Delivered out;
  out.target = kCards;
  describe(card, out);
  return out;
}

base::Result<void> AddressBook::finish_directory() {
  if (!cards_) return {};
  auto done = cards_->finish(root_ / kCards, adds_ ? add_cards : BookWriter::Merge());
  if (done) done = records_->finish(root_ / kRecords, adds_ ? merge_ldif : BookWriter::Merge());
  cards_.reset();
  records_.reset();
  grown_ = true;
  if (done) known_ = !adds_;  // what was there before counts, too
  return done;
}

// A resumed run has the directory behind it: what it knew stands in the file.
base::Result<void> AddressBook::read_directory() {
  if (known_) return {};
  known_ = true;
  if (!stands(root_ / kCards)) return {};
  entries_.clear();
  return read_entries(root_ / kCards,
                      [&](const DirectoryEntry& entry) { entries_.remember(entry); });
}

base::Result<void> AddressBook::copy_directory(BookWriter& out) const {
  if (!stands(root_ / kCards)) return {};
  auto file = base::ReadableFile::open(root_ / kCards);
  if (!file) return std::move(file).error();
  return base::Blob::window(*file, 0, (*file)->size()).each([&](base::Bytes bytes) {
    return out.add(base::text_of(bytes));
  });
}

// Lists have something to stand in, though the directory was left out.
base::Result<void> AddressBook::frame_directory() {
  if (stands(root_ / kRecords)) return {};
  auto out = BookWriter::open(files_, drafts_ / "directory.ldif.new");
  if (!out) return std::move(out).error();
  if (auto added = (*out)->add(ldif_frame(options_)); !added) return added;
  return (*out)->finish(root_ / kRecords, nullptr);
}

LdifName AddressBook::box_of(const std::string& mailbox) {
  const auto [box, fresh] = boxes_.try_emplace(mailbox);
  if (fresh) {
    const std::string uid = uuid_urn(joined_key({"lists", mailbox, options_.post_office}));
    box->second = {
        ldif_rdn("ou", mailbox, uid, mailboxes_) + ",ou=Lists," + ldif_suffix(options_.domain),
        uid};
  }
  return box->second;
}

base::Result<void> AddressBook::write_cards(MailboxLists& made,
                                            const std::filesystem::path& target) {
  auto out = BookWriter::open(files_, drafts_ / "lists.vcf.new");
  if (!out) return std::move(out).error();
  if (auto copied = copy_directory(**out); !copied) return copied;
  if (auto added = (*out)->add(made.cards); !added) return added;
  if (!adds_) return (*out)->finish(target, {});
  std::unordered_map<std::string, Delivered*> lists;
  for (Delivered& one : made.delivered.lists) lists.emplace(one.target_id, &one);
  const auto tell = [&](const std::string& uid, const SettledCard& card) {
    if (const auto list = lists.find(uid); list != lists.end()) describe(card, *list->second);
  };
  return (*out)->finish(
      target, [&](base::Files& files, const auto& there, const auto& more, const auto& merged) {
        return merge_cards(files, there, more, merged, tell);
      });
}

base::Result<void> AddressBook::write_records(const std::string& records,
                                              const std::filesystem::path& target) {
  if (auto framed = frame_directory(); !framed) return framed;
  auto out = BookWriter::open(files_, drafts_ / "lists.ldif.new");
  if (!out) return std::move(out).error();
  if (auto added = (*out)->add(records); !added) return added;
  return (*out)->finish(target, adds_ ? merge_ldif : BookWriter::Merge());
}

base::Result<DeliveredLists> AddressBook::put_lists(const std::string& mailbox,
                                                    const std::vector<PersonalList>& lists,
                                                    const std::filesystem::path& target) {
  if (adds_ && lists.empty() && !grown_) return DeliveredLists();
  if (auto read = read_directory(); !read) return std::move(read).error();
  if (lists.empty() && entries_.empty()) return DeliveredLists();
  MailboxLists made =
      make_lists(mailbox, lists, box_of(mailbox), target.lexically_relative(root_).generic_string(),
                 entries_, options_);
  if (auto done = write_cards(made, target); !done) return std::move(done).error();
  if (!lists.empty()) {
    auto beside = target;
    if (auto done = write_records(made.records, beside.replace_extension(".ldif")); !done)
      return std::move(done).error();
  }
  return std::move(made.delivered);
}

}  // namespace migrator::destination
