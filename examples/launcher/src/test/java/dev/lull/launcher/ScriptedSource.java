package dev.lull.launcher;

import dev.lull.Testimony;
import dev.lull.Witness;
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

/**
 * Reads lines such as {@code 7 10.0.0.7:51234 100 200}: key, peer, bytes in, bytes out. A file of the same name and
 * {@code .witness}, if there is one when the witness is first asked, is the second source.
 */
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
    public Witness witness() {
        Path second = script.resolveSibling(script.getFileName() + ".witness");
        return Files.exists(second) ? new ScriptedWitness(second) : Witness.none("there is one script only");
    }

    @Override
    public void close() {}

    private record ScriptedWitness(Path script) implements Witness {
        @Override
        public String description() {
            return "another script";
        }

        @Override
        public Testimony testify() {
            try {
                return new Testimony.Seen(Files.readAllLines(script).stream()
                        .map(line -> new Row(List.of(line.split(" ", -1))))
                        .map(row -> new Testimony.Sighting(row.local(), row.remote()))
                        .toList());
            } catch (IOException e) {
                return new Testimony.Unreadable("the other script is gone");
            }
        }
    }

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
