package dev.lull.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where jnr-ffi is missing SYNs cannot be held: whoever comes waits in the queue, is found there, and it is said. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux shows handshakes in progress as a file")
@ExtendWith(LeakCheck.class)
class DoorWithoutNativeCodeTest implements OverEachPath {

    /** Those that do without native code of jnr-ffi's. */
    Iterable<RelayPath> pathsWithoutJnrFfi() {
        return paths().stream()
                .filter(path -> path.options().build().dataPath() != RelayOptions.DataPathChoice.SPLICE)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pathsWithoutJnrFfi")
    void findsWhoeverCameSinceTheLastLookAndSaysWhatItCannotDo(RelayPath path) throws Exception {
        path.requireMachine();
        String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches("(jnr-|jffi).*"))
                .collect(Collectors.joining(File.pathSeparator));
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        without,
                        DoorProgram.class.getName(),
                        path.word())
                .redirectErrorStream(true)
                .start();
        String says = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(says).isZero();
        assertThat(says)
                .contains("since SYNs cannot be held: jnr-ffi cannot be loaded")
                .contains("kept with nobody there: true")
                .contains("open behind the shut door: 0")
                .contains("not kept: somebody came in since the last look")
                .contains("served: 7")
                .contains("open then: 1")
                .contains("in the last moment, since SYNs cannot be held")
                .contains("kept in spite of it: 1")
                .contains("sent away");
    }
}
