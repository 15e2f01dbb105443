package dev.lull.bench.run;

import dev.lull.bench.model.Metric;

/**
 * One measured value.
 *
 * @param round from 1
 * @param contestant its name
 * @param metric what was measured
 * @param value in the metric's unit
 * @param disturbed whether other programs used the processors meanwhile, every time that it was tried
 */
public record Sample(int round, String contestant, Metric metric, double value, boolean disturbed) {}
