package dev.lull.examples.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.ActivityMonitor;
import dev.lull.Availability;
import dev.lull.MonitorTarget;
import dev.lull.Strategies;
import dev.lull.contract.ActivityStrategyContract;
import dev.lull.contract.Require;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every strategy must do, and that this one is found and says what is missing. */
class SsContractTest extends ActivityStrategyContract {

    @TempDir
    private Path folder;

    @Override
    protected ActivityStrategyProvider provider() {
        return new SsStrategyProvider();
    }

    @Override
    protected void requireMachine() {
        Require.that("ss", provider().probe() instanceof Availability.Available, "ss (iproute2) is not installed");
    }

    /** Its looks fail once the program is gone. */
    @Override
    protected Optional<ActivityMonitor> openUnreadable() throws IOException {
        Path program = folder.resolve("ss");
        Files.writeString(program, "#!/bin/sh\nexec ss \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        ActivityMonitor monitor = new SsStrategyProvider(program.toString()).open(MonitorTarget.port(1));
        Files.delete(program);
        return Optional.of(monitor);
    }

    @Test
    void isFoundByItsName() {
        assertThat(Strategies.installed()).containsKey("ss");
    }

    @Test
    void saysWhatIsMissingAndWhatWouldCureIt() {
        Availability answer = new SsStrategyProvider("no-such-program").probe();
        assertThat(answer).isInstanceOf(Availability.Unsupported.class);
        assertThat(answer.explanation()).contains("no-such-program", "install iproute2");
    }
}
