// Profiles, and what is proposed from the strings of a program.
#include "migrator/ccmail/header.hpp"
#include "migrator/ccmail/proposal.hpp"
#include "tests/fuzz/fuzz.hpp"

using fuzz::require;
namespace ccmail = migrator::ccmail;

namespace {

void propose(base::Bytes bytes, const ccmail::Profile& standard) {
  static const auto kPage = base::CodePage::find(850);
  const base::MemoryAccess file(bytes);
  const auto proposal = ccmail::propose(file, "EXPORT.EXE", standard, *kPage);
  require(bool(proposal), "memory can be read");
  for (const auto& found : proposal->found)
    require(found.offset < bytes.size(), "what was found lies in the file");
  for (const auto& candidate : proposal->candidates)
    require(candidate.offset < bytes.size() && !candidate.spelling.empty(),
            "a candidate lies in the file");
  (void)base::dump(ccmail::to_json(*proposal));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kStandard = ccmail::standard_profile();
  require(bool(kStandard), "the profile that came with the program can be read");
  const base::Bytes bytes = fuzz::bytes(data, size);
  propose(bytes, **kStandard);
  const auto json = base::parse_json(base::text_of(bytes), "p.json");
  if (!json) return 0;
  const auto profile = ccmail::parse_profile(*json, "p.json", kStandard->get());
  if (!profile) {
    require(!profile.error().message.empty(), "an error says something");
    return 0;
  }
  const auto rules = ccmail::Rules::make(850, ccmail::DateOrder::mdy, *profile);
  require(bool(rules), "a good profile can be used");
  for (const auto& spelling : profile->of(ccmail::Slot::message))
    require(spelling.text.size() <= 60, "words are bounded");
  return 0;
}
