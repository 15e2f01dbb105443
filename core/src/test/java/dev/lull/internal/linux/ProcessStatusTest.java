package dev.lull.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessStatusTest {

    @TempDir
    private Path folder = Path.of("");

    private ProcessStatus status(String text) throws IOException {
        return ProcessStatus.read(Files.writeString(folder.resolve("status"), text));
    }

    @Test
    void readsValuesMasksAndTheModeOfSeccomp() throws IOException {
        ProcessStatus status = status("Name:\tjava: a\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\nSeccomp:\t2\n");
        assertThat(status.value("Name")).hasValue("java: a");
        assertThat(status.value("Uid")).hasValue("0\t0\t0\t0");
        assertThat(status.mask("CapEff")).hasValue(0x1ffffffffffL);
        assertThat(status.seccomp()).hasValue(2);
    }

    @Test
    void readsAMaskOfAllBits() throws IOException {
        assertThat(status("CapEff:\tffffffffffffffff\n").mask("CapEff")).hasValue(-1L);
    }

    @Test
    void saysNothingWhereNothingIsSaid() throws IOException {
        ProcessStatus status = status("rubbish\nCapEff:\tall of them\nSeccomp:\tyes\n");
        assertThat(status.value("Uid")).isEmpty();
        assertThat(status.mask("CapEff")).isEmpty();
        assertThat(status.mask("SigIgn")).isEmpty();
        assertThat(status.seccomp()).isEmpty();
        assertThat(ProcessStatus.read(folder.resolve("missing")).value("Name")).isEmpty();
    }
}
