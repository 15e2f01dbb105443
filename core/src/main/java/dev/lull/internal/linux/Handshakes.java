package dev.lull.internal.linux;

import dev.lull.MonitorTarget;
import dev.lull.spi.UnreadableException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.SortedSet;

/** STUB of this branch: the other branch's is the one. */
public final class Handshakes {

    private final TargetFilter target;
    private final SocketFilter filter;

    /**
     * Makes it.
     *
     * @param ports the ports
     * @param localAddress the address
     */
    public Handshakes(SortedSet<Integer> ports, Optional<InetAddress> localAddress) {
        target = new TargetFilter(new MonitorTarget.Observed(ports, localAddress));
        filter = SocketFilter.openOn(ports).inStates(1 << TcpState.SYN_RECV).unmeasured();
    }

    /**
     * Looks.
     *
     * @return who
     * @throws UnreadableException if it cannot be told
     */
    public Optional<String> inProgress() throws UnreadableException {
        String[] found = new String[1];
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open(SystemCalls.load())) {
            for (int i = 0; i < 2; i++) {
                diagnosis.dump(filter, socket -> {
                    if (target.hasPort(socket.localPort())
                            && target.hasAddress(socket.localHigh(), socket.localLow())) {
                        found[0] = "a handshake with " + socket.remote() + " is in progress";
                    }
                });
            }
        } catch (IOException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        } catch (NativeAccessException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
        return Optional.ofNullable(found[0]);
    }
}
