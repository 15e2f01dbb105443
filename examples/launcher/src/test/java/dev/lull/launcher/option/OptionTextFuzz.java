package dev.lull.launcher.option;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Whatever an option of {@code lull run} is given, it is taken or refused with a reason, and what is taken can be shown. An
 * input is a byte that chooses the option's kind, and the text in UTF-8. No name is looked up, and no program asked.
 */
public final class OptionTextFuzz {

    /** All but {@code --user}, which asks the system. */
    static final List<ITypeConverter<?>> KINDS = List.of(
            new Converters.Port(),
            new Converters.Frontend(),
            new Converters.ServiceAddress(),
            new Converters.PositiveDuration(),
            new Converters.AnyDuration(),
            new Converters.Threshold(),
            new Converters.Block(),
            new Converters.Signal(),
            new Converters.Idle(),
            new Converters.Ready(),
            new Converters.Starts(),
            new Converters.Wakes(),
            new RelayOptionsMixin.Timeout(),
            new RelayOptionsMixin.Limit(),
            new RelayOptionsMixin.Accepting(),
            new RelayOptionsMixin.Sending(),
            new RelayOptionsMixin.Carrying());

    private static final Pattern NO_NAME =
            Pattern.compile("\\[.*|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.|$)){4}");

    private OptionTextFuzz() {}

    /**
     * Tries an input: what Jazzer calls.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ITypeConverter<?> kind = KINDS.get(Byte.toUnsignedInt(input[0]) % KINDS.size());
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        if (!mayBeLookedUp(kind, text)) {
            takeOrRefuse(kind, text);
        }
    }

    private static boolean mayBeLookedUp(ITypeConverter<?> kind, String text) {
        int colon = text.lastIndexOf(':');
        boolean address = kind instanceof Converters.Frontend || kind instanceof Converters.ServiceAddress;
        return address
                && colon >= 0
                && !NO_NAME.matcher(text.substring(0, colon)).matches();
    }

    private static void takeOrRefuse(ITypeConverter<?> kind, String text) {
        Object taken;
        try {
            taken = Objects.requireNonNull(kind.convert(text));
        } catch (TypeConversionException e) {
            String reason = String.valueOf(e.getMessage());
            if (reason.isBlank() || reason.equals("null")) {
                throw new AssertionError("refused without a reason", e);
            }
            return;
        } catch (Exception e) {
            throw new AssertionError(kind.getClass().getSimpleName() + " of \"" + text + "\"", e);
        }
        if (taken.toString().isEmpty()) {
            throw new AssertionError("nothing to show of \"" + text + "\"");
        }
    }
}
