package dev.lull.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where sockets are, and what is done about what is there already. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class ControlSocketTest {

    @TempDir
    private Path runtime = Path.of("");

    private ControlFolder folder() throws IOException {
        int uid = (Integer) Files.getAttribute(runtime, "unix:uid");
        return ControlFolder.candidates(Map.of("XDG_RUNTIME_DIR", runtime.toString()), uid)
                .get(0);
    }

    private void leaveOneBehind(Path path) throws IOException {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            ServerSocketChannel ignored = killed.bind(UnixDomainSocketAddress.of(path)); // closing does not remove it
        }
    }

    @Test
    void makesAFolderOfItsOwn() throws Exception {
        try (ControlSocket socket = ControlSocket.open(folder(), "port-22")) {
            assertThat(socket.path()).isEqualTo(runtime.resolve("lull/port-22.sock"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runtime.resolve("lull"))))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
                    .isEqualTo("rw-------");
        }
        assertThat(runtime.resolve("lull/port-22.sock")).doesNotExist();
    }

    @Test
    void replacesOneThatAKilledRunLeftBehind() throws Exception {
        folder().prepare();
        leaveOneBehind(folder().socket("port-22"));
        try (ControlSocket socket = ControlSocket.open(folder(), "port-22")) {
            assertThat(socket.name()).isEqualTo("port-22");
            assertThat(ControlSocket.isStale(socket.path())).isFalse();
        }
    }

    @Test
    void takesANumberBesideARunOfTheSameName() throws Exception {
        try (ControlSocket first = ControlSocket.open(folder(), "port-22");
                ControlSocket second = ControlSocket.open(folder(), "port-22")) {
            assertThat(first.name()).isEqualTo("port-22");
            assertThat(second.name()).isEqualTo("port-22-2");
            assertThat(ControlSocket.isStale(first.path())).isFalse();
        }
    }

    @Test
    void removesWhatIsStaleAndNothingElse() throws Exception {
        try (ControlSocket live = ControlSocket.open(folder(), "port-22")) {
            Path stale = folder().socket("stale");
            leaveOneBehind(stale);
            Path file = Files.createFile(folder().socket("file"));
            ControlSocket.removeIfStale(folder(), live.path());
            ControlSocket.removeIfStale(folder(), stale);
            ControlSocket.removeIfStale(folder(), file);
            assertThat(live.path()).exists();
            assertThat(stale).doesNotExist();
            assertThat(file).exists();
        }
    }

    @Test
    void refusesAFolderThatOthersMayLookInto() throws Exception {
        Path folder = Files.createDirectory(runtime.resolve("lull"));
        Path ignored = Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(folder().isOwn()).isFalse();
        assertThatIOException()
                .isThrownBy(() -> ControlSocket.open(folder(), "port-22"))
                .withMessage(folder + " has mode 0755, expected 0700: chmod 700 it, or remove it");
    }

    @Test
    void refusesALinkInTheFoldersPlace() throws Exception {
        Path elsewhere = Files.createDirectory(
                runtime.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path ignored = Files.createSymbolicLink(runtime.resolve("lull"), elsewhere);
        assertThatIOException()
                .isThrownBy(() -> ControlSocket.open(folder(), "port-22"))
                .withMessage(runtime.resolve("lull") + " is not a folder");
    }

    @Test
    void refusesAFolderOfSomebodyElse() throws Exception {
        Require.that("root", Require.isRoot(), "needs root to give a folder away");
        Path folder = Files.createDirectory(runtime.resolve("lull"));
        Path ignored = Files.setAttribute(folder, "unix:uid", 65534);
        assertThatIOException()
                .isThrownBy(() -> ControlSocket.open(folder(), "port-22"))
                .withMessage(folder + " belongs to user 65534, not to 0");
    }

    @Test
    void saysThatAPathIsTooLong() throws IOException {
        String name = "n".repeat(120);
        assertThatIOException()
                .isThrownBy(() -> ControlSocket.open(runtime.resolve(name), "port-22"))
                .withMessageContaining("bytes, and a socket's path at most 107");
    }

    @Test
    void takesNoFileForASocket() throws IOException {
        Path file = Files.createFile(runtime.resolve("file"));
        assertThatIOException()
                .isThrownBy(() -> ControlSocket.open(file, "port-22"))
                .withMessage(file + " is there already, and no socket");
        assertThat(file).exists();
    }

    @Test
    void takesARuntimeFolderOfSomebodyElseForNone() {
        assertThat(ControlFolder.candidates(Map.of("XDG_RUNTIME_DIR", "/"), 4711)
                        .get(0)
                        .path())
                .isEqualTo(Path.of("/tmp/lull-4711"));
        assertThat(ControlFolder.candidates(Map.of(), 0).get(0).path()).isEqualTo(Path.of("/run/lull"));
    }
}
