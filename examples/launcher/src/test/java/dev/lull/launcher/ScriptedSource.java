package dev.lull.launcher;

import dev.lull.launcher.option.Endpoint;
import dev.lull.spi.ConnectionRow;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads lines such as {@code 7 10.0.0.7:51234 100 200}: key, peer, bytes in, bytes out. */
final class ScriptedSource implements ConnectionSource {

    private final Path script;

    ScriptedSource(Path script) {
        this.script = script;
    }

    @Override
    public String description() {
        return "a script";
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        try {
            for (String line : Files.readAllLines(script)) {
                if (!line.isBlank()) {
                    sink.row(new Row(List.of(line.split(" ", -1))));
                }
            }
        } catch (IOException e) {
            throw new UnreadableException("the script is gone");
        }
    }

    @Override
    public void close() {}

    private record Row(List<String> words) implements ConnectionRow {
        @Override
        public long key() {
            return Long.parseLong(words.get(0));
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(22);
        }

        @Override
        public InetSocketAddress remote() {
            return Endpoint.ofService(words.get(1));
        }

        @Override
        public long bytesIn() {
            return Long.parseLong(words.get(2));
        }

        @Override
        public long bytesOut() {
            return Long.parseLong(words.get(3));
        }
    }
}
