package dev.lull.launcher.option;

import dev.lull.Cidr;
import dev.lull.proxy.ProxyProtocol;
import dev.lull.proxy.RelayOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The relay's options of {@code lull run --listen}. */
public final class RelayOptionsMixin {

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            converter = Limit.class,
            description = "With --listen: let at most N in at a time; the next ones wait. Default: as many as there are"
                    + " descriptors for.")
    private @Nullable Integer maxConnections;

    @Option(
            names = "--connection-idle-timeout",
            paramLabel = "DURATION",
            converter = Timeout.class,
            description = "With --listen: reset a connection on which no byte moves for so long. Default: never.")
    private @Nullable Duration connectionIdleTimeout;

    @Option(
            names = "--first-byte-timeout",
            paramLabel = "DURATION",
            converter = Timeout.class,
            description =
                    "With --listen: reset a connection on which neither side has said a byte for so long after the"
                            + " service was reached. Default: never.")
    private @Nullable Duration firstByteTimeout;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            converter = Timeout.class,
            description = "With --listen: hold a client for so long while the service is not up yet. Default: 30s.")
    private @Nullable Duration connectTimeout;

    @Option(
            names = "--proxy-protocol",
            paramLabel = "accept|optional|off",
            converter = Accepting.class,
            description = "With --listen: connections begin with a PROXY protocol header: all, some, none (the"
                    + " default).")
    private ProxyProtocol.@Nullable Accept acceptProxy;

    @Option(
            names = "--proxy-protocol-from",
            paramLabel = "CIDR",
            converter = Converters.Block.class,
            description =
                    "With --proxy-protocol: believe headers of these senders only. Repeatable. Default: this machine"
                            + " (127.0.0.0/8, ::1).")
    private List<Cidr> trustedSenders = new ArrayList<>();

    @Option(
            names = "--send-proxy",
            paramLabel = "v1|v2",
            converter = Sending.class,
            description = "With --listen: tell the service whose connection it is, by such a header. Default: off.")
    private ProxyProtocol.@Nullable Send sendProxy;

    @Option(
            names = "--refuse",
            paramLabel = "CIDR",
            converter = Converters.Block.class,
            description = "With --listen: reset connections from there at once; they never reach the service, nor"
                    + " count. Repeatable.")
    private List<Cidr> refused = new ArrayList<>();

    @Option(
            names = "--data-path",
            paramLabel = "auto|copy|splice",
            converter = Carrying.class,
            description =
                    "With --listen: copy the bytes (no native code), or have bulk spliced by the kernel. auto (the"
                            + " default): splice where it is available.")
    private RelayOptions.@Nullable DataPathChoice dataPath;

    /**
     * Puts the given ones together; each was found to be in range when it was parsed.
     *
     * @return the relay's settings, or empty if none was given
     */
    public Optional<RelayOptions> settings() {
        if (maxConnections == null
                && connectionIdleTimeout == null
                && firstByteTimeout == null
                && connectTimeout == null
                && acceptProxy == null
                && trustedSenders.isEmpty()
                && sendProxy == null
                && refused.isEmpty()
                && dataPath == null) {
            return Optional.empty();
        }
        RelayOptions.Builder options = RelayOptions.builder().refuse(refused).proxyProtocol(proxyProtocol());
        Optional.ofNullable(maxConnections).ifPresent(options::maxConnections);
        Optional.ofNullable(connectionIdleTimeout).ifPresent(options::connectionIdleTimeout);
        Optional.ofNullable(firstByteTimeout).ifPresent(options::firstByteTimeout);
        Optional.ofNullable(connectTimeout).ifPresent(options::connectTimeout);
        Optional.ofNullable(dataPath).ifPresent(options::dataPath);
        return Optional.of(options.build());
    }

    private ProxyProtocol proxyProtocol() {
        ProxyProtocol headers = ProxyProtocol.OFF
                .accepting(acceptProxy == null ? ProxyProtocol.OFF.accept() : acceptProxy)
                .sending(sendProxy == null ? ProxyProtocol.OFF.send() : sendProxy);
        return trustedSenders.isEmpty() ? headers : headers.trusting(trustedSenders);
    }

    /** Within what {@link RelayOptions} takes, so that what is wrong is said of the option and not of a setter. */
    static final class Timeout implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration timeout = new Converters.PositiveDuration().convert(text);
            if (timeout.compareTo(RelayOptions.LONGEST_TIMEOUT) > 0) {
                throw new TypeConversionException("\"" + text + "\" is too long, expected at most "
                        + RelayOptions.LONGEST_TIMEOUT.toDays() + "d");
            }
            return timeout;
        }
    }

    static final class Limit implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                int limit = Integer.parseInt(text);
                if (limit >= 1) {
                    return limit;
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException("\"" + text + "\", expected a number from 1");
            }
            throw new TypeConversionException("\"" + text + "\", expected a number from 1");
        }
    }

    static final class Accepting implements ITypeConverter<ProxyProtocol.Accept> {
        @Override
        public ProxyProtocol.Accept convert(String text) {
            return choose(
                    text,
                    Map.of(
                            "accept", ProxyProtocol.Accept.REQUIRED,
                            "optional", ProxyProtocol.Accept.OPTIONAL,
                            "off", ProxyProtocol.Accept.OFF));
        }
    }

    static final class Sending implements ITypeConverter<ProxyProtocol.Send> {
        @Override
        public ProxyProtocol.Send convert(String text) {
            return choose(text, Map.of("v1", ProxyProtocol.Send.V1, "v2", ProxyProtocol.Send.V2));
        }
    }

    static final class Carrying implements ITypeConverter<RelayOptions.DataPathChoice> {
        @Override
        public RelayOptions.DataPathChoice convert(String text) {
            Map<String, RelayOptions.DataPathChoice> choices = new TreeMap<>();
            Arrays.stream(RelayOptions.DataPathChoice.values())
                    .forEach(choice -> choices.put(choice.name().toLowerCase(Locale.ROOT), choice));
            return choose(text, choices);
        }
    }

    private static <T> T choose(String text, Map<String, T> choices) {
        T choice = choices.get(text);
        if (choice == null) {
            throw new TypeConversionException(
                    "\"" + text + "\", expected " + String.join(", ", new TreeMap<>(choices).keySet()));
        }
        return choice;
    }
}
