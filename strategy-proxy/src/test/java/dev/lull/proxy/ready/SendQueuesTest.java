package dev.lull.proxy.ready;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as Linux writes them, on a machine whose lower bytes come first. */
class SendQueuesTest {

    private static final String HEADING =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(
                folder.resolve("tcp"),
                HEADING
                        + "   0: 0100007F:1F90 0100007F:C350 01 0000012C:00000000 01:00000014 00000000     0        0 1"
                        + " 2 0000000000000000 20 4 30 10 -1\n"
                        + "   1: 0100007F:1F90 0100007F:C351 01 00000000:00000000 00:00000000 00000000     0        0 1"
                        + " 2 0000000000000000 20 4 30 10 -1\n");
        Files.writeString(
                folder.resolve("tcp6"),
                HEADING
                        + "   0: 0000000000000000FFFF00000100007F:1F91 0000000000000000FFFF00000100007F:C350 04"
                        + " 00000001:00000000 01:00000014 00000000     0        0 1 2 0000000000000000 20 4 30 10 -1\n"
                        + "   1: 00000000000000000000000001000000:1F91 00000000000000000000000001000000:C350 01"
                        + " 0000000A:00000000 01:00000014 00000000     0        0 1 2 0000000000000000 20 4 30 10 -1\n");
    }

    @Test
    void findsWhatIsUnacknowledgedOfEachConnection() {
        SendQueues queues = new SendQueues(folder);
        assertThat(queues.look()).isEqualTo(1);
        assertThat(queues.unacknowledged(at("127.0.0.1", 8080), at("127.0.0.1", 50000)))
                .hasValue(300);
        assertThat(queues.unacknowledged(at("127.0.0.1", 8081), at("127.0.0.1", 50000)))
                .as("an IPv4 client of an IPv6 socket")
                .hasValue(1);
        assertThat(queues.unacknowledged(at("::1", 8081), at("::1", 50000))).hasValue(10);
        assertThat(queues.unacknowledged(at("127.0.0.1", 8080), at("127.0.0.1", 50001)))
                .isEmpty();
        assertThat(queues.unacknowledged(at("127.0.0.1", 8080), at("127.0.0.1", 50002)))
                .isEmpty();
    }

    @Test
    void doesNotLookAgainAtOnce() {
        SendQueues queues = new SendQueues(folder);
        assertThat(queues.look()).isEqualTo(queues.look());
    }

    @Test
    void knowsNothingWhereThereAreNoSuchFiles() {
        assertThat(new SendQueues(folder.resolve("nowhere")).look()).isZero();
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(host, port);
    }
}
