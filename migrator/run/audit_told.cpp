// What the audited run was told: beside the mail stands how it is rendered, in the ledger's binding
// what was chosen.
#include "migrator/run/audit_parts.hpp"
#include "migrator/run/binding.hpp"
#include "migrator/run/options.hpp"
#include "migrator/run/orders.hpp"

namespace migrator::run {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using ledger::Reason;

bool Told::begins(const Account& account) const {
  return job.carries(account) && selection.chosen(account);
}

bool Told::writes_lists(const Account& account) const {
  if (account.kind != AccountKind::mailbox || !selection.chosen(account)) return false;
  const bool nobody_wants =
      job.left_out.contains(Content::lists) && job.left_out.contains(Content::address_book);
  for (std::size_t i = 0; i < job.passes.size(); ++i)
    if (job.passes[i].carries(account) &&
        (job.passes[i].carries_lists() || (nobody_wants && job.brings_directory(i))))
      return true;
  return false;
}

std::optional<Reason> Told::filters(const Account& account, const Item& item) const {
  if (job.left_out.contains(content_of(account))) return Reason::left_out;
  if (!selection.chosen(account)) return Reason::not_chosen;
  return selection.filtered(account, item);
}

std::optional<Reason> Told::filters(const Account& mailbox, const PersonalList& list) const {
  if (job.left_out.contains(content_of(list))) return Reason::left_out;
  if (!selection.chosen(mailbox)) return Reason::not_chosen;
  return std::nullopt;
}

Result<Told> told_of(const AuditRequest& request, const ledger::Binding& binding,
                     const Catalogue& catalogue) {
  const fs::path file = request.root / ".sidestep/destination.json";
  auto json = base::read_json(file);
  if (!json) return std::move(json).error().during("the destination's binding");
  const auto text = [&](const char* key) {
    const auto value = json->is_object() ? json->value(key, base::Json()) : base::Json();
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  Request run;
  run.origin = request.origin;
  run.time_zone = text("time_zone");
  run.domain = text("domain");
  run.address_map = request.address_map;
  Told told;
  told.catalogue = catalogue;
  if (!run.time_zone.empty()) told.catalogue.time_zone = run.time_zone;
  auto options = options_of(told.catalogue, run);
  if (!options) return std::move(options).error();
  if (auto read = read_address_map(run, *options); !read) return std::move(read).error();
  if (run.address_map_digest != text("addresses"))
    return Error{Errc::conflict,
                 text("addresses").empty() ? "the run had no address map"
                 : request.address_map.empty()
                     ? "the run had an address map"
                     : request.address_map.string() + ": is not the address map of the run",
                 "give the --address-map of the run, as it was"};
  told.options = std::move(*options);
  auto orders = parse_orders(binding.orders, "the ledger's orders");
  if (!orders) return std::move(orders).error();
  told.job = run.job = std::move(orders->job);
  told.selection = std::move(orders->selection);
  auto seen = catalogue_of(catalogue, run);
  if (!seen) return std::move(seen).error();
  told.catalogue = std::move(*seen);
  return told;
}

}  // namespace migrator::run
