package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Availability;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One EPERM, many causes. */
final class RefusalDiagnosisTest {

    private static final String ALL = "000001ffffffffff";
    private static final String NONE = "0000000000000000";
    private static final String ONLY_BPF = "0000008000000000";
    private static final String ONLY_NET_ADMIN = "0000000000001000";
    private static final String ONLY_SYS_ADMIN = "0000000000200000";

    @TempDir
    Path proc;

    @BeforeEach
    void beOrdinary() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("sys/kernel"));
        Files.writeString(proc.resolve("self/uid_map"), "         0          0 4294967295\n");
        Files.writeString(proc.resolve("sys/kernel/unprivileged_bpf_disabled"), "2\n");
    }

    @Test
    void namesTheMissingCapabilities() throws Exception {
        status(NONE, 0);
        assertThat(explain(Errno.EPERM))
                .contains("CAP_BPF and CAP_NET_ADMIN are missing", "unprivileged_bpf_disabled = 2", "--cap-add BPF");
        status(ONLY_NET_ADMIN, 0);
        assertThat(explain(Errno.EPERM)).contains(": CAP_BPF is missing");
        status(ONLY_BPF, 0);
        assertThat(explain(Errno.EPERM)).contains(": CAP_NET_ADMIN is missing");
    }

    @Test
    void knowsThatSysAdminStandsForBoth() throws Exception {
        status(ONLY_SYS_ADMIN, 2);
        assertThat(explain(Errno.EPERM)).doesNotContain("missing").contains("seccomp");
    }

    @Test
    void namesSeccomp() throws Exception {
        status(ALL, 2);
        assertThat(explain(Errno.EPERM)).contains("a seccomp filter forbids bpf(2)", "Docker");
        assertThat(explain(Errno.ENOSYS)).contains("a seccomp filter forbids bpf(2)");
    }

    @Test
    void namesAUserNamespace() throws Exception {
        status(ALL, 0);
        Files.writeString(proc.resolve("self/uid_map"), "         0     100000      65536\n");
        assertThat(explain(Errno.EPERM)).contains("user namespace");
    }

    @Test
    void namesAKernelWithoutBpf() throws Exception {
        status(ALL, 0);
        assertThat(explain(Errno.ENOSYS)).contains("CONFIG_BPF_SYSCALL");
    }

    @Test
    void namesTheMemoryLimitOfOldKernelsLast() throws Exception {
        status(ALL, 0);
        assertThat(explain(Errno.EPERM)).contains("RLIMIT_MEMLOCK", "AppArmor");
    }

    @Test
    void isInconclusiveWhereTheMachineIsShortOfSomething() throws Exception {
        status(ALL, 0);
        assertThat(new RefusalDiagnosis(proc).ofLoading(failure(Errno.ENOMEM)).toAvailability())
                .isInstanceOf(Availability.Inconclusive.class);
    }

    @Test
    void makesDoWithTheKernelsAnswerWhereProcCannotBeRead() {
        String text = new RefusalDiagnosis(Path.of("/nowhere"))
                .ofLoading(failure(Errno.EPERM))
                .getMessage();
        assertThat(text).contains("EPERM");
    }

    private String explain(int errno) {
        return String.valueOf(
                new RefusalDiagnosis(proc).ofLoading(failure(errno)).getMessage());
    }

    private static SystemCallException failure(int errno) {
        return new SystemCallException("bpf(BPF_MAP_CREATE, lull_live)", errno, "played");
    }

    private void status(String capabilities, int seccomp) throws IOException {
        Files.writeString(
                proc.resolve("self/status"),
                "Name:\tjava\nCapEff:\t" + capabilities + "\nNoNewPrivs:\t0\nSeccomp:\t" + seccomp + "\n");
    }
}
