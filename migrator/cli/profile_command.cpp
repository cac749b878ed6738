// profile: how a real EXPORT.EXE spells the words of its files.
#include <fmt/format.h>

#include "base/blob.hpp"
#include "base/files.hpp"
#include "migrator/ccmail/proposal.hpp"
#include "migrator/cli/commands.hpp"

namespace migrator::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;

struct ProfileOptions {
  std::string from, output;
  unsigned code_page = 850;
};

std::string page_of(const ccmail::Proposal& proposal, const std::string& output) {
  std::string out = fmt::format("{}: {} known words found\n", base::printable(proposal.file),
                                proposal.found.size());
  for (const auto& found : proposal.found)
    out += fmt::format("  {:<20} {:<20} byte {}\n", base::printable(found.spelling),
                       ccmail::slot_places()[static_cast<std::size_t>(found.slot)].name(),
                       found.offset);
  if (!proposal.kept.empty()) {
    out += "Not found, and kept from the standard profile:\n";
    for (const std::string& word : proposal.kept) out += "  " + base::printable(word) + "\n";
  }
  if (!proposal.candidates.empty()) {
    out += "They look like keywords; what they mean is for you to say (the reader ignores them):\n";
    for (const auto& each : proposal.candidates)
      out += fmt::format("  {:<41} byte {}\n", base::printable(each.spelling), each.offset);
    if (proposal.candidates_left_out > 0)
      out += fmt::format("  and {} more\n", proposal.candidates_left_out);
  }
  if (proposal.found.empty())
    out += "None of the words stands in this file. Is it EXPORT.EXE, or its IE.RI?\n";
  return out + (output.empty() ? "-o FILE writes this as a profile.\n"
                               : "Written to " + output +
                                     "; use it with --profile, or name it in set.json.\n");
}

Result<void> write_profile(const std::string& path, const base::Json& json) {
  std::error_code error;
  if (std::filesystem::exists(path, error))
    return Error{Errc::conflict, path + ": exists, and may hold corrections", "give -o a new name"};
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder, error))
    return Error{Errc::io, path + ": there is no folder " + folder.string(),
                 "make the folder, or give -o a name in one that is there"};
  base::PosixFiles files;
  auto done = base::write_whole(files, path, base::dump(json) + "\n");
  if (done) return done;
  Error failed = std::move(done).error();  // of the draft, whose name nobody gave
  if (const std::string draft = path + ".new"; failed.message.starts_with(draft))
    failed.message.replace(0, draft.size(), path);
  return failed;
}

Result<Outcome> profile(const ProfileOptions& options, const std::string& format) {
  auto page = base::CodePage::find(options.code_page);
  if (!page) return std::move(page).error().during("--code-page");
  auto standard = ccmail::standard_profile();
  if (!standard) return std::move(standard).error();
  auto file = base::ReadableFile::open(options.from);
  if (!file) return std::move(file).error();
  const std::string name = std::filesystem::path(options.from).filename().string();
  auto proposal = ccmail::propose(**file, base::to_utf8(name), **standard, *page);
  if (!proposal) return std::move(proposal).error();
  const base::Json json = ccmail::to_json(*proposal);
  if (!options.output.empty())
    if (auto written = write_profile(options.output, json); !written)
      return std::move(written).error();
  if (format == "json")
    fmt::print("{}\n", base::dump(json));
  else
    fmt::print("{}", page_of(*proposal, options.output));
  return Outcome{proposal->found.empty() ? 1 : 0};
}

}  // namespace

void add_profile(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ProfileOptions>();
  CLI::App* command = app.add_subcommand(
      "profile", "Propose a profile of keyword spellings from the strings of a program");
  command->add_option("--from", options->from, "EXPORT.EXE, IE.RI, or another program of cc:Mail")
      ->required();
  command->add_option("-o,--output", options->output, "A new file for the profile");
  command->add_option("--code-page", options->code_page, "Of the program's strings [850]");
  add_format(*command, chosen);
  command->footer("Example:\n  sidestep-migrator profile --from EXPORT.EXE -o export-profile.json");
  command->callback([options, &chosen] {
    chosen.command = [options, &chosen] { return profile(*options, chosen.format); };
  });
}

}  // namespace migrator::cli
