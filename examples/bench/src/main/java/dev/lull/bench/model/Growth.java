package dev.lull.bench.model;

import java.util.Map;

/**
 * How a figure grows with something.
 *
 * @param title above the chart
 * @param across what it grows with, under the chart
 * @param up what grows, beside the chart
 * @param with what it grows with, in a sentence
 * @param metrics the figure at each place, rising
 */
public record Growth(String title, String across, String up, String with, Map<Integer, Metric> metrics) {}
