package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lull.contract.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class UnixDatagramTest {

    @TempDir
    private Path folder = Path.of("");

    private static void send(String name, String message) throws Exception {
        UnixDatagram.send(SystemCalls.load(), name, message.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void arrivesAtAPath() throws Exception {
        String name = folder.resolve("notify").toString();
        try (DatagramReceiver receiver = DatagramReceiver.at(name)) {
            send(name, "READY=1");
            send(name, "STATUS=idle");
            assertThat(receiver.heard()).containsExactly("READY=1", "STATUS=idle");
        }
    }

    @Test
    void arrivesAtANameOfTheAbstractNamespace() throws Exception {
        String name = "@lull-test-" + ProcessHandle.current().pid();
        try (DatagramReceiver receiver = DatagramReceiver.at(name)) {
            send(name, "READY=1");
            assertThat(receiver.heard()).containsExactly("READY=1");
        }
    }

    @Test
    void saysWhereNobodyListens() {
        String name = folder.resolve("nobody").toString();
        assertThatThrownBy(() -> send(name, "READY=1"))
                .isInstanceOf(SystemCallException.class)
                .hasMessageContaining("connect to " + name + ": ENOENT");
    }

    @Test
    void takesNoNameThatIsTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> send("/" + "x".repeat(107), "READY=1"))
                .withMessageContaining("108 bytes, expected 1 to 107");
    }
}
