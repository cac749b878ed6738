#pragma once
// Library: manifest files found in some places, read, and held against one
// another. load() makes one Knowledge of it; lint looks at it file by file.
#include <filesystem>
#include <string>
#include <vector>

#include "checker/manifest/manifest.hpp"

namespace checker::manifest {

struct Place {
  std::filesystem::path path;  // a folder, or one file
  bool context = false;        // read for what it declares; nobody asked about it
};

struct FoundFile {
  std::filesystem::path file;
  std::string name;       // for messages: from the folder's own name on
  std::string relative;   // below the folder
  std::size_t place = 0;  // in the list of places
  bool context = false;
};

/// The files of some places by what they are, in each place parents first, then by name. A file
/// that is in two places is there once.
struct Files {
  std::vector<FoundFile> manifests;   // *.json, but *.schema.json and those below
  std::vector<FoundFile> cases;       // *.cases.json
  std::vector<FoundFile> fixes;       // *.fixes.json
  std::vector<base::Error> problems;  // what stood in the way
};
/// Of a place that is one file, also the files that belong to it: X.json, X.cases.json,
/// X.fixes.json.
Files find_files(const std::vector<Place>& places);

struct Library {
  struct Shelved {
    Manifest manifest;
    std::string relative;   // below the folder where it was found
    std::size_t place = 0;  // in the list of places
    bool context = false;
  };
  struct Refused {
    std::string name;
    base::Error error;
    bool context = false;
  };
  std::vector<Shelved> manifests;  // that stand, in the order of the files
  std::vector<Refused> refused;    // left out whole
};

/// A manifest is refused when it cannot be read, when it uses what none of those that stand
/// declares, or when it defines again what one before it defines. A context's file is passed over
/// when another place has a newer version of it: the same id, in the same place below the folder.
Library read_library(const Files& files);
/// Manifests that were read already, held against one another.
Library settle(std::vector<Library::Shelved> manifests);

Knowledge knowledge_of(std::vector<Library::Shelved> manifests);

}  // namespace checker::manifest
