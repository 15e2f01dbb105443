package dev.lull.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.internal.linux.TcpState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import oshi.software.os.InternetProtocolStats;

/**
 * What counts as open is written down three times, because three kernels' worth of words say it: {@link TcpState},
 * {@link OshiSource}, and the function {@code is_over} of strategy-ebpf's {@code lull.bpf.c}. They agree.
 */
class OpenStatesTest {

    private static final Path BPF_SOURCE = Path.of("..", "strategy-ebpf", "src", "main", "bpf", "lull.bpf.c");

    /** The body of is_over: states that end a connection, then those that do once no process owns it any more. */
    private static final Pattern IS_OVER = Pattern.compile(
            "is_over\\(.*?switch \\(to\\) \\{(.*?)return 1;(.*?)return connection->released;", Pattern.DOTALL);

    private static final Pattern STATE = Pattern.compile("case BPF_TCP_([A-Z_0-9]+):");

    @ParameterizedTest(name = "{0}: {3} while a process owns the socket, else {4}")
    @CsvSource({
        "1, ESTABLISHED, ESTABLISHED, true, true",
        "2, SYN_SENT, SYN_SENT, false, false",
        "3, SYN_RECV, SYN_RECV, false, false",
        "4, FIN_WAIT_1, FIN_WAIT1, true, false",
        "5, FIN_WAIT_2, FIN_WAIT2, true, false",
        "6, TIME_WAIT, TIME_WAIT, false, false",
        "7, CLOSED, CLOSE, false, false",
        "8, CLOSE_WAIT, CLOSE_WAIT, true, true",
        "9, LAST_ACK, LAST_ACK, false, false",
        "10, LISTEN, LISTEN, false, false",
        "11, CLOSING, CLOSING, false, false",
        "12, NONE, NEW_SYN_RECV, false, false",
    })
    void theThreeDefinitionsAgree(
            int linux, InternetProtocolStats.TcpState oshi, String bpf, boolean owned, boolean not) throws IOException {
        assertThat(TcpState.isOpen(linux, 1)).as("TcpState, owned").isEqualTo(owned);
        assertThat(TcpState.isOpen(linux, 0)).as("TcpState, not owned").isEqualTo(not);
        assertThat(OshiSource.isOpen(oshi, true)).as("OSHI, owned").isEqualTo(owned);
        assertThat(OshiSource.isOpen(oshi, false)).as("OSHI, not owned").isEqualTo(not);
        Matcher isOver = IS_OVER.matcher(Files.readString(BPF_SOURCE));
        assertThat(isOver.find()).as("the function is_over is found").isTrue();
        // An ESTABLISHED connection cannot get into the others: the kernel calls what is left of it CLOSE.
        if (Set.of("ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE", "CLOSE_WAIT", "LAST_ACK", "CLOSING")
                .contains(bpf)) {
            boolean ends = states(isOver.group(1)).contains(bpf);
            boolean endsReleased = ends || states(isOver.group(2)).contains(bpf);
            assertThat(!ends).as("lull.bpf.c, owned").isEqualTo(owned);
            assertThat(!endsReleased).as("lull.bpf.c, not owned").isEqualTo(not);
        }
    }

    private static Set<String> states(String cases) {
        return STATE.matcher(cases)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }
}
