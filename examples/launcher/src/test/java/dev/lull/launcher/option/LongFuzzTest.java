package dev.lull.launcher.option;

import dev.lull.contract.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What somebody may write on the command line, tried with millions of texts. */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class LongFuzzTest {

    @TempDir
    private Path directory;

    @Test
    void whateverAnOptionIsGivenIsTakenOrRefusedWithAReason() throws Exception {
        Fuzzing.run(OptionTextFuzz.class, OptionTextFuzzTest.seedInputs(), directory);
    }
}
