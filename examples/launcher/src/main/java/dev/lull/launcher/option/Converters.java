package dev.lull.launcher.option;

import dev.lull.Cidr;
import dev.lull.ProbeLimit;
import dev.lull.TrafficThreshold;
import dev.lull.launcher.process.CommandUser;
import dev.lull.launcher.process.UnixSignal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Leads picocli to the parsers, and their complaints back to picocli. */
public final class Converters {

    private Converters() {}

    private static <T> T convert(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    public static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return Converters.convert(text, Endpoint::port);
        }
    }

    public static final class Frontend implements ITypeConverter<ListenAt> {
        @Override
        public ListenAt convert(String text) {
            return Converters.convert(text, ListenAt::parse);
        }
    }

    public static final class AnswerAddress implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            return Converters.convert(text, Endpoint::toAnswerAt);
        }
    }

    public static final class ServiceAddress implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            return Converters.convert(text, Endpoint::ofService);
        }
    }

    public static final class PositiveDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Converters.convert(text, DurationText::parsePositive);
        }
    }

    public static final class AnyDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Converters.convert(text, DurationText::parse);
        }
    }

    public static final class Probe implements ITypeConverter<ProbeLimit> {
        @Override
        public ProbeLimit convert(String text) {
            return Converters.convert(text, MonitorFilters::parseProbe);
        }
    }

    public static final class Threshold implements ITypeConverter<TrafficThreshold> {
        @Override
        public TrafficThreshold convert(String text) {
            return Converters.convert(text, MonitorFilters::parseThreshold);
        }
    }

    public static final class Block implements ITypeConverter<Cidr> {
        @Override
        public Cidr convert(String text) {
            return Converters.convert(text, Cidr::parse);
        }
    }

    public static final class Signal implements ITypeConverter<UnixSignal> {
        @Override
        public UnixSignal convert(String text) {
            return Converters.convert(text, UnixSignal::parse);
        }
    }

    public static final class User implements ITypeConverter<CommandUser> {
        @Override
        public CommandUser convert(String text) {
            return Converters.convert(text, CommandUser::find);
        }
    }

    public static final class Idle implements ITypeConverter<OnIdle> {
        @Override
        public OnIdle convert(String text) {
            return Converters.convert(text, OnIdle::parse);
        }
    }

    public static final class Ready implements ITypeConverter<ReadyWhen> {
        @Override
        public ReadyWhen convert(String text) {
            return Converters.convert(text, ReadyWhen::parse);
        }
    }

    public static final class Starts implements ITypeConverter<StartLimit> {
        @Override
        public StartLimit convert(String text) {
            return Converters.convert(text, StartLimit::parse);
        }
    }

    public static final class Wakes implements ITypeConverter<WakeFor> {
        @Override
        public WakeFor convert(String text) {
            return switch (text) {
                case "counted" -> WakeFor.COUNTED;
                case "everybody" -> WakeFor.EVERYBODY;
                default -> throw new TypeConversionException("\"" + text + "\", expected counted, everybody");
            };
        }
    }

    public static final class HoldOf implements ITypeConverter<HoldRequest> {
        @Override
        public HoldRequest convert(String text) {
            return Converters.convert(text, HoldRequest::parse);
        }
    }

    public static final class IdleWhenOf implements ITypeConverter<IdleWhen> {
        @Override
        public IdleWhen convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "all" -> IdleWhen.ALL;
                case "any" -> IdleWhen.ANY;
                default -> throw new TypeConversionException("\"" + text + "\", expected all, any");
            };
        }
    }
}
