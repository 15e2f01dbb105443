package dev.lull.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ListeningSocketsTest {

    private final long pid = ProcessHandle.current().pid();

    @Test
    void findsWhereAProcessListens() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            assertThat(new ListeningSockets(Path.of("/proc")).of(List.of(pid)))
                    .startsWith("; java (process " + pid + "), which COMMAND started, listens on ")
                    .contains(String.valueOf(port));
        }
    }

    @Test
    void saysNothingOfProcessesThatDoNotListenOrAreGone() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "30").start();
        try {
            assertThat(new ListeningSockets(Path.of("/proc")).of(List.of(sleeping.pid(), Long.MAX_VALUE)))
                    .isEmpty();
        } finally {
            sleeping.destroyForcibly().waitFor();
        }
    }

    @Test
    void saysNothingWhereThereIsNoProcFileSystem() {
        assertThat(new ListeningSockets(Path.of("/nowhere")).of(List.of(pid))).isEmpty();
    }
}
