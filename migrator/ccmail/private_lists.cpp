#include "migrator/ccmail/private_lists.hpp"

#include <algorithm>

#include "base/csv.hpp"
#include "base/json.hpp"

namespace migrator::ccmail {
namespace {

base::Error wrong(const std::string& name, std::uint64_t line, const std::string& what,
                  std::string hint = "") {
  return {base::Errc::malformed, name + ":" + std::to_string(line) + ": " + what, std::move(hint)};
}

std::string did_you_mean(const std::string& name, const SetFile& set) {
  std::vector<std::string> names;
  for (const AccountFiles& files : set.accounts)
    if (files.account.kind == AccountKind::mailbox) names.push_back(files.account.name);
  const auto near = base::nearest(name, names);
  return near ? "did you mean \"" + *near + "\"?" : "";
}

// The file is UTF-8 when all of it is; no other page's text looks so by chance (ASCII is both).
base::Result<bool> all_utf8(const std::shared_ptr<const base::RandomAccess>& file,
                            const std::string& name) {
  base::CsvReader rows(file, name);
  for (;;) {
    auto row = rows.next();
    if (!row) return std::move(row).error();
    if (!*row) return true;
    if (!std::ranges::all_of((*row)->fields, base::is_utf8)) return false;
  }
}

bool is_header(const std::vector<std::string>& fields) {
  static constexpr std::string_view kColumns[] = {"mailbox", "list", "member"};
  return std::ranges::equal(fields, kColumns, [](std::string_view field, std::string_view column) {
    if (field.starts_with(base::kByteOrderMark)) field.remove_prefix(base::kByteOrderMark.size());
    return base::equals_fold(base::trim(field), column);
  });
}

}  // namespace

base::Result<PrivateLists> PrivateLists::open(std::shared_ptr<const base::RandomAccess> file,
                                              const SetFile& set) {
  PrivateLists lists;
  lists.file_ = std::move(file);
  lists.name_ = set.private_lists->text();
  auto utf8 = all_utf8(lists.file_, lists.name_);
  if (!utf8) return std::move(utf8).error();
  if (!*utf8) lists.page_ = set.rules.page;
  if (auto done = lists.index(set); !done) return std::move(done).error();
  return lists;
}

base::Result<void> PrivateLists::index(const SetFile& set) {
  base::CsvReader rows(file_, name_);
  auto header = rows.next();
  if (!header) return std::move(header).error();
  if (!*header || !is_header((*header)->fields))
    return wrong(name_, *header ? (*header)->line : 1, "expected the columns mailbox,list,member");
  Run* last = nullptr;
  const AccountFiles* mailbox = nullptr;  // of the last row
  for (;;) {
    auto record = rows.next();
    if (!record) return std::move(record).error();
    if (!*record) return {};
    const base::CsvRecord& at = **record;
    if (at.fields.size() != 3)
      return wrong(name_, at.line, "expected 3 fields, found " + std::to_string(at.fields.size()));
    const Row row = decode(at.fields);
    const bool same = mailbox != nullptr && base::equals_fold(mailbox->account.name, row.mailbox);
    if (!same) mailbox = set.find(AccountKind::mailbox, row.mailbox);
    if (mailbox == nullptr)
      return wrong(name_, at.line,
                   "mailbox \"" + base::printable(row.mailbox) + "\" is not in set.json",
                   did_you_mean(row.mailbox, set));
    if (row.list.empty()) return wrong(name_, at.line, "expected the name of a list");
    if (!row.member.empty()) any_member_ = true;
    if (first_comma_.empty() &&
        parse_ccmail_address(row.member).name.find(',') != std::string::npos)
      first_comma_ = name_ + ":" + std::to_string(at.line);
    if (!same)
      last =
          &runs_[base::lower(mailbox->account.name)].emplace_back(Run{at.offset, at.next, at.line});
    last->end = at.next;
  }
}

PrivateLists::Row PrivateLists::decode(const std::vector<std::string>& fields) const {
  const auto text = [&](const std::string& field) {
    return std::string(base::trim(page_ ? page_->decode(field).text : field));
  };
  return {text(fields[0]), text(fields[1]), text(fields[2])};
}

base::Result<std::vector<PersonalList>> PrivateLists::of(const std::string& mailbox) const {
  std::vector<PersonalList> out;
  const auto runs = runs_.find(base::lower(mailbox));
  if (runs == runs_.end()) return out;
  std::map<std::string, std::size_t> index;
  for (const Run& run : runs->second) {
    base::CsvReader rows(file_, name_, run.offset, run.line);
    for (std::uint64_t at = run.offset; at < run.end;) {
      auto record = rows.next();
      if (!record) return std::move(record).error();
      if (!*record || (*record)->fields.size() != 3)
        return wrong(name_, run.line, "the file has changed since it was opened");
      at = (*record)->next;
      Row row = decode((*record)->fields);
      const auto [place, fresh] = index.emplace(row.list, out.size());
      if (fresh) {
        out.emplace_back().name = std::move(row.list);
        out.back().place = {name_, (*record)->offset, at - (*record)->offset};
      }
      if (!row.member.empty())
        out[place->second].members.push_back(parse_ccmail_address(row.member));
    }
  }
  return out;
}

}  // namespace migrator::ccmail
