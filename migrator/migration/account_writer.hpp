#pragma once
// Writes one account: its lists and messages into NNNNNNNN.PRI, their content into NNNNNNNN.SEC.
#include <memory>
#include <string>
#include <vector>

#include "migrator/migration/message_row.hpp"
#include "migrator/migration/note.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::migration {

class AccountWriter : public SectionWriter {
 public:
  /// `stem` is the path without extension.
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

  /// A field of a row, and what a reader will see in its place.
  struct Cell {
    std::string field, seen;
  };
  base::Result<Cell> cell(const std::string& text, std::size_t longest);
  base::Result<Cell> list_cell(const std::string& text, std::size_t longest);
  Cell folder_cell(const Message& message) const;
  base::Result<void> line(const std::string& text) { return primary_.write(text + "\r\n"); }
  base::Result<void> note_line(const base::Json& note);
  base::Result<void> begin_lists();
  base::Result<void> put_people(const PersonalList& book);
  base::Result<std::string> row_of(const std::vector<std::string>& columns, bool is_list,
                                   std::vector<std::string>& read_back);
  base::Result<void> list_row(const std::optional<base::Json>& note, const std::string& row);
  base::Result<void> begin_messages();
  base::Result<std::string> write_chain(const Message& message, base::Json& note);

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
