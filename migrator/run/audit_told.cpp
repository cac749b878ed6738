// What the audited run was told: beside the mail stands how it is rendered, in the ledger's binding
// what was chosen.
#include "base/text.hpp"
#include "migrator/run/audit_parts.hpp"
#include "migrator/run/binding.hpp"
#include "migrator/run/options.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using ledger::Reason;

// Takes `word` from the beginning of `text`.
bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::set<Content> contents(std::string_view words) {
  std::set<Content> out;
  while (!words.empty()) {
    const auto end = words.find(", ");
    if (const auto one = content_named(words.substr(0, end))) out.insert(*one);
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 2);
  }
  return out;
}

// The inverse of to_string(Job).
Job job_in(std::string_view words) {
  Job job;
  while (!words.empty()) {
    std::string_view one = words.substr(0, words.find("; "));
    words.remove_prefix(std::min(words.size(), one.size() + 2));
    if (take(one, "left out: ")) {
      job.left_out = contents(one);
      continue;
    }
    if (one.starts_with("extract: ")) job.phase = Phase::extract;
    if (one.starts_with("import: ")) job.phase = Phase::import;
    const auto steps = one.starts_with("one-step: ") ? Steps::one : Steps::two;
    const auto colon = one.find(": ");
    if (colon != std::string_view::npos)
      job.passes.push_back({steps, contents(one.substr(colon + 2))});
  }
  for (Pass& pass : job.passes)
    if (pass.carries(Content::lists) && !job.left_out.contains(Content::address_book))
      pass.content.insert(Content::address_book);
  return job;
}

// "'a', 'b'", up to what cannot go on a list.
std::set<std::string> names_in(std::string_view& words) {
  std::set<std::string> out;
  if (take(words, "none")) return out;
  for (bool more = take(words, "'"); more;) {
    std::size_t end = words.find('\'');
    const auto ends = [&](std::size_t at) {
      const auto rest = words.substr(at + 1);
      return rest.empty() || rest.starts_with(", '") || rest.starts_with("; ");
    };
    while (end != std::string_view::npos && !ends(end)) end = words.find('\'', end + 1);
    if (end == std::string_view::npos) return out;
    out.emplace(words.substr(0, end));
    words.remove_prefix(end + 1);
    more = take(words, ", '");
  }
  return out;
}

std::optional<LocalTime> moment_in(std::string_view& words) {
  std::string digits;
  for (char c : words.substr(0, 19))
    if (c >= '0' && c <= '9') digits += c;
  words.remove_prefix(std::min<std::size_t>(words.size(), 19));
  return parse_time14(digits);
}

// The inverse of Selection::words().
Selection selection_in(std::string_view words) {
  Selection out;
  for (bool more = !words.empty(); more; more = take(words, "; ")) {
    if (take(words, "mailboxes "))
      out.mailboxes = names_in(words);
    else if (take(words, "boards "))
      out.boards = names_in(words);
    else if (take(words, "folders "))
      out.folders = names_in(words);
    else if (take(words, "since "))
      out.since = moment_in(words);
    else if (take(words, "until "))
      out.until = moment_in(words);
  }
  out.dates_of_boards = !take(words, " (boards: all)");
  return out;
}

// What was read is right when it says the same again.
void read_job(const std::string& words, Request run, Told& told) {
  const std::string middle = "; zone " + told.options.time_zone + "; domain " + told.options.domain;
  const auto at = words.find(middle);
  if (at != std::string::npos) {
    std::string_view rest(words);
    rest.remove_prefix(at + middle.size());
    rest = rest.substr(0, rest.rfind("; address map "));
    take(rest, "; ");
    run.job = job_in(std::string_view(words).substr(0, at));
    run.selection = selection_in(rest);
    told.exact = job_words(run, told.options) == words;
  }
  told.job = told.exact ? run.job : import_job();
  if (told.exact) told.selection = run.selection;
}

}  // namespace

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
  read_job(binding.job, run, told);
  run.job = told.job;
  auto seen = catalogue_of(catalogue, run);
  if (!seen) return std::move(seen).error();
  told.catalogue = std::move(*seen);
  return told;
}

}  // namespace migrator::run
