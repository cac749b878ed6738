#pragma once
// Writes one account: its lists and messages into NNNNNNNN.PRI, their content into NNNNNNNN.SEC.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "migrator/migration/message_row.hpp"
#include "migrator/migration/note.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::migration {

class AccountWriter : public SectionWriter {
 public:
  /// `stem` is the path without extension. put() refuses with Errc::limit, and before it writes
  /// anything of it, what a reader of sets would not take.
  static base::Result<std::unique_ptr<SectionWriter>> create(base::Files& files,
                                                             const std::filesystem::path& stem,
                                                             const base::CodePage& page,
                                                             const Account& account,
                                                             const std::string& post_office);
  base::Result<void> put(const Item& item) override;
  base::Result<void> put(const PersonalList& list) override;  // an address book: a row a person
  base::Result<void> finish() override;

 private:
  AccountWriter(base::Files& files, Draft primary, SecondaryWriter secondary,
                const base::CodePage& page, const Account& account, std::string post_office)
      : files_(files),
        primary_(std::move(primary)),
        secondary_(std::move(secondary)),
        page_(page),
        account_(account),
        post_office_(std::move(post_office)) {}

  /// A field of a row, and what a reader will see in its place; or a note's line.
  struct Cell {
    std::string field, seen;
    std::optional<std::string> other = {};  // the bytes of an Other block that holds it instead
  };
  /// A row with the note above it. What is planned is not written yet, and can still be refused as
  /// one item; only I/O stops what is being written.
  struct Row {
    std::vector<Cell> cells;
    std::optional<Cell> note;
  };
  base::Result<Cell> cell(const std::string& text, std::size_t longest) const;
  base::Result<Cell> list_cell(const std::string& text, std::size_t longest) const;
  Cell folder_cell(const Message& message) const;
  static base::Result<Cell> note_cell(const base::Json& note);
  base::Result<std::vector<Cell>> cells_of(const std::vector<std::string>& columns,
                                           bool is_list) const;
  base::Result<std::vector<Cell>> cells_of(const Message& message) const;
  static base::Result<Row> row_of(std::vector<Cell> cells, const std::optional<base::Json>& note);
  base::Result<Row> row_of(const PersonalList& list) const;
  base::Result<Row> row_of(const PersonalList& book, std::size_t person) const;

  base::Result<void> line(const std::string& text) { return primary_.write(text + "\r\n"); }
  base::Result<void> place(Cell& cell);
  base::Result<void> note_line(Cell note);
  base::Result<void> account_line();
  base::Result<void> begin_lists();
  base::Result<void> begin_messages();
  base::Result<void> list_row(Row row);
  base::Result<void> put_people(const PersonalList& book);

  base::Files& files_;
  Draft primary_;
  SecondaryWriter secondary_;
  base::CodePage page_;
  Account account_;
  std::string post_office_;
  EndNote written_;
  bool in_messages_ = false, has_people_ = false;
};

}  // namespace migrator::migration
