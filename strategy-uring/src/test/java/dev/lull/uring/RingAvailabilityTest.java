package dev.lull.uring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Availability;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of each refusal, and what would help. */
class RingAvailabilityTest {

    private static final RingAvailability.Machine LINUX = new RingAvailability.Machine("Linux", "amd64");
    private static final String EPERM = "failed to create io_uring ring fd: Operation not permitted";

    @TempDir
    private Path proc;

    @BeforeEach
    void aPlainMachine() throws IOException {
        say("sys/kernel/osrelease", "6.1.0-38-amd64");
        say("sys/kernel/io_uring_disabled", "0");
        say("thread-self/status", "Name:\tjava\nSeccomp:\t0\n");
        say("self/limits", "Max locked memory         65536                65536                bytes\n");
    }

    @Test
    void saysWhichKernelItWorksOn() {
        assertThat(on(LINUX, () -> {})).isEqualTo(new Availability.Available("io_uring of Linux 6.1.0-38-amd64"));
    }

    @Test
    void triesNothingOnAnotherSystemOrProcessor() {
        RingAvailability.Trial never = () -> {
            throw new AssertionError("tried");
        };
        assertThat(on(new RingAvailability.Machine("Mac OS X", "aarch64"), never))
                .isEqualTo(new Availability.Unsupported(
                        "this is Mac OS X, and only Linux has io_uring", "use the strategy proxy"));
        assertThat(on(new RingAvailability.Machine("Linux", "riscv64"), never))
                .isEqualTo(new Availability.Unsupported(
                        "Netty has no io_uring library for the processor riscv64", "use the strategy proxy"));
    }

    @Test
    void namesTheSwitchThatIsOffForEverybody() throws IOException {
        say("sys/kernel/io_uring_disabled", "2");
        assertThat(refused(EPERM))
                .contains("kernel.io_uring_disabled = 2")
                .endsWith("sysctl kernel.io_uring_disabled=0, on the host, or use the strategy proxy");
    }

    @Test
    void namesTheSwitchThatIsOffForTheUnprivilegedAndTheGroup() throws IOException {
        say("sys/kernel/io_uring_disabled", "1");
        say("sys/kernel/io_uring_group", "1234");
        assertThat(refused(EPERM))
                .contains("for the privileged only")
                .contains("in the group 1234 (kernel.io_uring_group)");
    }

    @Test
    void namesASeccompFilterAndWhoseItMayBe() throws IOException {
        say("thread-self/status", "Name:\tjava\nSeccomp:\t2\nSeccomp_filters:\t1\n");
        assertThat(refused(EPERM))
                .contains("a seccomp filter")
                .contains("Docker")
                .contains("--security-opt seccomp=");
        assertThat(refused("failed to create io_uring ring fd: Function not implemented"))
                .contains("a seccomp filter");
    }

    @Test
    void namesASecurityModuleWhereNothingElseForbidsIt() {
        assertThat(refused(EPERM)).contains("AppArmor");
    }

    @Test
    void asksForAnotherKernelWhereThisOneHasNoIoUring() {
        assertThat(refused("failed to create io_uring ring fd: Function not implemented"))
                .contains("CONFIG_IO_URING");
    }

    @Test
    void saysThatTheKernelIsTooOld() throws IOException {
        say("sys/kernel/osrelease", "5.4.0-216-generic");
        String cure = "use Linux 5.19 or newer, or use the strategy proxy";
        assertThat(failed(new UnsupportedOperationException("you need at least kernel version 5.9")))
                .contains("this is Linux 5.4.0-216-generic")
                .endsWith(cure);
        assertThat(failed(Failure.of("socket", -22))).contains("socket: EINVAL").endsWith(cure);
    }

    @Test
    void saysHowMuchMemoryMayBeLockedWhereARingCountsAsThat() {
        assertThat(refused("failed to allocate memory for io_uring ring; try raising memlock limit: Cannot allocate"
                        + " memory"))
                .contains("locked memory allowed: 65536")
                .contains("ulimit -l");
    }

    @Test
    void isNotSureWhereDescriptorsRanOut() {
        assertThat(on(LINUX, () -> {
                    throw new RuntimeException("failed to create io_uring ring fd: Too many open files");
                }))
                .isInstanceOf(Availability.Inconclusive.class)
                .extracting(Availability::explanation)
                .asString()
                .contains("ulimit -n");
    }

    @Test
    void namesTheJarOfTheMissingNativeLibrary() {
        UnsatisfiedLinkError missing = new UnsatisfiedLinkError("could not load a native library: netty");
        missing.initCause(new FileNotFoundException("META-INF/native/libnetty.so"));
        assertThat(failed(missing))
                .contains("libnetty.so")
                .contains("put io.netty:netty-transport-native-io_uring with the classifier linux-x86_64");
        assertThat(on(new RingAvailability.Machine("Linux", "aarch64"), () -> {
                            throw missing;
                        })
                        .explanation())
                .contains("classifier linux-aarch_64");
    }

    @Test
    void namesThePropertyForATemporaryDirectoryMountedNoexec() {
        UnsatisfiedLinkError denied = new UnsatisfiedLinkError("/tmp/libnetty.so: failed to map segment");
        denied.addSuppressed(
                new UnsatisfiedLinkError("exists but cannot be executed; check volume for \"noexec\" flag"));
        assertThat(failed(denied)).contains("give -Dio.netty.native.workdir a directory");
    }

    @Test
    void namesMuslAndNativeAccessWhereTheLibraryDoesNotLoadOtherwise() {
        assertThat(failed(new UnsatisfiedLinkError("/tmp/libnetty.so: Error relocating: symbol not found")))
                .contains("musl")
                .contains("--enable-native-access");
    }

    @Test
    void saysThatNettyIsMissing() {
        assertThat(failed(new NoClassDefFoundError("io/netty/channel/uring/IoUring")))
                .contains("io/netty/channel/uring/IoUring")
                .contains("put io.netty:netty-transport-classes-io_uring on the class path");
    }

    @Test
    void saysWhatTheSystemSaidWhereItKnowsNoReason() {
        assertThat(failed(new IllegalStateException("something new"))).startsWith("something new; ");
    }

    private String refused(String message) {
        return failed(new RuntimeException(message));
    }

    private String failed(Throwable failure) {
        Availability availability = on(LINUX, () -> {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            throw (IOException) failure;
        });
        assertThat(availability).isInstanceOf(Availability.Unsupported.class);
        return availability.explanation();
    }

    private Availability on(RingAvailability.Machine machine, RingAvailability.Trial trial) {
        return new RingAvailability(proc, machine, trial).availability();
    }

    private void say(String file, String content) throws IOException {
        Path path = proc.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
