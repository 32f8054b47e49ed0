// SPDX-License-Identifier: Apache-2.0
#include "lib/confine/groups.hpp"

#include <asm/termbits.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <array>

namespace cardea::confine {
namespace {

using Calls = std::string_view;

// What glibc, libstdc++ and OpenSSL need to compute and to talk on descriptors that are open already.
constexpr Calls kBase[] = {
    // memory (mmap and mprotect: see the conditions)
    "brk", "munmap", "mremap", "madvise", "mlock", "mlock2", "munlock", "membarrier",
    // threads of one process waiting for each other; a new thread cannot be made
    "futex", "set_robust_list", "get_robust_list", "rseq", "sched_yield", "sched_getaffinity", "getcpu",
    // what is open
    "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev", "pwritev2", "lseek", "close",
    "close_range", "dup", "dup2", "dup3", "fcntl", "fstat", "newfstatat", "fstatat64", "statx", "pipe", "pipe2", "eventfd2",
    "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "shutdown", "getsockopt",
    // waiting
    "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "ppoll", "select", "pselect6",
    "timerfd_create", "timerfd_settime", "timerfd_gettime", "nanosleep", "clock_nanosleep", "restart_syscall",
    // clocks, random numbers, facts about the machine
    "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrandom", "sysinfo", "uname", "getrusage", "getrlimit",
    // who am I
    "getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "getpgrp",
    "getpgid", "getsid", "getcwd", "capget",
    // signals to itself (kill and tgkill: see the conditions)
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "rt_sigsuspend", "sigaltstack",
    "signalfd4", "pause",
    // the end
    "exit", "exit_group",
};

// Where is for Landlock to say; openat without writing is a condition.
constexpr Calls kFilesRead[] = {
    "access", "faccessat", "faccessat2", "stat", "lstat", "readlink", "readlinkat", "getdents64", "statfs", "fstatfs", "flock",
    "fadvise64", "readahead",
};

constexpr Calls kFilesWrite[] = {
    "open", "openat", "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "link",
    "linkat", "ftruncate", "truncate", "fallocate", "fsync", "fdatasync", "sync_file_range", "syncfs", "chmod", "fchmod",
    "fchmodat", "fchown", "utimensat", "futimesat", "umask", "copy_file_range", "sendfile",
};

constexpr Calls kAccept[] = {"accept", "accept4", "getsockname", "getpeername", "setsockopt"};

// socket is a condition: TCP only.
constexpr Calls kConnect[] = {"connect", "getsockname", "getpeername", "setsockopt"};

// A filter is inherited and only ever grows, so this is also what a program needs to start and to confine itself.
constexpr Calls kSpawn[] = {
    "fork", "vfork", "execve", "wait4", "waitid", "kill", "tgkill", "pidfd_open", "pidfd_send_signal", "setpgid", "setsid",
    "socketpair", "chdir", "fchdir", "chown", "lchown", "fchownat",
    // a program starting
    "mmap", "mprotect", "arch_prctl", "set_tid_address", "prlimit64", "setrlimit",
    // confining itself
    "mlockall", "prctl", "capset", "setgroups", "setresuid", "setresgid", "seccomp", "landlock_create_ruleset", "landlock_add_rule",
    "landlock_restrict_self",
};

constexpr std::array kGroups{
    Group{Allow::base, kBase},     Group{Allow::files_read, kFilesRead}, Group{Allow::files_write, kFilesWrite},
    Group{Allow::accept, kAccept}, Group{Allow::connect, kConnect},      Group{Allow::spawn, kSpawn},
};

constexpr std::uint64_t kInt = 0xffffffff;

constexpr Condition kNotExecutable[] = {{2, PROT_EXEC, 0}};
constexpr Condition kSetName[] = {{0, kInt, PR_SET_NAME}};
constexpr Condition kGetDumpable[] = {{0, kInt, PR_GET_DUMPABLE}};
constexpr Condition kGetNoNewPrivs[] = {{0, kInt, PR_GET_NO_NEW_PRIVS}};
constexpr Condition kReadBounding[] = {{0, kInt, PR_CAPBSET_READ}};
constexpr Condition kReadOwnLimit[] = {{0, kInt, 0}, {2, ~std::uint64_t{0}, 0}};
constexpr Condition kIsTerminal[] = {{1, kInt, TCGETS}};
constexpr Condition kHowMuch[] = {{1, kInt, FIONREAD}};
constexpr Condition kNonBlocking[] = {{1, kInt, FIONBIO}};
constexpr Condition kToItself[] = {{0, kInt, kOwnPid}};
constexpr Condition kOpenToRead[] = {{2, O_ACCMODE | O_CREAT | O_TRUNC, 0}};
constexpr Condition kTcp4[] = {{0, kInt, AF_INET}, {1, 0xf, SOCK_STREAM}};
constexpr Condition kTcp6[] = {{0, kInt, AF_INET6}, {1, 0xf, SOCK_STREAM}};
constexpr Condition kNoNewNamespaces[] = {
    {0, CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET, 0}};

constexpr std::array kConditional{
    ConditionalCall{Allow::base, "mmap", kNotExecutable},
    ConditionalCall{Allow::base, "mprotect", kNotExecutable},
    ConditionalCall{Allow::base, "prctl", kSetName},
    ConditionalCall{Allow::base, "prctl", kGetDumpable},
    ConditionalCall{Allow::base, "prctl", kGetNoNewPrivs},
    ConditionalCall{Allow::base, "prctl", kReadBounding},
    ConditionalCall{Allow::base, "prlimit64", kReadOwnLimit},
    ConditionalCall{Allow::base, "ioctl", kIsTerminal},
    ConditionalCall{Allow::base, "ioctl", kHowMuch},
    ConditionalCall{Allow::base, "ioctl", kNonBlocking},
    ConditionalCall{Allow::base, "kill", kToItself},
    ConditionalCall{Allow::base, "tgkill", kToItself},
    ConditionalCall{Allow::files_read, "openat", kOpenToRead},
    ConditionalCall{Allow::connect, "socket", kTcp4},
    ConditionalCall{Allow::connect, "socket", kTcp6},
    ConditionalCall{Allow::spawn, "clone", kNoNewNamespaces},
};

constexpr Calls kDeadly[] = {
    // into other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp", "perf_event_open",
    // another program in this one's place
    "execve", "execveat",
    // into the kernel
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "bpf", "userfaultfd", "iopl", "ioperm",
    "modify_ldt", "io_uring_setup", "io_uring_enter", "io_uring_register",
    // another view of the system
    "mount", "umount2", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "pivot_root",
    "chroot", "unshare", "setns", "open_by_handle_at",
    // the machine as a whole
    "reboot", "swapon", "swapoff", "settimeofday", "clock_settime", "clock_adjtime", "sethostname", "setdomainname", "syslog",
    "acct", "quotactl", "add_key", "request_key", "keyctl",
};

}  // namespace

std::span<const Group> groups() { return kGroups; }
std::span<const ConditionalCall> conditional_calls() { return kConditional; }
std::span<const std::string_view> deadly_calls() { return kDeadly; }

}  // namespace cardea::confine
