package dev.lull.contract;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Skips a test for lack of something, or fails it where the machine ought to have it: {@code
 * -Dlull.require=procfs,sshd} names what must not be missing.
 */
public final class Require {

    private static final Set<String> REQUIRED = Arrays.stream(
                    System.getProperty("lull.require", "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());

    private Require() {}

    /**
     * Goes on only where something is there.
     *
     * @param what its name in {@code lull.require}
     * @param present whether it is there
     * @param whyNot what is missing, for the report
     */
    public static void that(String what, boolean present, String whyNot) {
        if (!present && REQUIRED.contains(what)) {
            Assertions.fail("this machine ought to have " + what + " (-Dlull.require): " + whyNot);
        }
        Assumptions.assumeTrue(present, () -> what + " is missing: " + whyNot);
    }

    /** Goes on only as root on Linux, with ip(8) and unshare(1): tests that make network namespaces. */
    public static void networkNamespaces() {
        that("netns", isRoot() && hasProgram("ip") && hasProgram("unshare"), "needs root, iproute2 and util-linux");
    }

    /**
     * Tells whether this process is root.
     *
     * @return true if its user is called root
     */
    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /**
     * Tells whether a program is installed.
     *
     * @param name its file name
     * @return true if it is in one of the usual directories
     */
    public static boolean hasProgram(String name) {
        return java.util.stream.Stream.of(
                        "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin", "/usr/lib/systemd")
                .anyMatch(directory -> java.nio.file.Files.isExecutable(java.nio.file.Path.of(directory, name)));
    }
}
