#include "migrator/survey/guess.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/path.hpp"
#include "migrator/survey/names.hpp"

namespace migrator::survey {
namespace {

const std::pair<const std::string, std::uint64_t>* most(
    const std::map<std::string, std::uint64_t>& votes) {
  const std::pair<const std::string, std::uint64_t>* out = nullptr;
  for (const auto& one : votes)
    if (!has_control(one.first) && (out == nullptr || one.second > out->second)) out = &one;
  return out;
}

}  // namespace

Guess guess_database(const Survey& survey) {
  bool clan = false, mlan = false, db8 = false;
  for (const FileRecord& file : survey.files) {
    if (file.what.kind != Kind::post_office || file.in_run) continue;
    clan = clan || fits(file_name(file.path), "CLANDATA");
    mlan = mlan || fits(file_name(file.path), "MLANDATA");
    db8 = db8 || fits(file_name(file.path), "CCPOMBOX.*");
  }
  const bool db6 = clan && mlan;
  if (db6 && db8) return {"", "files of DB6 and of DB8 lie there: say which"};
  if (db6) return {"DB6", "CLANDATA and MLANDATA lie there"};
  if (db8) return {"DB8", "CCPOMBOX lies there"};
  return {};
}

Guess guess_export_version(const Survey& survey) {
  Guess out;
  for (const FileRecord& file : survey.files) {
    if (file.version.empty() || file.in_run) continue;
    if (out.value.empty())
      out = {file.version, "the banner in " + file.path};
    else if (file.version != out.value)
      out.why += ", though " + file.path + " has " + file.version;
  }
  return out;
}

Guess guess_date_order(const DateVotes& votes) {
  const std::uint64_t top = std::max({votes.mdy, votes.dmy, votes.ymd});
  if (top == 0) return {"mdy", "no date tells: it is what /DATE/1 is thought to write (Q180641)"};
  const auto order = votes.winner();
  Guess out{order == ccmail::DateOrder::mdy   ? "mdy"
            : order == ccmail::DateOrder::dmy ? "dmy"
                                              : "ymd",
            fmt::format("dates that fit only mdy: {}, dmy: {}, ymd: {}; any: {}", votes.mdy,
                        votes.dmy, votes.ymd, votes.either)};
  if (votes.mdy + votes.dmy + votes.ymd > top)
    out.why += "; they contradict one another, so look at the dates that arrive";
  return out;
}

const FileRecord* guess_directory(const Survey& survey) {
  const FileRecord* best = nullptr;
  const auto rank = [](const FileRecord& file) {
    return std::pair(file.directory->locals.size(), file.directory->entries);
  };
  for (const FileRecord& file : survey.files) {
    const bool own = file.directory && !file.in_run && extension(file.path) != ".imp";
    if (!own || !can_be_named(file.path)) continue;
    if (best == nullptr || rank(file) > rank(*best)) best = &file;
  }
  return best;
}

void OfficeVotes::add(const MailFacts& mail, const std::string& owner) {
  for (const auto* parties : {&mail.recipients, &mail.senders})
    for (const auto& [folded, party] : *parties) {
      if (party.name.find('@') != std::string::npos) continue;  // lives at a gateway
      const bool own = !owner.empty() && base::equals_fold(party.name, owner);
      for (const auto& [office, count] : party.offices) (own ? own_ : any_)[office] += count;
    }
}

Guess OfficeVotes::winner(const std::filesystem::path& folder) const {
  if (const auto* own = most(own_))
    return {own->first,
            fmt::format("owners of mailboxes are addressed there, {} times", own->second)};
  if (const auto* any = most(any_))
    return {any->first, fmt::format("most names in the headers have it, {} times", any->second)};
  const auto whole = std::filesystem::absolute(folder).lexically_normal();
  const std::string name =
      base::printable((whole.has_filename() ? whole : whole.parent_path()).filename().string());
  return {base::trim(name).empty() ? "UNKNOWN" : name,
          "no header names any, so it is called as the folder"};
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool can_be_named(const std::string& path) {
  return base::is_utf8(path) && !has_control(path) && base::RelPath::parse(path);
}

}  // namespace migrator::survey
