#pragma once
// A profile proposed from the strings of a program: EXPORT.EXE, IE.RI. Only
// what stands in the file is claimed; what it means beyond that a person says.
#include "base/stream.hpp"
#include "base/text.hpp"
#include "migrator/ccmail/profile.hpp"

namespace migrator::ccmail {

struct Proposal {
  struct Found {
    std::string spelling;  // as in the file
    std::uint64_t offset = 0;
    Slot slot = Slot::message;
  };
  struct Candidate {
    std::string spelling;
    std::uint64_t offset = 0;
  };
  std::string file;                     // its name
  std::vector<Found> found;             // words of the standard profile, by slot
  std::vector<std::string> kept;        // words of it that are not in the file
  std::vector<Candidate> candidates;    // by offset: words of the same shape, of unknown meaning
  std::size_t candidates_left_out = 0;  // after the first 200
};

/// Compares strings with `standard` in any case. A candidate is a word with a colon within 4 KiB of
/// a keyword that was found, or anywhere one that ends in an item suffix. Words of fewer than three
/// letters, numbers and location codes are not looked for: finding them proves nothing.
base::Result<Proposal> propose(const base::RandomAccess& file, const std::string& name,
                               const Profile& standard, const base::CodePage& page);

/// A profile that extends the standard one by what was found, with the candidates beside it.
base::Json to_json(const Proposal& proposal);

}  // namespace migrator::ccmail
