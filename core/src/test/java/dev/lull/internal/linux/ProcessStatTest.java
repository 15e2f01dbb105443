package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessStatTest {

    private static final String REST =
            " 1 7 7 0 -1 4194560 1 2 3 4 11 12 13 14 20 0 1 0 4711 8192 210 18446744073709551615\n";

    @Test
    void readsTheFieldsWhateverTheNameIs() {
        for (String name : new String[] {"sh", "a b", "x) Z 2 (", ""}) {
            assertThat(ProcessStat.parse("42 (" + name + ") S" + REST))
                    .isEqualTo(new ProcessStat(42, 'S', 1, 23, 27, 4711));
        }
    }

    @Test
    void takesAZombieForOneThatHasEnded() {
        assertThat(ProcessStat.parse("42 (sh) Z" + REST).hasEnded()).isTrue();
        assertThat(ProcessStat.parse("42 (sh) X" + REST).hasEnded()).isTrue();
        assertThat(ProcessStat.parse("42 (sh) D" + REST).hasEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "42", "42 (sh) S 1", "42 (sh", "x (sh) S 1 7 7 0 -1 4 1 2 3 4 11 12 13 14 20 0 1 0 4711"})
    void refusesWhatIsNoSuchLine(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> ProcessStat.parse(line));
    }

    @Test
    void saysNothingOfAProcessThatIsGone(@TempDir Path folder) throws IOException {
        assertThat(ProcessStat.read(folder.resolve("stat"))).isEmpty();
        assertThat(ProcessStat.read(Files.writeString(folder.resolve("stat"), "rubbish")))
                .isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void findsThisProcess() {
        long pid = ProcessHandle.current().pid();
        assertThat(ProcessStat.isReadable()).isTrue();
        assertThat(ProcessStat.of(pid)).hasValueSatisfying(stat -> {
            assertThat(stat.pid()).isEqualTo(pid);
            assertThat(stat.hasEnded()).isFalse();
            assertThat(stat.startTicks()).isPositive();
        });
    }
}
