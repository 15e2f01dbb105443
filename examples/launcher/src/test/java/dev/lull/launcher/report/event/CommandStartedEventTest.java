package dev.lull.launcher.report.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandStartedEventTest {

    @Test
    void showsWhichWordsItWasStartedWith() {
        List<String> words = List.of("/bin/sh", "-c", "echo 'hello' >&2", "", "a=b");
        assertThat(new CommandStartedEvent(words, 4711).lines())
                .containsExactly("started /bin/sh -c 'echo '\\''hello'\\'' >&2' '' a=b (process 4711)");
    }
}
