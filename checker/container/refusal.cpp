#include "checker/container/refusal.hpp"

namespace checker::container {
namespace {

struct Words {
  std::string_view what, hint;
};

constexpr std::string_view kSwitch =
    "extract it first: try its own switch /x (or /extract), or 7z x, and scan the folder";

Words words(Unreadable kind) {
  switch (kind) {
    case Unreadable::msi:
      return {"MSI package",
              "extract it first: msiexec /a PACKAGE TARGETDIR=FOLDER, or msiextract PACKAGE, and "
              "scan the folder"};
    case Unreadable::msp:
      return {"MSI patch (MSP)", "extract it first: 7z x PATCH, and scan the folder"};
    case Unreadable::mst:
      return {"MSI transform (MST)", "it holds no files; scan the package that it belongs to"};
    case Unreadable::installshield_cabinet:
      return {"InstallShield cabinet", "extract it first: unshield x CABINET, and scan the folder"};
    case Unreadable::installshield_setup:
      return {"InstallShield setup", kSwitch};
    case Unreadable::rar:
      return {"RAR archive", "extract it first: unrar x, or 7z x, and scan the folder"};
    case Unreadable::wim:
      return {"Windows image (WIM)",
              "mount or extract it first: wimapply, dism, or 7z x, and scan the folder"};
    case Unreadable::udf:
      return {"UDF disc image",
              "mount it (mount -o loop,ro IMAGE FOLDER) or extract it (7z x), and scan the folder"};
    case Unreadable::nsis:
      return {"NSIS installer", "extract it first: 7z x, and scan the folder"};
    case Unreadable::wise:
      return {"Wise installer", kSwitch};
    case Unreadable::inno:
      return {"Inno Setup installer", "extract it first: innoextract, and scan the folder"};
  }
  return {"container", kSwitch};
}

}  // namespace

Container refuse(Unreadable kind, std::uint64_t offset, std::uint64_t size) {
  const auto [what, hint] = words(kind);
  return {Format::unreadable, offset, size,
          base::Error{base::Errc::unsupported,
                      std::string(what) + ": recognised, but not a format that is read here",
                      std::string(hint)}};
}

}  // namespace checker::container
