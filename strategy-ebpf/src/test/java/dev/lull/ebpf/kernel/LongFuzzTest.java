package dev.lull.ebpf.kernel;

import dev.lull.contract.Fuzzing;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel may have written, and what may stand in the jar, tried with millions of inputs. */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class LongFuzzTest {

    @TempDir
    private Path directory;

    @Test
    void whateverIsInTheRingBufferIsReadToItsEnd() throws Exception {
        Fuzzing.run(RingRecordsFuzz.class, RingRecordsFuzzTest.seedInputs(), directory);
    }

    @Test
    void whateverIsInTheObjectIsParsedOrDamaged() throws Exception {
        Fuzzing.run(ObjectFileFuzz.class, List.of(ObjectFile.resource(ObjectFile.NAME)), directory);
    }
}
