#include "checker/patch/decision/file_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace checker::patch {
namespace {

using inventory::FileRecord;
using version::to_string;

constexpr std::string_view kNeutral = "0000";  // LANG_NEUTRAL

constexpr std::array<std::pair<Action, std::string_view>, 5> kActions = {
    {{Action::replace, "replace"},
     {Action::add, "add"},
     {Action::keep, "keep"},
     {Action::refuse, "refuse"},
     {Action::manual, "manual"}}};
constexpr std::array<std::pair<Ground, std::string_view>, 19> kGrounds = {{
    {Ground::newer, "newer"},
    {Ground::rebuilt, "rebuilt"},
    {Ground::known_bytes, "known-bytes"},
    {Ground::downgrade, "downgrade"},
    {Ground::missing, "missing"},
    {Ground::same, "same"},
    {Ground::kept_newer, "kept-newer"},
    {Ground::elsewhere, "elsewhere"},
    {Ground::not_installed, "not-installed"},
    {Ground::other_bytes, "other-bytes"},
    {Ground::users_file, "users-file"},
    {Ground::no_version, "no-version"},
    {Ground::other_language, "other-language"},
    {Ground::other_machine, "other-machine"},
    {Ground::unreadable, "unreadable"},
    {Ground::contained, "contained"},
    {Ground::ambiguous, "ambiguous"},
    {Ground::with_its_set, "with-its-set"},
    {Ground::needs_setup, "needs-setup"},
}};

Ruling absent(const Offered& offered) {
  if (offered.create)
    return {Action::add, Ground::missing, "is not there, and the package adds it"};
  return {Action::keep, Ground::not_installed, "is not installed here"};
}

Ruling unversioned(const Offered& offered, const FileRecord& now) {
  if (std::ranges::find(offered.replaces, now.sha256) != offered.replaces.end())
    return {Action::replace, Ground::known_bytes,
            "has no version, and is a file that the package names by its hash"};
  return {Action::refuse, Ground::users_file, "has no version, so it may be yours"};
}

Ruling lower(const Offered& offered, const Version& is, const Wishes& wishes) {
  const std::string numbers =
      fmt::format("{} is higher than {}", to_string(is), to_string(*offered.version));
  if (wishes.allow_downgrade)
    return {Action::replace, Ground::downgrade, numbers + ", and a downgrade is allowed"};
  if (wishes.keep_newer) return {Action::keep, Ground::kept_newer, numbers + ": kept"};
  return {Action::refuse, Ground::downgrade, numbers};
}

}  // namespace

std::string_view to_string(Action action) {
  return std::ranges::find(kActions, action, &decltype(kActions)::value_type::first)->second;
}

std::string_view to_string(Ground ground) {
  return std::ranges::find(kGrounds, ground, &decltype(kGrounds)::value_type::first)->second;
}

bool same_machine(const Offered& offered, const FileRecord& now) {
  return !offered.machine || !now.machine || *offered.machine == *now.machine;
}

bool same_language(const Offered& offered, const FileRecord& now) {
  return !offered.language || !now.language || *offered.language == kNeutral ||
         *offered.language == *now.language;
}

Ruling ambiguous(std::size_t offers) {
  return {Action::refuse, Ground::ambiguous,
          fmt::format("{} different files are offered for it, and none fits better", offers)};
}

Ruling rule(const Offered& offered, const FileRecord* now, const Wishes& wishes) {
  if (now == nullptr) return absent(offered);
  if (now->path.find("!/") != std::string::npos)
    return {Action::refuse, Ground::contained, "is in a container: only files are replaced"};
  if (now->error) return {Action::refuse, Ground::unreadable, now->error->message};
  if (now->version_state == inventory::VersionState::unreadable ||
      now->version_state == inventory::VersionState::cut_short)
    return {Action::refuse, Ground::unreadable, "its version cannot be read"};
  if (!now->sha256.empty() && now->sha256 == offered.sha256)
    return {Action::keep, Ground::same, "is the very file of the package"};
  if (!same_machine(offered, *now))
    return {Action::refuse, Ground::other_machine,
            fmt::format("is for {}, the package's file for {}", *now->machine, *offered.machine)};
  if (!now->file_version) return unversioned(offered, *now);
  if (!offered.version)
    return {Action::refuse, Ground::no_version,
            "has version " + to_string(*now->file_version) + ", the package's file has none"};
  if (!same_language(offered, *now))
    return {Action::refuse, Ground::other_language,
            fmt::format("is of language {}, the package's file of {}", *now->language,
                        *offered.language)};
  if (*now->file_version < *offered.version)
    return {Action::replace, Ground::newer,
            fmt::format("{} is higher than {}", to_string(*offered.version),
                        to_string(*now->file_version))};
  if (*now->file_version > *offered.version) return lower(offered, *now->file_version, wishes);
  if (offered.rebuild)
    return {Action::replace, Ground::rebuilt,
            "is the same version in other bytes, which the package replaces"};
  return {Action::refuse, Ground::other_bytes,
          "is the same version, " + to_string(*offered.version) + ", but not the same file"};
}

}  // namespace checker::patch
