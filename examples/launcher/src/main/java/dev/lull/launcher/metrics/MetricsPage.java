package dev.lull.launcher.metrics;

import dev.lull.metrics.WatchFigures;
import dev.lull.metrics.WatchMeter;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Writes the figures of all services of this process down for Prometheus. Safe for use by any thread. */
final class MetricsPage {

    private final List<MeteredService> services;
    private final Clock clock;

    /**
     * Makes the page.
     *
     * @param services may change at any time
     * @param clock tells when a service will be stopped
     */
    MetricsPage(List<MeteredService> services, Clock clock) {
        this.services = services;
        this.clock = clock;
    }

    /** Returns the page as a client likes it: in OpenMetrics if it accepts that, else in Prometheus' own text. */
    HttpAnswer answer(String accept) {
        ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
        ExpositionFormatWriter writer = openMetrics.accepts(accept) ? openMetrics : PrometheusTextFormatWriter.create();
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(text, snapshots());
        } catch (IOException e) {
            throw new IllegalStateException("nothing fails that is written to memory", e);
        }
        return new HttpAnswer(200, "OK", writer.getContentType(), text.toByteArray());
    }

    private MetricSnapshots snapshots() {
        Map<MeteredService, WatchFigures> figures = new LinkedHashMap<>();
        services.forEach(service -> figures.put(service, service.tally().figures()));
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        for (WatchMeter meter : WatchMeter.values()) {
            all.metricSnapshot(snapshot(meter, figures));
        }
        return all.build();
    }

    private MetricSnapshot snapshot(WatchMeter meter, Map<MeteredService, WatchFigures> figures) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder();
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder();
        boolean counts = meter.kind() == WatchMeter.Kind.COUNTER;
        figures.forEach((service, now) -> {
            for (String value : meter.labelValues(service.tally().strategy())) {
                Labels labels = value.isEmpty()
                        ? Labels.of("service", service.name())
                        : Labels.of("service", service.name(), meter.label(), value);
                OptionalDouble number = meter.value(now, value, clock.millis());
                if (number.isPresent() && counts) {
                    counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(labels)
                            .value(number.getAsDouble())
                            .build());
                } else if (number.isPresent()) {
                    gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(labels)
                            .value(number.getAsDouble())
                            .build());
                }
            }
        });
        return counts
                ? described(counter, meter).build()
                : described(gauge, meter).build();
    }

    private static <B extends MetricSnapshot.Builder<B>> B described(B builder, WatchMeter meter) {
        B named = builder.name(meter.prometheusName()).help(meter.description());
        return meter.unit().isEmpty() ? named : named.unit(new Unit(meter.unit()));
    }
}
