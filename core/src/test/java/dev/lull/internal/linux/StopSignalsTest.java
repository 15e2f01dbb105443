package dev.lull.internal.linux;

import static org.awaitility.Awaitility.await;

import dev.lull.contract.LeakCheck;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class StopSignalsTest {

    static Stream<StopSignals> withAndWithoutNativeCode() {
        return Stream.of(StopSignals.load(), StopSignals.byShell());
    }

    private static boolean isStopped(ProcessHandle process) {
        return ProcessStat.of(process.pid()).orElseThrow().state() == 'T';
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutNativeCode")
    void stopsAProcessAndLetsItGoOn(StopSignals signals) throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "1000").start();
        ProcessHandle process = sleeping.toHandle();
        try {
            signals.stop(process);
            await().until(() -> isStopped(process));
            signals.resume(process);
            await().until(() -> !isStopped(process));
        } finally {
            sleeping.destroyForcibly().waitFor();
        }
        signals.stop(process); // and nothing happens
    }
}
