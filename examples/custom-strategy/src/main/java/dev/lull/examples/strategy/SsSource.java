package dev.lull.examples.strategy;

import dev.lull.MonitorTarget;
import dev.lull.spi.ConnectionSink;
import dev.lull.spi.ConnectionSource;
import dev.lull.spi.UnreadableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One run of ss(8) a look, with a line for each socket at the target's ports. */
final class SsSource implements ConnectionSource {

    private final List<String> command = new ArrayList<>();
    private final MonitorTarget.Observed target;

    SsSource(String program, MonitorTarget.Observed target) {
        this.target = target;
        command.addAll(List.of(program, "--tcp", "--all", "--numeric", "--no-header", "--extended"));
        command.add(target.ports().stream().map(port -> "sport = :" + port).collect(Collectors.joining(" or ")));
    }

    @Override
    public String description() {
        return String.join(" ", command);
    }

    @Override
    public void look(ConnectionSink sink) throws UnreadableException {
        Set<Integer> unserved = new TreeSet<>(target.ports());
        try {
            Process ss = new ProcessBuilder(command).redirectErrorStream(true).start();
            ss.getOutputStream().close();
            try (BufferedReader lines = ss.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    SsLine socket = SsLine.parse(line);
                    if (socket.isOpen() && target.localAddress().stream().allMatch(socket::isAt)) {
                        sink.row(socket);
                    } else if (socket.isListener()
                            && target.localAddress().stream().allMatch(socket::serves)) {
                        unserved.remove(socket.local().getPort());
                    }
                }
            }
            if (ss.waitFor() != 0) {
                throw new UnreadableException(description() + ": exit code " + ss.exitValue());
            }
        } catch (IOException e) {
            throw new UnreadableException(description() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableException(description() + ": interrupted", e);
        }
        unserved.forEach(sink::nothingListensOn);
    }

    /** The kernel hands its table out piece by piece, while it changes. */
    @Override
    public boolean mayMissConnections() {
        return true;
    }

    @Override
    public void close() {}
}
