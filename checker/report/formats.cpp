#include "checker/report/formats.hpp"

#include <algorithm>

#include "checker/report/csv.hpp"
#include "checker/report/html/html.hpp"
#include "checker/report/junit.hpp"
#include "checker/report/nagios.hpp"
#include "checker/report/prometheus.hpp"
#include "checker/report/sarif.hpp"

namespace checker::report {
namespace {

std::string plain_text(const CheckReport& report) { return to_text(report); }
std::string json_text(const CheckReport& report) { return base::dump(to_json(report)) + "\n"; }
std::string sarif_text_of(const CheckReport& report) { return base::dump(to_sarif(report)) + "\n"; }
std::string nagios_text(const CheckReport& report) { return to_nagios(report); }

std::string no_error(const base::Error&) { return ""; }
std::string nagios_error(const base::Error& error) { return to_nagios(error); }
std::string json_error(const base::Error& error) {
  const base::Json body = {
      {"error",
       {{"code", base::to_string(error.code)}, {"message", error.message}, {"hint", error.hint}}}};
  return base::dump(body) + "\n";
}

struct Row {
  std::string_view name;
  Format format;
  std::string (*report)(const CheckReport&);
  std::string (*error)(const base::Error&);
  bool leaves_out_warnings;
};

constexpr Row kFormats[] = {
    {"text", Format::text, plain_text, no_error, false},
    {"json", Format::json, json_text, json_error, false},
    {"csv", Format::csv, to_csv, no_error, true},
    {"junit", Format::junit, to_junit, no_error, false},
    {"sarif", Format::sarif, sarif_text_of, no_error, false},
    {"html", Format::html, to_html, no_error, false},
    {"nagios", Format::nagios, nagios_text, nagios_error, false},
    {"prometheus", Format::prometheus, to_prometheus, no_error, true},
};

const Row& row_of(Format format) { return *std::ranges::find(kFormats, format, &Row::format); }

}  // namespace

std::vector<std::string> format_names() {
  std::vector<std::string> out;
  for (const Row& row : kFormats) out.emplace_back(row.name);
  return out;
}

std::optional<Format> format_named(std::string_view name) {
  const auto* const row = std::ranges::find(kFormats, name, &Row::name);
  if (row == std::end(kFormats)) return std::nullopt;
  return row->format;
}

std::string written(const CheckReport& report, Format format, bool colour) {
  if (format == Format::text && colour) return to_text(report, true);
  return row_of(format).report(report);
}

std::string written(const base::Error& error, Format format) { return row_of(format).error(error); }

bool leaves_out_warnings(Format format) { return row_of(format).leaves_out_warnings; }

}  // namespace checker::report
