package dev.lull.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.FreePort;
import dev.lull.contract.LeakCheck;
import dev.lull.contract.Loopback;
import dev.lull.contract.Require;
import dev.lull.contract.Stage;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** As user nobody, with the capabilities that setpriv(1) leaves it. */
@ExtendWith({LeakCheck.class, KernelLeakCheck.class})
final class PrivilegesTest {

    private static Path copies = Path.of("/");
    private static String classPath = "";

    @BeforeAll
    static void copyWhatNobodyCannotRead() throws IOException {
        copies = Files.createTempDirectory("lull-class-path-");
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> entries = new ArrayList<>();
        for (String entry : List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))) {
            Path copy = copies.resolve(String.valueOf(entries.size()));
            if (Files.isDirectory(Path.of(entry))) {
                copyTree(Path.of(entry), copy);
                entries.add(copy.toString());
            } else if (Files.isRegularFile(Path.of(entry))) {
                Files.copy(Path.of(entry), copies.resolve(entries.size() + ".jar"));
                entries.add(copy + ".jar");
            }
        }
        classPath = String.join(java.io.File.pathSeparator, entries);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @AfterAll
    static void removeCopies() throws IOException {
        Files.walkFileTree(copies, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @BeforeEach
    void needsTheKernelAndSetpriv() {
        RequireEbpf.here();
        Require.that("ebpf", Require.isRoot() && Require.hasProgram("setpriv"), "needs root and setpriv");
    }

    @Test
    void worksWithTwoCapabilitiesAndNoMore() throws Exception {
        try (Child child = nobodyWith("+bpf,+net_admin")) {
            assertThat(child.line()).startsWith("Available: ").doesNotContain("cannot hold the door");
            assertThat(child.line()).isEqualTo("opened 10");
        }
    }

    @Test
    void namesTheOneThatIsMissing() throws Exception {
        try (Child child = nobodyWith("+bpf")) {
            assertThat(child.line()).startsWith("Unsupported: ").contains("CAP_NET_ADMIN is missing", "--cap-add");
        }
        try (Child child = nobodyWith("+net_admin")) {
            assertThat(child.line()).startsWith("Unsupported: ").contains("CAP_BPF is missing", "--cap-add");
        }
    }

    @Test
    void namesBothWhereThereIsNone() throws Exception {
        try (Child child = nobodyWith("-all")) {
            assertThat(child.line())
                    .startsWith("Unsupported: ")
                    .contains("EPERM", "CAP_BPF and CAP_NET_ADMIN are missing");
        }
    }

    @Test
    void steersToTheSocketOfAnotherUserOnlyWhereItMayTraceThat() throws Exception {
        String frontend = String.valueOf(FreePort.at(Loopback.IPV4).getPort());
        try (Stage service = Stage.at(Loopback.IPV4, false)) {
            String port = String.valueOf(service.port());
            try (Child child = nobodyWith("+bpf,+net_admin", SteeringChild.class, frontend, port)) {
                assertThat(child.line()).contains("can steer connections for a frontend");
                assertThat(child.line())
                        .contains("127.0.0.1:" + port + " could not be taken over", "EACCES", "have CAP_SYS_PTRACE");
            }
            String tracing = "+bpf,+net_admin,+sys_ptrace,+dac_read_search";
            try (Child child = nobodyWith(tracing, SteeringChild.class, frontend, port)) {
                assertThat(child.line()).contains("can steer connections for a frontend");
                assertThat(child.line()).isEqualTo("ebpf");
            }
        }
    }

    private static Child nobodyWith(String capabilities) throws IOException {
        return nobodyWith(capabilities, WatchingChild.class);
    }

    private static Child nobodyWith(String capabilities, Class<?> main, String... arguments) throws IOException {
        List<String> nobody = List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--inh-caps=-all," + capabilities,
                "--ambient-caps=-all," + capabilities);
        return Child.run(nobody, classPath, main, arguments);
    }
}
