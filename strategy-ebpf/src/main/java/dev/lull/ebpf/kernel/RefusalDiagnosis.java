package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.spi.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Finds out what lies behind the kernel's answer: EPERM alone has a dozen causes, and people are told the wrong one by
 * every other loader.
 */
public final class RefusalDiagnosis {

    private static final Set<Integer> PASSING =
            Set.of(Errno.EAGAIN, Errno.EINTR, Errno.ENOMEM, Errno.EMFILE, Errno.ENFILE, Errno.EBUSY, Errno.ENOBUFS);

    /** What to do about what passes. */
    static final String TRY_AGAIN = "try again";

    private static final int ENOTDIR = 20;

    private static final String GRANT = "run as root, or give the process CAP_BPF and CAP_NET_ADMIN"
            + " (systemd: AmbientCapabilities=CAP_BPF CAP_NET_ADMIN; Docker: --cap-add BPF --cap-add NET_ADMIN)";

    private final Path proc;
    private final Privileges privileges;

    /**
     * Makes a diagnosis of this process.
     *
     * @param proc where procfs is mounted
     */
    public RefusalDiagnosis(Path proc) {
        this(proc, Privileges.ofThisProcess(proc));
    }

    RefusalDiagnosis(Path proc, Privileges privileges) {
        this.proc = proc;
        this.privileges = privileges;
    }

    /**
     * Explains why a map could not be made or a program not be loaded.
     *
     * @param failure what the kernel said
     * @return why, and what would help
     */
    public UnavailableException ofLoading(IOException failure) {
        int errno = errno(failure);
        if (PASSING.contains(errno)) {
            return UnavailableException.passing(message(failure), TRY_AGAIN, failure);
        }
        if (errno == Errno.EPERM
                || (errno == Errno.EACCES && !privileges.missing().isEmpty())) {
            return ofPermission(failure);
        }
        if (errno == Errno.ENOSYS) {
            return privileges.seccomp() == 0
                    ? UnavailableException.lasting(message(failure), "use a kernel with CONFIG_BPF_SYSCALL", failure)
                    : ofSeccomp(failure);
        }
        return UnavailableException.lasting(
                message(failure),
                "use Linux 5.8 or newer with CONFIG_CGROUP_BPF; the log of dev.lull.ebpf at level"
                        + " DEBUG has all that the verifier said",
                failure);
    }

    /** Explains why new connections cannot be steered. */
    UnavailableException ofSteering(IOException failure) {
        return switch (errno(failure)) {
            case Errno.EINVAL, ProgramLoader.NOT_SUPPORTED ->
                UnavailableException.lasting(
                        message(failure) + ": this kernel does not let programs choose the listening socket",
                        "use Linux 5.9 or newer with CONFIG_BPF_STREAM_PARSER, or the strategy proxy",
                        failure);
            case Errno.E2BIG ->
                UnavailableException.lasting(
                        message(failure) + ": this network namespace has as many sk_lookup programs as it may",
                        "see whose they are by \"bpftool net\", or use the strategy proxy",
                        failure);
            default -> ofLoading(failure);
        };
    }

    /** Explains why a loaded program could not be attached to a cgroup. */
    UnavailableException ofAttaching(SystemCallException failure, Path cgroup) {
        return switch (failure.errno()) {
            case Errno.EPERM, Errno.EBUSY ->
                UnavailableException.lasting(
                        message(failure)
                                + ": another program is attached to this cgroup or one above it, and allows no"
                                + " other",
                        "see which by \"bpftool cgroup tree\", and attach it with BPF_F_ALLOW_MULTI, or choose a cgroup"
                                + " outside its reach",
                        failure);
            case Errno.EBADF ->
                UnavailableException.lasting(
                        message(failure) + ": " + cgroup + " is not a cgroup2 directory",
                        "choose one (/proc/self/mountinfo shows where cgroup2 is mounted)",
                        failure);
            case Errno.ENOENT, Errno.EACCES, ENOTDIR ->
                UnavailableException.lasting(
                        message(failure),
                        "choose a directory of a cgroup2 file system that this process may open",
                        failure);
            default -> ofLoading(failure);
        };
    }

    /**
     * Explains why the kernel's list of sockets, without which earlier connections are not seen, could not be read.
     *
     * @param failure what the kernel said
     * @return why, and what would help
     */
    public UnavailableException ofListingSockets(IOException failure) {
        return PASSING.contains(errno(failure))
                ? UnavailableException.passing(message(failure), TRY_AGAIN, failure)
                : UnavailableException.lasting(
                        message(failure) + ": connections that were open before would not be seen",
                        "let the process use netlink (systemd: RestrictAddressFamilies= with AF_NETLINK; seccomp:"
                                + " socket(AF_NETLINK)), or use procfs, which then reads the /proc files",
                        failure);
    }

    private UnavailableException ofPermission(IOException failure) {
        List<String> missing = privileges.missing();
        if (!missing.isEmpty()) {
            return UnavailableException.lasting(
                    message(failure) + ": " + String.join(" and ", missing) + (missing.size() == 1 ? " is" : " are")
                            + " missing" + unprivileged(),
                    GRANT,
                    failure);
        }
        if (!privileges.initialUserNamespace()) {
            return UnavailableException.lasting(
                    message(failure) + ": capabilities inside a user namespace do not reach bpf(2)",
                    "run without a user namespace (rootless containers have one)",
                    failure);
        }
        if (privileges.seccomp() != 0) {
            return ofSeccomp(failure);
        }
        if (isLockedDown()) {
            return UnavailableException.lasting(
                    message(failure) + ": the kernel is locked down (/sys/kernel/security/lockdown)",
                    "boot without lockdown=confidentiality",
                    failure);
        }
        return UnavailableException.lasting(
                message(failure) + ": not for lack of capabilities nor by seccomp",
                "before Linux 5.11 raise RLIMIT_MEMLOCK; else a security module (AppArmor, SELinux) forbids it: see"
                        + " the kernel's log",
                failure);
    }

    private UnavailableException ofSeccomp(IOException failure) {
        return UnavailableException.lasting(
                message(failure) + ": a seccomp filter forbids bpf(2) (Seccomp: " + privileges.seccomp()
                        + " in /proc/self/status)",
                "let the filter allow it; Docker's own does so from version 25 on with --cap-add BPF",
                failure);
    }

    private String unprivileged() {
        try {
            String value = Files.readString(
                            proc.resolve("sys/kernel/unprivileged_bpf_disabled"), StandardCharsets.US_ASCII)
                    .strip();
            return " (kernel.unprivileged_bpf_disabled = " + value + ")";
        } catch (IOException notTold) {
            return "";
        }
    }

    private static boolean isLockedDown() {
        try {
            return Files.readString(Path.of("/sys/kernel/security/lockdown"), StandardCharsets.US_ASCII)
                    .contains("[confidentiality]");
        } catch (IOException notTold) {
            return false;
        }
    }

    private static String message(IOException failure) {
        return String.valueOf(failure.getMessage());
    }

    static int errno(IOException failure) {
        if (failure instanceof SystemCallException call) {
            return call.errno();
        }
        return failure instanceof ProgramRejectedException rejected ? rejected.errno() : 0;
    }
}
