package dev.lull.uring;

import dev.lull.Availability;
import dev.lull.internal.linux.ProcessStatus;
import dev.lull.spi.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tries io_uring, and finds out what lies behind a refusal. What works is not asked for its version: distributions carry
 * io_uring back to older kernels.
 */
final class RingAvailability {

    private static final String OTHERWISE = ", or use the strategy proxy";
    /** Names a line of proc_pid_limits(5). */
    private static final String LOCKED_MEMORY = "Max locked memory";

    private static final String NATIVE_JAR = "io.netty:netty-transport-native-io_uring";

    private final Path proc;
    private final Machine machine;
    private final Trial trial;

    RingAvailability() {
        this(
                Path.of("/proc"),
                Machine.here(),
                () -> RingTrial.run()); // no method reference: it loads the class at once
    }

    RingAvailability(Path proc, Machine machine, Trial trial) {
        this.proc = proc;
        this.machine = machine;
        this.trial = trial;
    }

    /** Uses a ring for a moment. */
    @FunctionalInterface
    interface Trial {
        void run() throws IOException;
    }

    /**
     * What the JVM says of the machine.
     *
     * @param system the property {@code os.name}
     * @param processor the property {@code os.arch}
     */
    record Machine(String system, String processor) {
        static Machine here() {
            return new Machine(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        }

        boolean isSupported() {
            return processor.equals("amd64") || processor.equals("x86_64") || processor.equals("aarch64");
        }

        /** As the native jars are called. */
        String classifier() {
            return processor.equals("aarch64") ? "linux-aarch_64" : "linux-x86_64";
        }
    }

    /** Says whether io_uring works here. */
    Availability availability() {
        try {
            requireRing();
            return new Availability.Available("io_uring of Linux " + kernel());
        } catch (UnavailableException e) {
            return e.toAvailability();
        }
    }

    /** Tries it, and says what is missing. */
    void requireRing() throws UnavailableException {
        if (!machine.system().equals("Linux")) {
            throw UnavailableException.lasting(
                    "this is " + machine.system() + ", and only Linux has io_uring", "use the strategy proxy");
        }
        if (!machine.isSupported()) {
            throw UnavailableException.lasting(
                    "Netty has no io_uring library for the processor " + machine.processor(), "use the strategy proxy");
        }
        try {
            trial.run();
        } catch (IOException | RuntimeException | LinkageError e) {
            throw explained(e);
        }
    }

    private UnavailableException explained(Throwable failure) {
        String said = said(failure);
        if (failure instanceof UnsatisfiedLinkError) {
            return ofLoading(failure);
        }
        if (failure instanceof LinkageError) {
            return UnavailableException.lasting(
                    "Netty's classes cannot be loaded: " + failure,
                    "put io.netty:netty-transport-classes-io_uring on the class path, with what it depends on"
                            + OTHERWISE,
                    failure);
        }
        if (said.contains("Operation not permitted") || said.contains("EPERM") || said.contains("EACCES")) {
            return ofPermission(said, failure);
        }
        if (said.contains("Function not implemented") || said.contains("ENOSYS")) {
            return seccomp() == 0
                    ? UnavailableException.lasting(
                            said, "use a kernel with CONFIG_IO_URING, Linux 5.19 or newer" + OTHERWISE, failure)
                    : ofSeccomp(said, failure);
        }
        if (said.contains("Cannot allocate memory") || said.contains("ENOMEM")) {
            return UnavailableException.lasting(
                    said + " (locked memory allowed: " + lockedMemory() + ")",
                    "before Linux 5.12 a ring counts as locked memory: raise RLIMIT_MEMLOCK (ulimit -l; docker run"
                            + " --ulimit memlock=-1; systemd: LimitMEMLOCK=infinity)" + OTHERWISE,
                    failure);
        }
        if (said.contains("Too many open files") || said.contains("EMFILE") || said.contains("ENFILE")) {
            return UnavailableException.passing(
                    said, "raise the limit of open files (ulimit -n) and start again", failure);
        }
        if (failure instanceof UnsupportedOperationException || said.contains("EINVAL")) {
            return UnavailableException.lasting(
                    said + " (this is Linux " + kernel() + ")", "use Linux 5.19 or newer" + OTHERWISE, failure);
        }
        return UnavailableException.lasting(said, "use the strategy proxy", failure);
    }

    private UnavailableException ofLoading(Throwable failure) {
        String reason = "Netty's native library cannot be loaded: ";
        Optional<Throwable> noexec = within(failure, each -> line(each).contains("noexec"));
        if (noexec.isPresent()) {
            return UnavailableException.lasting(
                    reason + line(noexec.get()),
                    "give -Dio.netty.native.workdir a directory that is writable and not mounted noexec" + OTHERWISE,
                    failure);
        }
        Optional<Throwable> missing = within(failure, FileNotFoundException.class::isInstance);
        if (missing.isPresent() && line(missing.get()).startsWith("META-INF/")) {
            return UnavailableException.lasting(
                    reason + "there is no " + line(missing.get()) + " on the class path",
                    "put " + NATIVE_JAR + " with the classifier " + machine.classifier() + " there" + OTHERWISE,
                    failure);
        }
        return UnavailableException.lasting(
                reason + said(failure),
                "it needs the C library glibc (Alpine has musl), native access (--enable-native-access=ALL-UNNAMED), and"
                        + " a directory it may write to and execute from (-Dio.netty.native.workdir)" + OTHERWISE,
                failure);
    }

    private UnavailableException ofPermission(String said, Throwable failure) {
        String disabled = read("sys/kernel/io_uring_disabled").orElse("0");
        if (disabled.equals("2")) {
            return UnavailableException.lasting(
                    said + ": io_uring is switched off on this machine (kernel.io_uring_disabled = 2)",
                    "sysctl kernel.io_uring_disabled=0, on the host" + OTHERWISE,
                    failure);
        }
        if (seccomp() != 0) {
            return ofSeccomp(said, failure);
        }
        if (disabled.equals("1")) {
            return UnavailableException.lasting(
                    said + ": io_uring is for the privileged only here (kernel.io_uring_disabled = 1)",
                    "run as root, or in the group "
                            + read("sys/kernel/io_uring_group").orElse("of kernel.io_uring_group")
                            + " (kernel.io_uring_group), or sysctl kernel.io_uring_disabled=0, on the host"
                            + OTHERWISE,
                    failure);
        }
        return UnavailableException.lasting(
                said + ": neither by sysctl nor by seccomp",
                "a security module (AppArmor, SELinux) forbids it: see the kernel's log" + OTHERWISE,
                failure);
    }

    private UnavailableException ofSeccomp(String said, Throwable failure) {
        return UnavailableException.lasting(
                said + ": a seccomp filter forbids io_uring (Seccomp: " + seccomp()
                        + " in /proc/thread-self/status), as"
                        + " Docker's does from version 25 on and containerd's from 2.0 on",
                "let the filter allow io_uring_setup, io_uring_enter and io_uring_register (docker run --security-opt"
                        + " seccomp=PROFILE)" + OTHERWISE,
                failure);
    }

    /** The failure in a line or two. */
    private static String said(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? line(failure) : line(failure) + ": " + line(cause);
    }

    private static String line(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    /** Netty hangs what matters below a failure or beside it. */
    private static Optional<Throwable> within(Throwable failure, Predicate<Throwable> wanted) {
        if (wanted.test(failure)) {
            return Optional.of(failure);
        }
        Stream<Throwable> others =
                Stream.concat(Stream.ofNullable(failure.getCause()), Arrays.stream(failure.getSuppressed()));
        return others.flatMap(other -> within(other, wanted).stream()).findFirst();
    }

    private String kernel() {
        return read("sys/kernel/osrelease").orElse("of unknown version");
    }

    private int seccomp() {
        return ProcessStatus.read(proc.resolve("thread-self/status")).seccomp().orElse(0);
    }

    private String lockedMemory() {
        try {
            return Files.readAllLines(proc.resolve("self/limits"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith(LOCKED_MEMORY))
                    .map(line -> line.substring(LOCKED_MEMORY.length()).strip().split("\\s+", 2)[0])
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notTold) {
            return "unknown";
        }
    }

    private Optional<String> read(String file) {
        try {
            // Not by Files.readString: it asks for one byte first, and that is all that a file of numbers gives.
            return Optional.of(String.join("\n", Files.readAllLines(proc.resolve(file), StandardCharsets.US_ASCII))
                    .strip());
        } catch (IOException notTold) {
            return Optional.empty();
        }
    }
}
