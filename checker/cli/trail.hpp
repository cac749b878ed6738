#pragma once
// What check and migrate write into an audit log (--audit FILE): who asked what
// of which files, by which manifests, and what came of it (docs/audit.md).
#include <string>

#include "checker/cli/request.hpp"

namespace checker::cli {

class Trail {
 public:
  /// `file` "": nothing is written. `command`: "check", "migrate". `also`: further options that
  /// were given, by name. `request` is borrowed.
  Trail(std::string file, std::string command, const Request& request,
        base::Json also = base::Json::object())
      : file_(std::move(file)),
        command_(std::move(command)),
        request_(request),
        also_(std::move(also)) {}
  bool is_kept() const { return !file_.empty(); }

  /// Whether a record can be added, asked before anything is done.
  base::Result<void> ready() const;
  /// The record before a run.
  base::Result<void> begin(const Answer& answer);

  struct Outcome {
    std::string stage;                   // "end"; "refused", "dry-run": nothing was run
    int exit = 0;                        // the command's exit code
    const base::Error* error = nullptr;  // what stopped it
    base::Json run = nullptr;            // the account of a migration
  };
  /// The last record. `answer`: null where there is none.
  base::Result<void> end(const Answer* answer, Outcome outcome) const;

 private:
  base::Result<std::string> append(const std::string& stage, const Answer* answer,
                                   base::Json outcome) const;

  std::string file_, command_;
  const Request& request_;
  base::Json also_;
  std::string begun_;  // the hash of the record before the run
};

/// How every record begins: when, who, on which machine, by which program and command.
base::Json stamped(const std::string& command, const std::string& stage);

/// --audit on a command.
void add_audit_option(CLI::App& command, std::string& file);

}  // namespace checker::cli
