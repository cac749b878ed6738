#include "migrator/destination/mailbox_lists.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "migrator/destination/vcard.hpp"
#include "migrator/mime/address.hpp"

namespace migrator::destination {
namespace {

class Maker {
 public:
  Maker(const std::string& mailbox, const LdifName& box, const KnownEntries& known,
        const mime::Options& options)
      : mailbox_(mailbox), box_(box), known_(known), options_(options) {}

  MailboxLists make(const std::vector<PersonalList>& lists, const std::string& target);

 private:
  LdifName list_name(const PersonalList& list, std::size_t index);
  LdifName member(const Address& member, const std::string& list);
  LdifName person(const PersonalList& book, std::size_t index);
  LdifName called(const std::string& name, std::string uid) {
    const std::string head = ldif_rdn("cn", name, uid, names_);
    return {head + "," + box_.dn, std::move(uid)};
  }
  Delivered put(const PersonalList& list, const LdifName& name);

  const std::string& mailbox_;
  const LdifName& box_;
  const KnownEntries& known_;
  const mime::Options& options_;
  DirectoryNames names_;                           // below box_
  std::unordered_map<std::string, LdifName> own_;  // by UID: members with a card of their own
  std::string group_cards_, group_records_;
  MailboxLists out_;
};

MailboxLists Maker::make(const std::vector<PersonalList>& lists, const std::string& target) {
  // The lists choose their names before their members do.
  std::vector<LdifName> names;
  for (std::size_t i = 0; i < lists.size(); ++i) names.push_back(list_name(lists[i], i));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    Delivered one = put(lists[i], names[i]);
    one.target = target;
    out_.delivered.lists.push_back(std::move(one));
  }
  out_.cards += group_cards_;
  if (!lists.empty()) out_.records = ldif_mailbox(mailbox_, box_) + out_.records + group_records_;
  return std::move(out_);
}

LdifName Maker::list_name(const PersonalList& list, std::size_t index) {
  return called(list.name, uuid_urn(joined_key({"list", place_key(mailbox_, options_.post_office),
                                                std::to_string(index)})));
}

Delivered Maker::put(const PersonalList& list, const LdifName& name) {
  std::vector<std::string> uids, dns;
  for (std::size_t i = 0; i < list.members.size(); ++i) {
    LdifName one = list.address_book ? person(list, i) : member(list.members[i], list.name);
    uids.push_back(std::move(one.uid));
    // A group holds nobody twice (RFC 4512 §2.3).
    if (std::ranges::find(uids, uids.back()) == uids.end() - 1) dns.push_back(std::move(one.dn));
  }
  const std::string card = list_card(list, name.uid, uids);
  group_cards_ += card;
  group_records_ += ldif_list(list, name, dns);
  Delivered out;
  out.target_id = name.uid;
  out.hash = base::sha256(card);
  out.bytes = card.size();
  return out;
}

LdifName Maker::member(const Address& member, const std::string& list) {
  if (known_.knows(member)) return known_.called(member.name);
  const std::string uid = uuid_urn(
      joined_key({"member", mailbox_, place_key(member.name, member.post_office), member.address}));
  const auto [own, fresh] = own_.try_emplace(uid);
  if (fresh) {
    own->second = called(member.name, uid);
    out_.cards += member_card(member, uid, options_);
    out_.records += ldif_member(member, own->second, options_);
  }
  const bool internet = mime::internet_mailbox(member.name).has_value() ||
                        base::starts_with_fold(member.address, "SMTP:");
  if (!internet)
    out_.delivered.unknown.push_back("list \"" + base::printable(list) + "\": \"" +
                                     base::printable(to_string(member)) +
                                     "\" is not in the directory; delivered by name");
  return own->second;
}

// Whoever has an address or details of his own in the address book has a card of his own: the
// directory's may say something else.
LdifName Maker::person(const PersonalList& book, std::size_t index) {
  const Address& person = book.members[index];
  const Details details = index < book.details.size() ? book.details[index] : Details();
  if (details.empty() && person.address.empty() && known_.knows(person))
    return known_.called(person.name);
  std::string key =
      joined_key({"person", mailbox_, person.name, person.post_office, person.address});
  for (const auto& [column, value] : details) key += joined_key({"", column, value});
  const std::string uid = uuid_urn(key);
  const auto [own, fresh] = own_.try_emplace(uid);
  if (fresh) {
    own->second = called(person.name, uid);
    out_.cards += person_card(person, details, uid, options_);
    out_.records += ldif_person(person, details, own->second, options_);
  }
  return own->second;
}

}  // namespace

MailboxLists make_lists(const std::string& mailbox, const std::vector<PersonalList>& lists,
                        const LdifName& box, const std::string& target, const KnownEntries& known,
                        const mime::Options& options) {
  return Maker(mailbox, box, known, options).make(lists, target);
}

}  // namespace migrator::destination
