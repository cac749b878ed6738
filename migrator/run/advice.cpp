#include "migrator/run/advice.hpp"

namespace migrator::run {

// Without a default: the compiler asks for the words of a new reason.
Advice advice_for(ledger::Reason reason) {
  using enum ledger::Reason;
  switch (reason) {
    case none:
      return {};
    case left_out:
      return {"a kind of content that the plan or the control file leaves out",
              "Run again into another destination with a plan that carries it."};
    case not_chosen:
      return {"of a mailbox, board or folder that was not named",
              "Name it with --mailbox, --board or --folder, and give another destination."};
    case outside_dates:
      return {"older or newer than was asked for",
              "Move --since or --until (EmailStart, EmailEnd), and give another destination."};
    case truncated:
      return {"the source ends inside the item",
              "Export that mailbox again; if the original is gone, complete the item by hand in "
              "the recovery set."};
    case not_a_message:
      return {"something else stands where a message should begin",
              "Look at the bytes in the recovery set: remove what is no mail, or put its header "
              "right."};
    case bad_size:
      return {"a size line or a length does not fit what follows it",
              "Correct the number in the recovery set; often an editor or a transfer in text mode "
              "changed the file."};
    case bad_date:
      return {"a date that no calendar has", "Write a real date in its place in the recovery set."};
    case bad_row:
      return {"a row of the migration files has the wrong columns or values",
              "Let `sidestep-migrator repair` mend a copy of the set, or correct the row in the "
              "recovery set."};
    case bad_pointer:
      return {"a row points outside its .SEC file",
              "Let `sidestep-migrator repair` mend a copy of the set; otherwise its content is not "
              "in the set, and the extraction has to be made again."};
    case bad_section:
      return {"the title or the column header of a section cannot be read",
              "Let `sidestep-migrator repair` mend a copy of the set (Q214822 is such a fault), or "
              "correct the two lines in the recovery set."};
    case missing_file:
      return {"a file that the set names is not there",
              "Put the file back, or make the extraction again, and run into another "
              "destination."};
    case missing_content:
      return {"the part without which a message is none is not there",
              "Export or extract that mailbox again; what there is of the item is in the recovery "
              "set."};
    case too_large:
      return {"larger than this program or the destination takes",
              "Take its attachments out in the recovery set and keep them apart."};
    case unreadable:
      return {"it cannot be read",
              "The message beside it says at which byte: compare it with its neighbours in the "
              "recovery set."};
    case undeliverable:
      return {"it was read, and the set or the destination cannot hold it",
              "The message beside it says why: correct the item in the recovery set, or choose "
              "another destination format."};
  }
  return {};
}

}  // namespace migrator::run
