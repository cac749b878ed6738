#pragma once
// Fix tables: which file, of which version or date and size, an article ships.
// They say what a file includes; what goes wrong without it is a rule's matter.
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/version/version.hpp"

namespace checker::manifest {

/// One row of an article's table. It has a version, or a number that cannot be compared, or a date.
struct FixRow {
  std::string file;
  std::optional<Version> version;
  bool build_only = false;  // printed as "5.5.2642", without the last number
  bool reused = false;  // several builds carry this number: who is exactly at it may lack the fix
  std::string printed;  // a number that cannot be compared, as the article has it
  std::string branch;   // of a row without a version: that of the product's files; "": not known
  std::optional<std::chrono::sys_days> date;  // local to whoever built it
  std::optional<std::uint64_t> size;          // bytes
  std::string platform;                       // i386, alpha, mips, ppc; "": of all machines
};

/// The part of an article's tables that is of one language, component and release.
struct FixArticle {
  std::string kb;                     // "Q193735"
  std::string release;                // of an article that lists several: "2000-07-07"
  std::vector<std::string> first_in;  // service packs that have it first, in words
  std::string language;               // "0409"; "": not said
  std::string component;              // "Migration"; "": not said
  std::vector<FixRow> files;
};

/// Versions of one branch that are of another product, or of another service pack whose hotfixes
/// are numbered beside those of the next: a file inside and a row outside say nothing of each
/// other.
struct VersionLine {
  std::string name;
  Version from, below;
};

/// A file that several components ship, each with its own builds from a version on.
struct SharedFile {
  std::string file;
  Version from;
  std::string source;
};

struct FixTable {
  std::string id, version, note;
  std::vector<VersionLine> lines;
  std::vector<SharedFile> shared;
  std::vector<FixArticle> articles;

  std::size_t rows() const;
};

/// Reads *.fixes.json strictly. Errors begin with `name` and the JSON pointer of the place.
base::Result<FixTable> read_fixes(const base::Json& json, const std::string& name);
base::Result<FixTable> read_fixes(const std::filesystem::path& file);

struct LoadedFixes {
  std::vector<FixTable> tables;
  std::vector<base::Error> problems;  // one for each file that was left out
};

/// All tables below the folders. A file that is wrong, or has the id of one before it, is left out
/// whole.
LoadedFixes load_fixes(const std::vector<std::filesystem::path>& folders);

}  // namespace checker::manifest
