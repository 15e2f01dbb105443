package dev.lull.proxy.relay;

import dev.lull.proxy.header.ProxyHeader;
import dev.lull.proxy.header.ProxyHeaderDecoder;
import dev.lull.proxy.header.ProxyHeaderDecoder.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads a client's PROXY protocol header, bounded in length and in time. */
final class HeaderReader implements Transport.ReceiveHandler {

    private static final int USUAL_LENGTH = 512;

    private final GuardedLoop loop;
    private final Transport client;
    private final Transport.ReceiveHandler guarded;
    private final boolean optional;
    private final Handler handler;
    private ByteBuffer bytes = ByteBuffer.allocate(USUAL_LENGTH);
    private SocketLoop.Timer deadline = () -> {};

    HeaderReader(GuardedLoop loop, Transport client, boolean optional, Handler handler) {
        this.loop = loop;
        this.client = client;
        this.guarded = loop.guarded(this);
        this.optional = optional;
        this.handler = handler;
    }

    /** Hears what came of it, once. */
    interface Handler {
        /** The rest is what the client said after it, from index 0 to the position; more may be appended. */
        void header(Optional<ProxyHeader> header, ByteBuffer rest, boolean ended);

        void noHeader(String reason);
    }

    void begin(long timeoutNanos) {
        deadline = loop.schedule(timeoutNanos, this::tooLate);
        client.receive(bytes, guarded);
    }

    private void tooLate() {
        client.stopReceiving();
        if (optional && bytes.position() == 0) {
            handler.header(Optional.empty(), bytes, false);
        } else {
            handler.noHeader("no whole PROXY protocol header came in time");
        }
    }

    @Override
    public void received(int count) {
        Result result = ProxyHeaderDecoder.decode(bytes.duplicate().flip());
        if (result instanceof Result.Found found) {
            deadline.cancel();
            bytes.flip().position(found.length());
            handler.header(Optional.of(found.header()), bytes.compact(), false);
        } else if (result instanceof Result.Incomplete) {
            if (!bytes.hasRemaining()) {
                bytes = ByteBuffer.allocate(ProxyHeaderDecoder.MAX_LENGTH + USUAL_LENGTH)
                        .put(bytes.flip());
            }
            client.receive(bytes, guarded);
        } else if (result instanceof Result.Malformed malformed) {
            refuse("malformed PROXY protocol header: " + malformed.reason());
        } else if (optional) {
            deadline.cancel();
            handler.header(Optional.empty(), bytes, false);
        } else {
            refuse("no PROXY protocol header");
        }
    }

    @Override
    public void ended() {
        if (optional && bytes.position() == 0) {
            deadline.cancel();
            handler.header(Optional.empty(), bytes, true);
        } else {
            refuse("it ended before its PROXY protocol header did");
        }
    }

    @Override
    public void failed(IOException cause) {
        refuse("it broke before its PROXY protocol header was through: " + cause.getMessage());
    }

    private void refuse(String reason) {
        deadline.cancel();
        handler.noHeader(reason);
    }

    void cancel() {
        deadline.cancel();
        client.stopReceiving();
    }
}
