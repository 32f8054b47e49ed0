// SPDX-License-Identifier: Apache-2.0
// What a confined process can and cannot do, tried with the real kernel: files, memory, signals, processes, limits.
#include "lib/confine/confine.hpp"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <csignal>

#include "lib/base/worker.hpp"
#include "lib/confine/confined_child.hpp"
#include "lib/confine/landlock.hpp"

namespace cardea::confine {
namespace {

using testing::As;
using testing::confined;
using testing::everyone;
using testing::kKilled;
using testing::rules_with;
using testing::tried;

int opened(const std::string& path, int flags) { return tried(open(path.c_str(), flags, 0600)); }

class ConfinedFiles : public testing::WithFolders {
 protected:
  // With or without Landlock the call outside the grants must fail; only the reason differs where Landlock is missing.
  void SetUp() override {
    if (landlock_abi() == 0) GTEST_SKIP() << "this kernel has no Landlock, and confine() says so";
  }
};

TEST_F(ConfinedFiles, inside_a_grant_can_be_read_and_outside_cannot) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, reading(), [&] { return opened(inside(), O_RDONLY); }), 0);
    EXPECT_EQ(confined(as, reading(), [&] { return opened(outside(), O_RDONLY); }), EACCES);
    EXPECT_EQ(confined(as, reading(), [&] { return opened(root_ + "/inside/../outside/file", O_RDONLY); }), EACCES);
    EXPECT_EQ(confined(as, reading(), [&] { return opened("/etc/passwd", O_RDONLY); }), EACCES);
  }
}

TEST_F(ConfinedFiles, a_grant_to_read_is_no_grant_to_write) {
  Rules rules = writing();
  rules.paths[0].write = false;
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside(), O_WRONLY); }), EACCES);
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside(), O_RDWR | O_TRUNC); }), EACCES);
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside("new"), O_WRONLY | O_CREAT); }), EACCES);
    EXPECT_EQ(confined(as, rules, [&] { return tried(unlink(inside().c_str())); }), EACCES);
    EXPECT_EQ(confined(as, rules, [&] { return tried(mkdir(inside("folder").c_str(), 0700)); }), EACCES);
  }
}

TEST_F(ConfinedFiles, who_may_only_read_cannot_write_even_where_it_is_granted) {
  Rules rules = reading();
  rules.paths[0].write = true;
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside(), O_WRONLY); }), EPERM);
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside(), O_RDONLY | O_TRUNC); }), EPERM);
    EXPECT_EQ(confined(as, rules, [&] { return tried(rename(inside().c_str(), inside("other").c_str())); }), EPERM);
  }
}

TEST_F(ConfinedFiles, who_may_open_nothing_opens_nothing) {
  Rules rules = writing();
  rules.allow = {Allow::base};
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside(), O_RDONLY); }), EPERM);
  }
}

TEST_F(ConfinedFiles, inside_a_grant_to_write_a_file_is_made_synced_renamed_and_removed) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, writing(),
                       [&] {
                         const int fd = open(inside("new").c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
                         if (fd < 0 || write(fd, "x", 1) != 1 || fdatasync(fd) != 0 || ftruncate(fd, 0) != 0) return errno;
                         struct flock lock {};
                         lock.l_type = F_WRLCK;
                         if (fcntl(fd, F_SETLK, &lock) != 0) return errno;
                         if (rename(inside("new").c_str(), inside("newer").c_str()) != 0) return errno;
                         return tried(unlink(inside("newer").c_str()));
                       }),
              0);
    EXPECT_EQ(confined(as, writing(), [&] { return opened(outside(), O_WRONLY); }), EACCES);
    EXPECT_NE(confined(as, writing(), [&] { return tried(rename(inside().c_str(), outside("moved").c_str())); }), 0);
    EXPECT_NE(confined(as, writing(), [&] { return tried(link(outside().c_str(), inside("linked").c_str())); }), 0);
  }
}

TEST_F(ConfinedFiles, devices_and_sockets_cannot_be_made_inside_a_grant) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, writing(), [&] { return tried(mknod(inside("fifo").c_str(), S_IFIFO | 0600, 0)); }), EPERM);
    EXPECT_EQ(confined(as, writing(), [&] { return tried(symlink("/etc/passwd", inside("link").c_str())); }), EPERM);
  }
}

TEST_F(ConfinedFiles, a_single_file_can_be_granted) {
  Rules rules = writing();
  rules.paths = {{inside(), /*write=*/true}};
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside(), O_RDWR); }), 0);
    EXPECT_EQ(confined(as, rules, [&] { return opened(inside("other"), O_WRONLY | O_CREAT); }), EACCES);
  }
}

TEST_F(ConfinedFiles, a_grant_to_nothing_is_named_in_the_fact) {
  Rules rules = reading();
  rules.paths.push_back({root_ + "/nowhere"});
  const auto says_so = [&](const Confined& done) {
    for (const WallFact& fact : done.facts()) {
      if (fact.wall == "landlock.fs") return fact.detail.find("not there: " + root_ + "/nowhere") != std::string::npos ? 0 : 1;
    }
    return 2;
  };
  EXPECT_EQ(confined(As::ordinary_user, rules, says_so), 0);
}

TEST(ConfinedMemory, cannot_become_code) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    const auto map = [](int protection) { return mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); };
    EXPECT_EQ(confined(as, {}, [&] { return map(PROT_READ | PROT_WRITE) == MAP_FAILED ? errno : 0; }), 0);
    EXPECT_EQ(confined(as, {}, [&] { return map(PROT_READ | PROT_EXEC) == MAP_FAILED ? errno : 0; }), EPERM);
    EXPECT_EQ(confined(as, {}, [&] { return tried(mprotect(map(PROT_READ | PROT_WRITE), 4096, PROT_READ)); }), 0);
    EXPECT_EQ(confined(as, {}, [&] { return tried(mprotect(map(PROT_READ | PROT_WRITE), 4096, PROT_READ | PROT_EXEC)); }), EPERM);
  }
}

TEST(ConfinedMemory, is_bounded) {
  Rules rules;
  rules.limits.address_space_bytes = 512ULL << 20;
  const auto take = [](std::size_t size) {
    return mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
  };
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules, [&] { return take(16U << 20); }), 0);
    EXPECT_EQ(confined(as, rules, [&] { return take(1024U << 20); }), ENOMEM);
  }
}

TEST(ConfinedMemory, is_in_no_core_dump_and_the_limit_cannot_be_raised) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, {},
                       [] {
                         rlimit limit{};
                         if (getrlimit(RLIMIT_CORE, &limit) != 0) return errno;
                         return limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1;
                       }),
              0);
    EXPECT_EQ(confined(as, {},
                       [] {
                         const rlimit limit{4096, 4096};
                         return tried(setrlimit(RLIMIT_CORE, &limit));
                       }),
              EPERM);
    EXPECT_EQ(confined(as, {}, [] { return prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1; }), 0);
    EXPECT_EQ(confined(as, {}, [] { return tried(prctl(PR_SET_DUMPABLE, 1)); }), EPERM);
  }
}

TEST(ConfinedDescriptors, are_bounded) {
  Rules rules;
  rules.limits.open_files = 16;
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules,
                       [] {
                         for (int i = 0; i < 64; ++i) {
                           if (dup(STDERR_FILENO) < 0) return errno;
                         }
                         return 0;
                       }),
              EMFILE);
  }
}

TEST_F(ConfinedFiles, are_bounded_and_a_full_one_is_an_error_not_a_death) {
  Rules rules = writing();
  rules.limits.file_size_bytes = 1;
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, rules,
                       [&] {
                         const int fd = open(inside().c_str(), O_WRONLY | O_CLOEXEC);
                         if (fd < 0) return errno;
                         constexpr off_t kBeyondAnyLimitOfOurs = 128 << 20;  // a log that is a file raises the limit to 64 MiB
                         return pwrite(fd, "x", 1, kBeyondAnyLimitOfOurs) < 0 ? errno : 0;
                       }),
              EFBIG);
  }
}

TEST(ConfinedSignals, reach_itself_and_nobody_else) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, {}, [] { return tried(kill(getppid(), 0)); }), EPERM);
    EXPECT_EQ(confined(as, {}, [] { return tried(kill(1, SIGTERM)); }), EPERM);
    EXPECT_EQ(confined(as, {}, [] { return tried(kill(-1, 0)); }), EPERM);
    EXPECT_EQ(confined(as, {},
                       [] {
                         static volatile std::sig_atomic_t came = 0;
                         std::signal(SIGUSR1, [](int) { came = 1; });
                         if (std::raise(SIGUSR1) != 0) return errno;
                         return came == 1 ? 0 : 1;
                       }),
              0);
    EXPECT_EQ(confined(as, {}, [] { std::abort(); return 0; }), kKilled + SIGABRT);
  }
}

TEST(ConfinedProcess, makes_no_other) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, {}, [] { return tried(fork()); }), EPERM);
    EXPECT_EQ(confined(as, {}, [] { return tried(syscall(SYS_vfork)); }), EPERM);
    EXPECT_EQ(confined(as, {}, [] {
      clone_args args{};
      return tried(syscall(SYS_clone3, &args, sizeof args));
    }), ENOSYS);
  }
}

TEST(ConfinedProcess, dies_of_what_only_an_exploit_would_try) {
  const struct {
    const char* what;
    void (*attack)();
  } attacks[] = {
      {"exec", [] { execl("/bin/true", "true", nullptr); }},
      {"execveat", [] { syscall(SYS_execveat, -1, "/bin/true", nullptr, nullptr, 0); }},
      {"ptrace", [] { ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr); }},
      {"reading another process", [] { syscall(SYS_process_vm_readv, getppid(), nullptr, 0, nullptr, 0, 0); }},
      {"writing another process", [] { syscall(SYS_process_vm_writev, getppid(), nullptr, 0, nullptr, 0, 0); }},
      {"loading a module", [] { syscall(SYS_init_module, nullptr, 0, ""); }},
      {"another kernel", [] { syscall(SYS_kexec_load, 0, 0, nullptr, 0); }},
      {"bpf", [] { syscall(SYS_bpf, BPF_MAP_CREATE, nullptr, 0); }},
      {"mount", [] { mount("none", "/mnt", "tmpfs", 0, nullptr); }},
      {"another namespace", [] { unshare(CLONE_NEWUSER); }},
      {"chroot", [] { if (chroot("/") != 0) return; }},
      {"keyrings", [] { syscall(SYS_keyctl, 0, 0, 0, 0, 0); }},
      {"io_uring", [] { syscall(SYS_io_uring_setup, 1, nullptr); }},
      {"reboot", [] { syscall(SYS_reboot, 0, 0, 0, nullptr); }},
  };
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    for (const auto& [what, attack] : attacks) {
      EXPECT_EQ(confined(as, {}, [&] { attack(); return 0; }), kKilled + SIGSYS) << what;
    }
  }
}

TEST(ConfinedProcess, may_compute_wait_and_ask_for_the_time_and_for_random_bytes) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, {},
                       [] {
                         int pipe_ends[2];
                         if (pipe2(pipe_ends, O_CLOEXEC) != 0) return 1;
                         if (write(pipe_ends[1], "x", 1) != 1) return 2;
                         char byte = 0;
                         if (read(pipe_ends[0], &byte, 1) != 1) return 3;
                         if (syscall(SYS_getrandom, &byte, 1, 0) != 1) return 4;
                         timespec now{};
                         if (syscall(SYS_clock_gettime, CLOCK_REALTIME, &now) != 0) return 5;
                         struct stat what {};
                         if (fstat(pipe_ends[0], &what) != 0) return 6;
                         if (prctl(PR_SET_NAME, "renamed") != 0) return 7;
                         std::vector<std::string> much(10'000, std::string(100, 'x'));
                         return much.size() == 10'000 ? 0 : 8;
                       }),
              0);
  }
}

TEST(ConfinedProcess, cannot_take_the_filter_off_or_talk_to_devices) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(confined(as, {}, [] { return tried(prctl(PR_SET_SECCOMP, 0)); }), EPERM);
    EXPECT_EQ(confined(as, {}, [] { return tried(syscall(SYS_seccomp, 0, 0, nullptr)); }), EPERM);
    EXPECT_EQ(confined(as, {}, [] { return tried(ioctl(STDERR_FILENO, TIOCSTI, "x")); }), EPERM);
    EXPECT_EQ(confined(as, {}, [] { return tried(setuid(0)); }), EPERM);
  }
}

// Everything that a process may not do, tried on a thread that was there before the last wall went up.
class ConfinedThread : public testing::WithFolders {
 protected:
  int on_thread(As as, Rules rules, const std::function<int()>& act) {
    std::unique_ptr<WorkerThread> thread;
    rules.start_threads = [&]() -> Status {
      TRY(thread, WorkerThread::start());
      return kOk;
    };
    return confined(as, rules, [&] {
      int code = 0;
      thread->wait(thread->add([&] { code = act(); }));
      return code;
    });
  }
};

TEST_F(ConfinedThread, works_on_what_is_granted) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    EXPECT_EQ(on_thread(as, writing(), [&] { return opened(inside(), O_RDWR); }), 0);
  }
}

TEST_F(ConfinedThread, stands_behind_the_same_walls) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    if (landlock_abi() != 0) {
      EXPECT_EQ(on_thread(as, writing(), [&] { return opened(outside(), O_RDONLY); }), EACCES);
    }
    EXPECT_EQ(on_thread(as, writing(), [] { return tried(socket(AF_INET, SOCK_STREAM, 0)); }), EPERM);
    EXPECT_EQ(on_thread(as, writing(), [] { return tried(setuid(0)); }), EPERM);
    EXPECT_EQ(on_thread(as, writing(), [] { return tried(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }), kKilled + SIGSYS);
  }
}

TEST_F(ConfinedThread, is_the_last_that_could_be_started) {
  for (const As as : everyone()) {
    SCOPED_TRACE(name_of(as));
    const auto another = [] { return WorkerThread::start() ? 0 : EPERM; };
    EXPECT_EQ(on_thread(as, writing(), another), EPERM);
    EXPECT_EQ(confined(as, writing(), another), EPERM);
  }
}

TEST_F(ConfinedThread, one_that_cannot_be_started_is_an_error_and_not_a_process_without_it) {
  Rules rules = writing();
  rules.start_threads = []() -> Status { return Error{Err::exhausted, "a thread cannot be started"}; };
  EXPECT_EQ(confined(As::ordinary_user, rules, [] { return 0; }), testing::kNotConfined);
}

}  // namespace
}  // namespace cardea::confine
