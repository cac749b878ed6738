#pragma once
// A file whose kind is known, looked at more closely.
#include "migrator/survey/survey.hpp"

namespace migrator::survey {

/// Adds to `record` what its content tells, and how much of it can be read; and to `survey` what it
/// tells of all messages. `file` is open, `head` its first bytes.
void study(std::shared_ptr<const base::ReadableFile> file, std::string_view head,
           const ccmail::Rules& rules, FileRecord& record, Survey& survey);

/// What there is to say of a file of messages, its dates read in `order`.
void say_mail(ccmail::DateOrder order, FileRecord& record);

}  // namespace migrator::survey
