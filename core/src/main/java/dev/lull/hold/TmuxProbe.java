package dev.lull.hold;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds while there is a tmux session. */
final class TmuxProbe implements HoldProbe {

    private final Optional<Path> socket;
    private final boolean attachedOnly;

    TmuxProbe(Optional<Path> socket, boolean attachedOnly) {
        this.socket = socket;
        this.attachedOnly = attachedOnly;
    }

    @Override
    public Finding look() throws IOException, InterruptedException {
        for (Path each : socket.isPresent() ? List.of(socket.get()) : usualSockets()) {
            if (!isServed(each)) {
                continue;
            }
            ShortProgram.Result sessions = ShortProgram.run(List.of(
                    "tmux", "-S", each.toString(), "list-sessions", "-F", "#{session_attached} #{session_name}"));
            if (sessions.exitCode() != 0) {
                if (!isServed(each)) { // it has ended meanwhile
                    continue;
                }
                return Finding.unknown("tmux at " + each + ": " + sessions.firstLine());
            }
            Optional<String> session = sessions.lines().stream()
                    .filter(line -> !attachedOnly || !line.startsWith("0 "))
                    .findFirst();
            if (session.isPresent()) {
                String name = session.get().substring(session.get().indexOf(' ') + 1);
                return Finding.held("tmux session " + name + (attachedOnly ? " is attached" : " is there"));
            }
        }
        return Finding.free(attachedOnly ? "no tmux session is attached" : "there is no tmux session");
    }

    /** Returns the sockets in the usual place; see tmux(1), -L. */
    private static List<Path> usualSockets() throws IOException {
        String folder = System.getenv("TMUX_TMPDIR");
        List<Path> sockets = new ArrayList<>();
        boolean seesAll = "root".equals(System.getProperty("user.name"));
        try (DirectoryStream<Path> users =
                Files.newDirectoryStream(Path.of(folder == null || folder.isEmpty() ? "/tmp" : folder), "tmux-*")) {
            for (Path user : users) {
                if (!Files.isDirectory(user) || (!seesAll && !Files.isExecutable(user))) {
                    continue; // somebody else's
                }
                try (DirectoryStream<Path> all = Files.newDirectoryStream(user)) {
                    all.forEach(sockets::add);
                }
            }
        }
        return sockets;
    }

    /** Tells whether somebody listens there: a server that was killed leaves its socket behind. */
    private static boolean isServed(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new IOException("tmux at " + socket + " cannot be asked: " + e, e);
        }
    }
}
