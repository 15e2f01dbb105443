package dev.lull.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values are on an axis. Logarithmic where the greatest is many times the least, so that small ones can be told
 * apart; else linear from zero.
 *
 * @param least at the axis's beginning
 * @param greatest at its end
 * @param logarithmic whether equal factors are equal distances
 */
record Scale(double least, double greatest, boolean logarithmic) {

    private static final double TOO_MUCH_FOR_LINEAR = 60;
    private static final int TICKS = 5;

    /** A mark on the axis. */
    record Tick(double share, String label) {}

    /** From zero, for amounts: a bar twice as long is twice as much. */
    static Scale linear(List<Double> values) {
        double greatest = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        return new Scale(0, greatest > 0 ? greatest : 1, false);
    }

    /** For what differs by powers of ten, such as latencies; those that are not above zero count as zero. */
    static Scale of(List<Double> values) {
        double greatest = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double least = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> value > 0)
                .min()
                .orElse(greatest);
        if (greatest <= 0) {
            return new Scale(0, 1, false);
        }
        return greatest / least > TOO_MUCH_FOR_LINEAR ? logarithmic(least, greatest) : new Scale(0, greatest, false);
    }

    static Scale logarithmic(double least, double greatest) {
        double from = Math.pow(10, Math.floor(Math.log10(least)));
        return new Scale(from, Math.max(greatest, from * 10), true);
    }

    /** Between 0 and 1. */
    double share(double value) {
        double share = logarithmic
                ? value <= least ? 0 : Math.log(value / least) / Math.log(greatest / least)
                : value / greatest;
        return Math.max(0, Math.min(1, share));
    }

    List<Tick> ticks() {
        List<Tick> ticks = new ArrayList<>();
        if (logarithmic) {
            int decades = (int) Math.ceil(Math.log10(greatest / least));
            double step = Math.pow(10, Math.max(1, Math.ceil(decades / (double) TICKS)));
            for (double value = least; value <= greatest * 1.0001; value *= step) {
                ticks.add(new Tick(share(value), label(value)));
            }
        } else {
            double step = niceStep(greatest / TICKS);
            for (int i = 0; i * step <= greatest * 1.0001; i++) {
                ticks.add(new Tick(share(i * step), label(i * step)));
            }
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten, not below the least that is asked for. */
    static double niceStep(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= atLeast * 0.9999) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String label(double value) {
        String text = new java.math.BigDecimal(value)
                .round(new java.math.MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
        double thousand = 1_000;
        if (value >= thousand * thousand) {
            return label(value / (thousand * thousand)) + "M";
        }
        return value >= 10 * thousand ? label(value / thousand) + "k" : text;
    }
}
