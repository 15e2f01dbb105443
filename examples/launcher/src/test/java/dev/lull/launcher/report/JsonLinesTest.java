package dev.lull.launcher.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> failures = new ArrayList<>();

    @Test
    void writesOneObjectALineWithTheTimeAsRfc3339() {
        try (JsonLines stream = new JsonLines(written, CLOCK, failure -> failures.add(failure.getMessage()))) {
            stream.write("held", json -> json.writeStringField("reason", "line\nbreak \"quoted\" \u00e4"));
            stream.write("stopped", json -> json.writeNumberField("exitCode", 0));
        }
        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"event":"held","at":"2026-01-02T03:04:05.678Z","reason":"line\\nbreak \\"quoted\\" \u00e4"}
                        {"event":"stopped","at":"2026-01-02T03:04:05.678Z","exitCode":0}
                        """);
        assertThat(failures).isEmpty();
    }

    @Test
    void reportsAFailingWriteOnceAndWritesWholeLinesAfterwards() {
        FullDisk disk = new FullDisk();
        JsonLines stream = new JsonLines(disk, CLOCK, failure -> failures.add(failure.getMessage()));
        disk.full = true;
        stream.write("first", json -> {});
        stream.write("second", json -> {});
        disk.full = false;
        stream.write("third", json -> {});
        stream.write("fourth", json -> {});

        assertThat(failures).containsExactly("No space left on device");
        assertThat(written.toString(StandardCharsets.UTF_8).lines().map(line -> line.split("\"", -1)))
                .extracting(words -> words.length > 3 ? words[3] : "")
                .as("a line of its own after whatever the failed one left")
                .containsExactly("", "third", "fourth");
    }

    @Test
    void letsOnlyTheOwnerReadAFileThatItMakes(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path file = folder.resolve("events");
        JsonLines.open(file.toString()).close();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void leavesThePermissionsOfAFileThatIsThere(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path file = folder.resolve("events");
        Files.writeString(file, "{}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try (OutputStream out = JsonLines.open(file.toString())) {
            out.write('x');
        }
        assertThat(file).hasContent("{}\nx");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    }

    private final class FullDisk extends OutputStream {
        boolean full;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            written.write(bytes, offset, length);
        }
    }
}
