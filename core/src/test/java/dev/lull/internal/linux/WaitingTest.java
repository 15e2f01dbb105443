package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lull.contract.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@EnabledOnOs(OS.LINUX)
final class WaitingTest {

    @Test
    void isNotWokenOnceItIsClosedWhoeverHasTheDescriptorNow() throws Exception {
        Waiting waiting = Waiting.on(SystemCalls.load());
        waiting.wake();
        waiting.sleep(-1);
        waiting.close();
        assertThatCode(waiting::wake).doesNotThrowAnyException();
        assertThatCode(waiting::close).doesNotThrowAnyException();
    }
}
