package dev.lull.bench.run;

import java.util.Arrays;
import java.util.Collection;

/**
 * The median of some values, and how far they spread.
 *
 * @param count how many values there were, at least 1
 * @param median the one in the middle, or the mean of the two in the middle
 * @param low the lower quartile; the least value where there are fewer than four
 * @param high the upper quartile; the greatest value where there are fewer than four
 */
public record Statistics(int count, double median, double low, double high) {

    private static final int ENOUGH_FOR_QUARTILES = 4;

    public static Statistics of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none, expected at least one");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        boolean quartiles = sorted.length >= ENOUGH_FOR_QUARTILES;
        return new Statistics(
                sorted.length,
                quantile(sorted, 0.5),
                quantile(sorted, quartiles ? 0.25 : 0),
                quantile(sorted, quartiles ? 0.75 : 1));
    }

    /** Between two values it is on the straight line from one to the other. */
    public static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    public static double quantileOfUnsorted(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return quantile(sorted, share);
    }

    public boolean overlaps(Statistics other) {
        return low <= other.high && other.low <= high;
    }
}
