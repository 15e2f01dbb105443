package dev.lull.ebpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The offsets that stand in Java are those of the C source's structures. */
final class LayoutTest {

    private static final Path SOURCE = Path.of("src/main/bpf/lull.bpf.c");
    private static final String SIZE = "sizeof";

    /** {@code __u32 address[4];}, or a structure within the structure. */
    private static final Pattern FIELD =
            Pattern.compile("(?:__u(\\d+)|struct (\\w+)) (\\w+)(?:\\[(\\d+)(?: / (\\d+))?\\])?;");

    @Test
    void agreeOnShared() throws IOException {
        Map<String, Integer> shared = layout("shared");
        assertThat(shared)
                .containsEntry("open", SharedCounters.OPEN)
                .containsEntry("opened", SharedCounters.OPENED)
                .containsEntry("last_nanos", SharedCounters.LAST)
                .containsEntry("bytes_in", SharedCounters.BYTES_IN)
                .containsEntry("bytes_out", SharedCounters.BYTES_OUT)
                .containsEntry("lost_opened", SharedCounters.LOST_OPENED)
                .containsEntry("lost_closed", SharedCounters.LOST_CLOSED)
                .containsEntry("missed", SharedCounters.MISSED)
                .containsEntry("every_event", SharedCounters.EVERY_EVENT)
                .containsEntry("wake_on_open", SharedCounters.WAKE_ON_OPEN)
                .containsEntry("wake_on_empty", SharedCounters.WAKE_ON_EMPTY)
                .containsEntry("hold_until", SharedCounters.HOLD_UNTIL)
                .containsEntry(SIZE, SharedCounters.BYTES);
    }

    @Test
    void agreeOnConfig() throws IOException {
        assertThat(layout("config"))
                .containsEntry("netns_cookie", WatchConfig.NAMESPACE)
                .containsEntry("has_address", WatchConfig.HAS_ADDRESS)
                .containsEntry("address", WatchConfig.ADDRESS)
                .containsEntry("ports", WatchConfig.PORTS)
                .containsEntry(SIZE, WatchConfig.BYTES);
    }

    @Test
    void agreeOnConnection() throws IOException {
        assertThat(layout("connection"))
                .containsEntry("since_nanos", KernelConnection.SINCE)
                .containsEntry("earlier_in", KernelConnection.EARLIER_IN)
                .containsEntry("earlier_out", KernelConnection.EARLIER_OUT)
                .containsEntry("local", KernelConnection.LOCAL)
                .containsEntry("remote", KernelConnection.REMOTE)
                .containsEntry("local_port", KernelConnection.LOCAL_PORT)
                .containsEntry("remote_port", KernelConnection.REMOTE_PORT)
                .containsEntry("callbacks", KernelConnection.CALLBACKS)
                .containsEntry(SIZE, KernelConnection.BYTES);
    }

    @Test
    void agreeOnRecord() throws IOException {
        assertThat(layout("record"))
                .containsEntry("kind", EventRecord.KIND)
                .containsEntry("cookie", EventRecord.COOKIE)
                .containsEntry("at_nanos", EventRecord.AT)
                .containsEntry("bytes_in", EventRecord.BYTES_IN)
                .containsEntry("bytes_out", EventRecord.BYTES_OUT)
                .containsEntry("connection", EventRecord.CONNECTION)
                .containsEntry(SIZE, EventRecord.BYTES);
    }

    @Test
    void agreeOnBlock() throws IOException {
        assertThat(layout("block"))
                .containsEntry("length", PeerBlock.LENGTH)
                .containsEntry("slot", PeerBlock.SLOT)
                .containsEntry("address", PeerBlock.ADDRESS)
                .containsEntry(SIZE, PeerBlock.BYTES);
    }

    @Test
    void areKeptInTheJavaTypesThatTheSourceNames() throws IOException {
        String source = Files.readString(SOURCE, StandardCharsets.US_ASCII);
        Matcher named = Pattern.compile("Java \\(([^)]+)\\); LayoutTest").matcher(source);
        assertThat(named.find()).isTrue();
        for (String type : List.of(named.group(1).split(", ", -1))) {
            assertThat(Path.of("src/main/java/dev/lull/ebpf/kernel", type + ".java"))
                    .exists();
        }
    }

    /** Offsets by field. Every field lies on a multiple of its own size, so that there is no padding to know of. */
    private static Map<String, Integer> layout(String structure) throws IOException {
        String source = Files.readString(SOURCE, StandardCharsets.US_ASCII);
        int begin = source.indexOf("struct " + structure + " {");
        Matcher fields = FIELD.matcher(source.substring(begin, source.indexOf("\n};", begin)));
        Map<String, Integer> offsets = new LinkedHashMap<>();
        int offset = 0;
        while (fields.find()) {
            boolean number = fields.group(1) != null;
            int size = number
                    ? Integer.parseInt(fields.group(1)) / Byte.SIZE
                    : layout(fields.group(2)).get(SIZE);
            assertThat(offset % (number ? size : Long.BYTES)).as(fields.group()).isZero();
            int count = fields.group(4) == null ? 1 : Integer.parseInt(fields.group(4));
            count /= fields.group(5) == null ? 1 : Integer.parseInt(fields.group(5));
            offsets.put(fields.group(3), offset);
            offset += size * count;
        }
        offsets.put(SIZE, offset);
        return offsets;
    }
}
