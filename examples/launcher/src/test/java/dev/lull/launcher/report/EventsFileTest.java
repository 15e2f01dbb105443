package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.contract.LeakCheck;
import dev.lull.launcher.report.event.UntoldEvent;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class EventsFileTest {

    private final List<String> trouble = Collections.synchronizedList(new ArrayList<>());

    @Test
    void goesOnWhileNobodyReadsAndSaysHowManyAreLost() throws IOException {
        PipedInputStream reader = new PipedInputStream(16);
        EventsFile events = new EventsFile(new PipedOutputStream(reader), Clock.systemUTC(), "a pipe", trouble::add);
        for (int i = 0; i < EventsFile.CAPACITY + 10; i++) {
            events.accept(new UntoldEvent("s", 1, 1));
        }
        assertThat(trouble).containsExactly("events are lost: nobody reads them; watching goes on");
        events.close();
        assertThat(trouble).hasSize(2).last().asString().matches("of the events, \\d+ are lost: nobody read them");
        reader.close(); // the write that waits fails now, and its thread ends
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("lull-events")));
    }
}
