package dev.lull.launcher.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Timer;
import java.util.TimerTask;

/** Asks a run at its control socket. */
public final class ControlClient {

    /** More than {@link ServiceStatus#MOST_CONNECTIONS} take. */
    private static final int LONGEST_ANSWER_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 8192;

    private ControlClient() {}

    /**
     * Asks, and waits for the answer.
     *
     * @param socket where
     * @param request what
     * @param patience for how long at most
     * @return the answer, of which {@code "ok"} is true
     * @throws IOException if nobody answers; the message says so in one line, without the socket's name
     * @throws RefusedException if what is asked is not done
     */
    public static JsonObject ask(Path socket, Request request, Duration patience) throws IOException, RefusedException {
        return ask(socket, request, patience, false);
    }

    /** Asks likewise, and waits for the end of the run, too, for as long as that takes. */
    public static JsonObject askAndAwaitEnd(Path socket, Request request, Duration patience)
            throws IOException, RefusedException {
        return ask(socket, request, patience, true);
    }

    private static JsonObject ask(Path socket, Request request, Duration patience, boolean untilEnd)
            throws IOException, RefusedException {
        ControlSocket.requireShort(socket);
        Timer timer = new Timer("lull-control-patience", true);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            TimerTask giveUp = closing(channel);
            timer.schedule(giveUp, Math.max(1, patience.toMillis()));
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException("cannot be connected to");
            }
            ByteBuffer line = ByteBuffer.wrap(request.line());
            while (line.hasRemaining()) {
                int ignored = channel.write(line);
            }
            JsonObject answer = JsonObject.parse(readLine(channel));
            boolean isInTime = giveUp.cancel();
            if (!answer.flag("ok")) {
                throw new RefusedException(answer.text("error").orElse("it does not say why"));
            }
            if (untilEnd && isInTime) {
                awaitEnd(channel);
            }
            return answer;
        } catch (AsynchronousCloseException e) {
            throw new IOException("does not answer");
        } finally {
            timer.cancel();
        }
    }

    private static TimerTask closing(SocketChannel channel) {
        return new TimerTask() {
            @Override
            public void run() {
                try {
                    channel.close();
                } catch (IOException e) {
                    System.getLogger(ControlClient.class.getName())
                            .log(System.Logger.Level.DEBUG, "closing a control socket", e);
                }
            }
        };
    }

    private static String readLine(SocketChannel channel) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (channel.read(buffer) >= 0) {
            line.write(buffer.array(), 0, buffer.position());
            if (buffer.position() > 0 && buffer.get(buffer.position() - 1) == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() > LONGEST_ANSWER_BYTES) {
                throw new IOException("answers without an end");
            }
            ByteBuffer ignored = buffer.clear();
        }
        throw new IOException("ended without an answer");
    }

    private static void awaitEnd(SocketChannel channel) {
        try {
            int nothing = 0;
            while (nothing >= 0) {
                nothing = channel.read(ByteBuffer.allocate(1));
            }
        } catch (IOException e) { // which is the end, too
            return;
        }
    }

    /** What is asked; one line. */
    public static final class Request {
        private final String line;

        private Request(String line) {
            this.line = line;
        }

        byte[] line() {
            return line.getBytes(StandardCharsets.UTF_8);
        }

        public static Request status() {
            return of("status", json -> {});
        }

        /**
         * Asks likewise, and who has left.
         *
         * @param after the {@code "latest"} of the answer before; empty for the first time
         */
        public static Request watch(OptionalLong after) {
            return of("watch", json -> {
                if (after.isPresent()) {
                    json.writeNumberField("after", after.getAsLong());
                }
            });
        }

        public static Request hold(Duration duration, String reason) {
            return of("hold", json -> {
                json.writeNumberField("durationMillis", Math.max(1, duration.toMillis()));
                json.writeStringField("reason", reason);
            });
        }

        /** Ends a hold, or the only one; or all. */
        public static Request release(Optional<String> id, boolean all) {
            return new Request(Requests.request("release", id, json -> json.writeBooleanField("all", all)));
        }

        public static Request stop(boolean force) {
            return of("stop", json -> json.writeBooleanField("force", force));
        }

        public static Request wake() {
            return of("wake", json -> {});
        }

        private static Request of(String command, Requests.JsonFields fields) {
            return new Request(Requests.request(command, Optional.empty(), fields));
        }
    }
}
