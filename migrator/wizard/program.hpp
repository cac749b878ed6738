#pragma once
// Mailmig.exe, started and waited for.
#include <filesystem>
#include <functional>
#include <string>

#include "base/process.hpp"

namespace migrator::wizard {

/// A post office's password. Nothing prints it: what shows text shows `masked` text.
class Password {
 public:
  Password() = default;
  /// The first line of a file. Errc::usage when that is empty, too long, or no line of text.
  static base::Result<Password> from_file(const std::filesystem::path& file);
  /// The value of an environment variable, which is taken out of the environment: nothing that we
  /// start has it.
  static base::Result<Password> from_environment(const std::string& name);

  bool empty() const { return text_.empty(); }
  /// `text` without the password in it.
  std::string masked(std::string text) const;
  /// "/P:…", for the one command line that has to have it.
  std::string argument() const { return "/P:" + text_; }

 private:
  explicit Password(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// What is known of one start of the wizard.
struct Started {
  int code = 0;
  bool signalled = false;
  std::string printed;  // what it printed, masked; its beginning
};

/// What is started with which words.
struct Program {
  std::filesystem::path mailmig;
  std::filesystem::path wine;  // that runs it; empty: the system does
};

using Start = std::function<base::Result<base::Printed>(const std::vector<std::string>&)>;

/// A program by its path, or by its name in the PATH. Errc::usage where there is none.
base::Result<std::filesystem::path> find_program(const std::string& name);

/// Whether this system runs Mailmig.exe by itself.
bool runs_windows_programs();

/// The words of the command, without the password's: "wine Mailmig.exe /C:Z:\… /P:… /S".
std::string shown_command(const Program& program, const std::string& control, bool with_password);

/// Starts the wizard with the control file (a Windows path) and waits. `password` may be null.
base::Result<Started> start(const Program& program, const std::string& control,
                            const Password* password, const Start& start);

/// What its exit code says; "ended with 7, which Q198957 does not know" for others than 0, 1 and 2.
std::string meaning_of(const Started& started);

}  // namespace migrator::wizard
