package dev.lull.proxy.relay;

import dev.lull.MonitorTarget;
import dev.lull.proxy.RelayOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.BooleanSupplier;

/**
 * From where to where a relay carries.
 *
 * @param frontend where it listens: at {@code ::} for both families
 * @param service where to, in words
 * @param resolver finds the service's addresses; the relay's own to close
 * @param origins from where the service is dialled
 */
record Route(InetSocketAddress frontend, InetSocketAddress service, Resolver resolver, Origin.Choice origins) {

    /** At any address a frontend takes both families. */
    static Route of(MonitorTarget.Proxied target, RelayOptions options) {
        InetSocketAddress frontend = target.frontend();
        return new Route(
                frontend.getAddress().isAnyLocalAddress() ? anyOfBoth(frontend.getPort()) : frontend,
                target.service(),
                new Resolver(target.service(), target::isFrontend),
                Origin.ofOptions(options));
    }

    /** Listens in the service's own place, and dials it there once it does so no more. */
    static Route atItsOwnPort(InetSocketAddress listener, Origin.Choice origins, BooleanSupplier listening) {
        return new Route(listener, listener, Resolver.atItsOwnPort(listener, listening), origins);
    }

    /** Listens at another place than the service, for those whom somebody leads there, and dials it at its own. */
    static Route beside(InetSocketAddress service, InetSocketAddress listener, Origin.Choice origins) {
        return new Route(listener, service, Resolver.atItsOwnPort(service, () -> false), origins);
    }

    private static InetSocketAddress anyOfBoth(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[16]), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 16 bytes are always right", e);
        }
    }
}
