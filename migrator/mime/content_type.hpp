#pragma once
// Names of attachments, and what they say about the content.
#include <string>
#include <string_view>

namespace migrator::mime {

/// "application/msword" for "REPORT.DOC"; application/octet-stream when the extension says nothing
/// that can be relied on. Never text/…: nobody knows the code page of an attached text.
std::string_view content_type_of(std::string_view file_name);

/// A file name that names no other place: '/', '\' and control characters become '_'; "." and ".."
/// too. Over 200 bytes the middle goes and the extension stays.
std::string attachment_name(std::string_view name);

}  // namespace migrator::mime
