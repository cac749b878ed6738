#include "migrator/run/options.hpp"

#include <set>

#include "base/text.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/address_map.hpp"
#include "migrator/mime/zone.hpp"

namespace migrator::run {
namespace {

using base::Errc;
using base::Error;
using base::Result;

}  // namespace

Result<Catalogue> catalogue_of(const Catalogue& source, const Request& request) {
  std::set<std::pair<AccountKind, std::string>> names;
  for (const Account& account : source.accounts)
    if (!names.emplace(account.kind, account.name).second)
      return Error{Errc::malformed, request.origin.path.string() + ": holds " +
                                        words({owner_of(account.kind), account.name}) + " twice"};
  Catalogue out = source;
  if (!request.time_zone.empty()) out.time_zone = request.time_zone;
  std::erase_if(out.accounts, [&](const Account& one) { return !request.job.carries(one); });
  return out;
}

Result<mime::Options> options_of(const Catalogue& catalogue, const Request& request) {
  mime::Options options;
  options.domain =
      request.domain.empty() ? mime::default_domain(catalogue.post_office) : request.domain;
  options.time_zone = catalogue.time_zone;
  options.code_page = catalogue.code_page;
  options.post_office = catalogue.post_office;
  if (!mime::is_domain(options.domain))
    return Error{Errc::usage, "\"" + base::printable(options.domain) + "\" is not a domain",
                 "give --domain a name such as harbor.example"};
  // What would fail at every message fails before anything is written.
  if (auto zone = mime::moment({}, options.time_zone); !zone) return std::move(zone).error();
  return options;
}

Result<void> read_address_map(Request& request, mime::Options& options) {
  if (request.address_map.empty()) return {};
  auto map = mime::AddressMap::read(request.address_map);
  if (!map) return std::move(map).error();
  request.address_map_digest = (*map)->digest();
  options.addresses = std::move(*map);
  return {};
}

}  // namespace migrator::run
