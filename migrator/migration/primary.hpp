#pragma once
// A primary file as a stream of sections and rows (SDK appendxa_5eb7). Knows lines, comments,
// continuation, titles and column headers; what a row means is for others.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/lines.hpp"
#include "migrator/migration/note.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::migration {

enum class SectionKind { directory, pab, message, unknown };

struct Section {
  SectionKind kind = SectionKind::unknown;
  std::string address;               // of the title, UTF-8; "" of DIRECTORY and PublicMessages
  bool is_public = false;            // MAILMESSAGE,PublicMessages
  std::optional<Account> account;    // whose it is, when a note of ours says so
  std::vector<std::string> columns;  // UTF-8
  std::optional<Finding> defect;     // why its rows cannot be used
  std::uint64_t offset = 0, line = 0;
};

struct Row {
  std::vector<Field> fields;  // in the code page of the set
  std::optional<base::Json> note;
  std::optional<Finding> defect;  // the line could not be split into fields
  std::uint64_t offset = 0, line = 0, length = 0;
};

class PrimaryReader {
 public:
  /// `name` is for findings. Reading can begin at the title line of any section.
  PrimaryReader(std::shared_ptr<const base::RandomAccess> file, std::string name,
                const base::CodePage& page, std::uint64_t offset = 0, std::uint64_t line = 1);

  using Entry = std::variant<std::monostate, Section, Row>;  // monostate: the end
  base::Result<Entry> next();
  /// Oddities met since the last call.
  std::vector<Finding> take_remarks() { return std::exchange(remarks_, {}); }
  /// Our closing line, once it has been read.
  const std::optional<EndNote>& end() const { return end_; }

 private:
  base::Result<std::optional<Line>> physical();
  base::Result<std::optional<Line>> logical();
  base::Result<std::optional<Line>> significant();
  void take_comment(const Line& line);
  base::Result<Entry> read_title(SectionKind kind, const Line& line);
  base::Result<void> read_header(Section& section);
  Entry untitled(Line line, const base::Result<std::vector<Field>>& fields);
  Entry row(const Line& line, base::Result<std::vector<Field>> fields);
  void open_section(Section& section, const Line& line);
  Finding fault(std::uint64_t line, int event, std::string message) const;
  void remark(std::uint64_t line, std::string message);
  std::string text(const Field& field) const { return page_.decode(field.text).text; }

  LineReader lines_;
  std::string name_;
  base::CodePage page_;
  std::optional<Line> held_;  // read, but not yet used
  std::optional<base::Json> note_;
  std::uint64_t note_line_ = 0;
  std::optional<EndNote> end_;
  std::vector<Finding> remarks_;
  bool in_section_ = false, in_directory_ = false, blank_before_ = true;
  bool lf_said_ = false, cr_said_ = false;
};

}  // namespace migrator::migration
