package dev.lull.proxy.ready;

import dev.lull.proxy.relay.RelayLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds resets that a selector does not tell of: of a connection that waits for nothing, since its peer has half-closed
 * or its bytes are not taken on the other side. A selector has no interest in errors alone, and an end that was read
 * already, or room to write, would wake it for ever.
 *
 * <p>So every now and then such connections are put on a selector of their own, asking for OP_CONNECT, and looked at
 * once. A connected channel is never ready for that, except that an error or a hang-up makes a channel ready for
 * whatever it is asked for ({@link SelectionKey#OP_CONNECT}: "or has an error pending"). Nothing is read or sent. Where a
 * system's selector does not tell errors so, nothing is found, and nothing else changes. For the loop's thread alone.
 */
final class SilentResets {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final NioLoop loop;
    private final Selector selector;
    private boolean watching;

    /**
     * Watches nothing yet.
     *
     * @param selector on which the loop's connections are
     */
    SilentResets(NioLoop loop, Selector selector) {
        this.loop = loop;
        this.selector = selector;
    }

    /** Looks from now on, until none waits for nothing any more. */
    void watch() {
        if (!watching) {
            watching = true;
            lookLater();
        }
    }

    private void lookLater() {
        Object ignored = loop.schedule(PERIOD_NANOS, this::look);
    }

    private void look() {
        List<SelectionKey> quiet = new ArrayList<>();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.interestOps() == 0 && key.attachment() instanceof NioTransport) {
                quiet.add(key);
            }
        }
        watching = !quiet.isEmpty();
        if (watching) {
            lookLater();
            reset(quiet).forEach(NioTransport::silentlyReset);
        }
    }

    private static List<NioTransport> reset(List<SelectionKey> quiet) {
        List<NioTransport> found = new ArrayList<>();
        try (Selector errors = Selector.open()) {
            for (SelectionKey key : quiet) {
                register(key, errors);
            }
            errors.selectNow(key -> found.add((NioTransport) key.attachment()));
        } catch (IOException e) { // such as no descriptor for the selector: it is tried again
            RelayLog.log(Level.DEBUG, "cannot look for resets", e);
        }
        return found;
    }

    private static void register(SelectionKey key, Selector errors) {
        try {
            Object ignored =
                    ((SocketChannel) key.channel()).register(errors, SelectionKey.OP_CONNECT, key.attachment());
        } catch (ClosedChannelException | CancelledKeyException e) {
            assert !key.isValid() : "closed meanwhile";
        }
    }
}
