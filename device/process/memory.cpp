// SPDX-License-Identifier: Apache-2.0
#include "device/process/memory.hpp"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace cardea::process {
namespace {

constexpr std::uintptr_t page_start(std::uintptr_t address, std::uintptr_t page) {
  return address & ~(page - 1);
}

// A segment that was mapped without the right to write holds what the file holds: the loader's relocations are in the others.
void give_back_segment(std::uintptr_t base, const ElfW(Phdr) & segment, std::uintptr_t page) {
  if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) return;
  const std::uintptr_t first = page_start(base + segment.p_vaddr, page);
  const std::uintptr_t end = page_start(base + segment.p_vaddr + segment.p_memsz + page - 1, page);
  auto* const at = reinterpret_cast<void*>(first);
  // It holds no secret. Either call may be refused (the kernel's own vdso): then the pages stay, as before.
  if (::munlock(at, end - first) == 0) ::madvise(at, end - first, MADV_DONTNEED);
}

bool has_text_relocations(const dl_phdr_info& object) {
  for (std::size_t i = 0; i < object.dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object.dlpi_phdr[i];
    if (segment.p_type != PT_DYNAMIC) continue;
    const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(object.dlpi_addr + segment.p_vaddr);
    for (; entry->d_tag != DT_NULL; ++entry) {
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0)) return true;
    }
  }
  return false;
}

int give_back_object(dl_phdr_info* object, std::size_t, void*) {
  if (has_text_relocations(*object)) return 0;  // its text is not what its file holds
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (std::size_t i = 0; i < object->dlpi_phnum; ++i) give_back_segment(object->dlpi_addr, object->dlpi_phdr[i], page);
  return 0;
}

}  // namespace

contract::WallReport lock_memory() {
  constexpr rlim_t kAddressSpace = 256U << 20;  // the largest of those rows of rules.cpp that hold secrets
  rlimit limit{};
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur < kAddressSpace) {
    return {"memory-lock", false, "the limit on locked memory is too low: secrets could reach a swap partition"};
  }
  if (::mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) return {"memory-lock", true, "secrets cannot be swapped out"};
  return {"memory-lock", false, "not permitted here (RLIMIT_MEMLOCK): secrets could reach a swap partition"};
}

void give_back_memory() {
  ::malloc_trim(0);
  ::dl_iterate_phdr(give_back_object, nullptr);
}

}  // namespace cardea::process
