// SPDX-License-Identifier: Apache-2.0
// The one place that includes libzip.
#include "assess/sheets/archive.hpp"

#include <zip.h>

#include <algorithm>
#include <array>
#include <set>

namespace cardea::assess {

namespace {

constexpr std::size_t kChunk = 64U << 10;
constexpr zip_uint16_t kFirstDate = 0x21;  // 1 January 1980
constexpr std::string_view kOleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
constexpr std::string_view kEnd = "PK\x05\x06";
constexpr std::string_view kEnd64Locator = "PK\x06\x07";
constexpr std::size_t kEnd64LocatorSize = 20;
constexpr const char* kSaveAgain = "open it in a spreadsheet program and save it again as .xlsx, without a password";

Problem damaged(const std::string& what) {
  return {Err::bad_value, "the workbook is damaged or cut short: " + what, kSaveAgain};
}

std::string told(zip_error_t* error) {
  std::string text = zip_error_strerror(error);
  zip_error_fini(error);
  return text;
}

std::string told_by(zip_t* archive) {
  return zip_error_strerror(zip_get_error(archive));
}

bool has_zip64_end(std::string_view file) {
  const std::size_t end = file.rfind(kEnd);
  return end != std::string_view::npos && end >= kEnd64LocatorSize &&
         file.substr(end - kEnd64LocatorSize).starts_with(kEnd64Locator);
}

Outcome<Unit> check_container(std::string_view file) {
  if (file.size() > kArchiveBytesMax)
    return Problem(Err::too_large, "the workbook is larger than " + std::to_string(kArchiveBytesMax >> 20) + " MiB");
  if (file.starts_with(kOleMagic))
    return Problem(Err::refused, "the workbook is protected by a password, or of the old .xls form", kSaveAgain);
  if (!file.starts_with("PK")) return Problem(Err::bad_value, "this is no workbook", kSaveAgain);
  if (has_zip64_end(file))
    return Problem(Err::refused, "the workbook is a ZIP64 archive, which none of its size needs", kSaveAgain);
  return kOk;
}

class OpenMember {
 public:
  OpenMember(zip_t* archive, const char* name) : file_(zip_fopen(archive, name, 0)) {}
  OpenMember(const OpenMember&) = delete;
  OpenMember& operator=(const OpenMember&) = delete;
  ~OpenMember() {
    if (file_ != nullptr) zip_fclose(file_);
  }
  zip_file_t* get() const { return file_; }

 private:
  zip_file_t* file_;
};

Outcome<Unit> add_member(zip_t* archive, const ArchiveMember& member) {
  const auto failed = [&] { return Problem(Err::exhausted, "cannot pack " + member.name + ": " + told_by(archive)); };
  zip_source_t* source = zip_source_buffer(archive, member.content.data(), member.content.size(), 0);
  if (source == nullptr) return failed();
  const zip_int64_t at = zip_file_add(archive, member.name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (at < 0) {
    zip_source_free(source);
    return failed();
  }
  const auto index = static_cast<zip_uint64_t>(at);
  if (zip_file_set_dostime(archive, index, 0, kFirstDate, 0) != 0) return failed();
  if (zip_set_file_compression(archive, index, ZIP_CM_DEFLATE, 9) != 0) return failed();
  return kOk;
}

Outcome<Buffer> content_of(zip_source_t* source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
    return Problem(Err::exhausted, "cannot read back what was packed");
  Buffer out(stat.size);
  const zip_int64_t got = zip_source_read(source, out.data(), out.size());
  zip_source_close(source);
  if (got != static_cast<zip_int64_t>(out.size())) return Problem(Err::exhausted, "cannot read back what was packed");
  return out;
}

}  // namespace

void Archive::Discard::operator()(zip* archive) const {
  zip_discard(archive);
}

Outcome<Archive> Archive::open(Bytes file) {
  TRY_(check_container(as_text(file)));
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(file.data(), file.size(), 0, &error);
  if (source == nullptr) return damaged(told(&error));
  zip_t* opened = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (opened == nullptr) {
    zip_source_free(source);
    return damaged(told(&error));
  }
  Archive archive(opened);
  TRY_(archive.look_through());
  return archive;
}

// A name that is there twice would let a spreadsheet program show another sheet than the one that is read here.
Outcome<Unit> Archive::look_through() const {
  const zip_int64_t count = zip_get_num_entries(zip_.get(), 0);
  if (count < 0 || static_cast<std::size_t>(count) > kArchiveMembersMax)
    return Problem(Err::too_large, "the workbook has more than " + std::to_string(kArchiveMembersMax) + " parts", kSaveAgain);
  std::set<std::string> seen;
  for (zip_uint64_t at = 0; at < static_cast<zip_uint64_t>(count); ++at) {
    zip_stat_t stat;
    if (zip_stat_index(zip_.get(), at, 0, &stat) != 0) return damaged(told_by(zip_.get()));
    if (stat.encryption_method != ZIP_EM_NONE) return Problem(Err::refused, "the workbook is encrypted", kSaveAgain);
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
      return Problem(Err::refused, "the workbook is packed in a way that workbooks are not", kSaveAgain);
    if (!seen.insert(stat.name).second) return Problem(Err::refused, "the workbook holds one part twice", kSaveAgain);
  }
  return kOk;
}

bool Archive::holds(const std::string& name) const {
  return zip_name_locate(zip_.get(), name.c_str(), 0) >= 0;
}

Outcome<Unit> Archive::read(const std::string& name, const Take& take) {
  const OpenMember member(zip_.get(), name.c_str());
  if (member.get() == nullptr) return damaged(name + ": " + told_by(zip_.get()));
  std::array<std::uint8_t, kChunk> chunk;
  for (;;) {
    const zip_int64_t got = zip_fread(member.get(), chunk.data(), chunk.size());
    if (got < 0) return damaged(name + ": " + zip_error_strerror(zip_file_get_error(member.get())));
    if (got == 0) return kOk;
    const auto size = static_cast<std::size_t>(got);
    if (size > kUnpackedBytesMax - unpacked_)
      return Problem(Err::too_large, "the workbook unpacks to more than " + std::to_string(kUnpackedBytesMax >> 20) + " MiB");
    unpacked_ += size;
    TRY_(take(Bytes(chunk).first(size)));
  }
}

Outcome<Buffer> pack(const std::vector<ArchiveMember>& members) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (source == nullptr) return Problem(Err::exhausted, "cannot pack: " + told(&error));
  const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> kept(source, zip_source_free);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(source);
    return Problem(Err::exhausted, "cannot pack: " + told(&error));
  }
  for (const ArchiveMember& member : members) {
    if (auto added = add_member(archive, member); !added) {
      zip_discard(archive);
      return std::move(added.error());
    }
  }
  if (zip_close(archive) != 0) {
    Problem problem(Err::exhausted, "cannot pack: " + told_by(archive));
    zip_discard(archive);
    return problem;
  }
  return content_of(source);
}

}  // namespace cardea::assess
