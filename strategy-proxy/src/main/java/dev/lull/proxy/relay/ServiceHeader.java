package dev.lull.proxy.relay;

import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.header.ProxyHeader;
import dev.lull.proxy.header.ProxyHeaderEncoder;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The PROXY protocol header by which the service is told who its client is. */
final class ServiceHeader {

    private ServiceHeader() {}

    /** Null if there is to be none. */
    static @Nullable ByteBuffer of(
            ProxyProtocol.Send form,
            @Nullable ProxyHeader received,
            InetSocketAddress client,
            InetSocketAddress local) {
        // Of whom nothing is said the connection's own addresses hold, as they do where there is no header.
        ProxyHeader said = received == null || received.kind() == ProxyHeader.Kind.UNKNOWN
                ? ProxyHeader.of(client, local)
                : received;
        return switch (form) {
            case OFF -> null;
            case V1 -> ProxyHeaderEncoder.version1(said);
            case V2 -> ProxyHeaderEncoder.version2(said);
        };
    }
}
