#include "migrator/destination/known_entries.hpp"

#include "base/text.hpp"
#include "migrator/destination/ldif_details.hpp"
#include "migrator/destination/vcard.hpp"

namespace migrator::destination {

namespace {

// A name with control characters is known by what its card gives back, in a resumed run, too.
std::string known_name(std::string_view name) { return folded_name(description_text(name)); }

}  // namespace

std::string joined_key(std::initializer_list<std::string_view> texts) {
  std::string out;
  for (const auto text : texts) (out += text) += '\0';
  out.pop_back();
  return out;
}

std::string place_key(std::string_view name, std::string_view post_office) {
  return joined_key({known_name(name), known_name(post_office)});
}

KnownEntries::KnownEntries(const mime::Options& options)
    : domain_(options.domain), post_office_(options.post_office) {}

void KnownEntries::clear() {
  names_.clear();
  places_.clear();
  people_ = {};
  offices_ = {};
}

std::string KnownEntries::uid(std::string_view name, unsigned repeated) const {
  const std::string place = place_key(name, post_office_);
  return uuid_urn(repeated == 0 ? joined_key({"directory", place})
                                : joined_key({"directory", place, std::to_string(repeated)}));
}

LdifName KnownEntries::remember(const DirectoryEntry& entry) {
  places_.insert(digest64(place_key(entry.name, address_of(entry, post_office_).post_office)));
  Known& known = names_[digest64(known_name(entry.name))];
  LdifName out{"", uid(entry.name, known.times)};
  const bool office = is_post_office(entry);
  const std::string head =
      ldif_rdn(office ? "ou" : "cn", entry.name, out.uid, office ? offices_ : people_) +
      (office ? ",ou=Post Offices" : ",ou=People");
  out.dn = head + "," + ldif_suffix(domain_);
  if (known.times++ == 0) known.dn = head;
  return out;
}

bool KnownEntries::knows(const Address& member) const {
  const bool here =
      member.post_office.empty() || base::equals_fold(member.post_office, post_office_);
  if (here) return names_.contains(digest64(known_name(member.name)));
  return places_.contains(digest64(place_key(member.name, member.post_office)));
}

LdifName KnownEntries::called(std::string_view name) const {
  const auto known = names_.find(digest64(known_name(name)));
  if (known == names_.end()) return {};
  return {known->second.dn + "," + ldif_suffix(domain_), uid(name, 0)};
}

}  // namespace migrator::destination
