#pragma once
// What a folder of leftovers holds: every file of it, what it is, how that is known, and whether it
// can be read. Nothing is written.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "migrator/survey/mail.hpp"
#include "migrator/survey/sniff.hpp"
#include "migrator/survey/walk.hpp"

namespace migrator::survey {

/// A directory that EXPORT wrote.
struct DirectoryFacts {
  std::uint64_t entries = 0, damaged = 0;
  std::map<std::string, std::uint64_t> locations;  // "L": 12, …
  std::vector<std::string> locals;                 // names at L and R: their mailboxes were here
};

struct FileRecord {
  std::string path;  // relative to the folder, '/'-separated, bytes as the disk has them
  std::uint64_t size = 0;
  Sniffed what;
  std::string part_of;  // the packing list that names it
  bool in_run = false;  // lies in a destination or state of a run of ours
  std::shared_ptr<const MailFacts> mail;
  std::optional<DirectoryFacts> directory;
  std::string version;                                     // that EXPORT's banner in it prints
  std::vector<std::pair<std::string, std::string>> boxes;  // "Exporting … mailbox A to file B"
};

struct Survey {
  std::filesystem::path folder;
  std::vector<FileRecord> files;
  bool cut = false;                             // there were more files than a walk takes
  Sample sample;                                // of what is not ASCII in all messages
  DateVotes dates;                              // of all messages
  std::map<std::string, std::string> verified;  // of sets: file in lower case → its packing list

  const FileRecord* find(const std::string& path) const;
};

struct Options {
  std::filesystem::path profile;  // of keyword spellings; "": the one that came with the program
};

/// Looks at everything below `folder`. Errc::io when it is not there or cannot be read, Errc::usage
/// when it is no folder; and what is wrong with the profile. What cannot be read below it is a
/// record. Files of messages are read whole, once; of others no more than 64 KiB, or what the
/// readers of small files need.
base::Result<Survey> survey(const std::filesystem::path& folder, const Options& options = {});

/// The words of messages and directories: of a profile, or the ones that came with the program.
base::Result<ccmail::Rules> rules_of(const Options& options);

}  // namespace migrator::survey
