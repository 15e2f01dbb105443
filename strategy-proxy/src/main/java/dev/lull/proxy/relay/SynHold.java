package dev.lull.proxy.relay;

import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.OwnListeners;
import dev.lull.internal.linux.SocketDiagnosis;
import dev.lull.internal.linux.SocketFilter;
import dev.lull.internal.linux.SynFilter;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

final class SynHold {

    private static final int SYN_RECEIVED = 1 << 3;

    private final InetSocketAddress frontend;
    private volatile @Nullable LibC libC;
    private volatile @Nullable String impossible;

    SynHold(InetSocketAddress frontend) {
        this.frontend = frontend;
    }

    Optional<String> impossible() {
        return Optional.ofNullable(impossible);
    }

    void prepare() {
        try {
            libC = SystemCalls.load();
        } catch (NativeAccessException e) {
            impossible = e.getMessage();
        }
    }

    boolean begin(OptionalInt descriptor) {
        LibC calls = libC;
        if (calls == null) {
            return false;
        }
        OptionalInt fd = descriptor.isPresent() ? descriptor : OwnListeners.at(calls, frontend);
        try {
            SynFilter.attach(calls, fd.orElseThrow());
            return true;
        } catch (SystemCallException e) {
            impossible = e.getMessage();
            return false;
        }
    }

    void end(OptionalInt descriptor) {
        LibC calls = libC;
        if (calls != null) {
            OptionalInt fd = descriptor.isPresent() ? descriptor : OwnListeners.at(calls, frontend);
            fd.ifPresent(each -> SynFilter.detach(calls, each));
        }
    }

    void awaitInFlight() {}

    Optional<String> handshake() throws UnreadableException {
        LibC calls = libC;
        if (calls == null) {
            return Optional.empty();
        }
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(calls)) {
            StringBuilder found = new StringBuilder();
            SocketFilter handshakes = SocketFilter.openOn(List.of(frontend.getPort()))
                    .inStates(SYN_RECEIVED)
                    .unmeasured();
            diagnosis.dump(handshakes, socket -> found.append(socket.remote()));
            return found.isEmpty() ? Optional.empty() : Optional.of("a handshake with " + found + " is in progress");
        } catch (IOException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
    }
}
