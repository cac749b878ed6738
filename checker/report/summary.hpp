#pragma once
// What every format says of a check in the same words: the verdict in one
// sentence, what each engine would do, the ways out, and where it all comes from.
#include <string>
#include <vector>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// "SAFE WITH A CHANGE: as you meant it, this run is known to go wrong. …"
std::string headline(const CheckReport& report);

/// What the wizard's own engine would run into, as meant and along the plan: "run into Q214836 …".
std::string mailmig_would(const CheckReport& report);
/// What Sidestep's own engine does: "not affected; goes two-step because …".
std::string own_engine(const CheckReport& report);

/// What a person does next (next_steps.hpp), each with its command in the same line.
std::vector<std::string> next_steps(const CheckReport& report);

/// What has to be said where no migration was described.
inline constexpr std::string_view kNotDescribed =
    "No migration was described, so that only the files were judged. Give the control file with "
    "--control FILE, or the facts with --set FACT=VALUE, and check again.";

/// A product whose files are of different levels.
struct MixedLevels {
  std::string product;  // "Exchange Server 5.5"
  std::string text;     // which file is of which level, without a full stop
};
std::vector<MixedLevels> mixed_levels(const CheckReport& report);

struct WayOut {
  std::string text;
  std::vector<std::string> cures;  // rules, by id
};
/// What else could be done against the rules that strike or may block, each once, without what the
/// plan does already.
std::vector<WayOut> ways_out(const CheckReport& report);

/// The newest date of what the facts of all manifests were taken from, "2026-08-11"; "" when no
/// manifest states one.
std::string facts_as_of(const manifest::Knowledge& knowledge);

/// Reports name files, folders, servers and people.
inline constexpr std::string_view kNamesNote =
    "This report contains names of files, folders, servers and post offices, and may contain names "
    "of people: pass it on with care.";

}  // namespace checker::report
