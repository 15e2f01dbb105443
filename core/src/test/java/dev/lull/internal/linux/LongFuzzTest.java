package dev.lull.internal.linux;

import dev.lull.contract.Fuzzing;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel may say, tried with millions of inputs. */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class LongFuzzTest {

    @TempDir
    private Path directory;

    @Test
    void whateverNetlinkAnswersIsReadOrRefused() throws Exception {
        Fuzzing.run(NetlinkFuzz.class, NetlinkFuzzTest.seedInputs(), directory);
    }

    @Test
    void whateverTheTablesSayIsReadOrUnreadable() throws Exception {
        List<byte[]> seeds = List.of(TcpTableFuzzTest.input(false, (byte) -1), TcpTableFuzzTest.input(true, (byte) 70));
        Fuzzing.run(TcpTableFuzz.class, seeds, directory);
    }
}
