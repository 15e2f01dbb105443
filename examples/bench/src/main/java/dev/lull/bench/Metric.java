package dev.lull.bench;

import java.util.Arrays;
import java.util.Optional;

/** One figure: what it is called, its unit, and which way is better. */
enum Metric {
    UP1("up1", "bulk up, 1 connection", "GB/s", true),
    DOWN1("down1", "bulk down, 1 connection", "GB/s", true),
    UP16("up16", "bulk up, 16 connections", "GB/s", true),
    DOWN16("down16", "bulk down, 16 connections", "GB/s", true),
    PP1_P50("pp1.p50", "64-byte request, 1 connection, median", "µs", false),
    PP1_P99("pp1.p99", "64-byte request, 1 connection, p99", "µs", false),
    PP1_P999("pp1.p999", "64-byte request, 1 connection, p99.9", "µs", false),
    PP64_RATE("pp64.rate", "64-byte requests, 64 connections", "/s", true),
    PP64_P50("pp64.p50", "64-byte request, 64 connections at full speed, median", "µs", false),
    PP64_P99("pp64.p99", "64-byte request, 64 connections at full speed, p99", "µs", false),
    PACED_P50("paced.p50", "64-byte request, 64 connections at a fixed pace, median", "µs", false),
    PACED_P99("paced.p99", "64-byte request, 64 connections at a fixed pace, p99", "µs", false),
    PACED_P999("paced.p999", "64-byte request, 64 connections at a fixed pace, p99.9", "µs", false),
    CHURN("churn", "connect, one byte each way, close", "/s", true),

    UP1_CPU("up1.cpu", "contestant's CPU, bulk up, 1 connection", "s/GB", false),
    DOWN1_CPU("down1.cpu", "contestant's CPU, bulk down, 1 connection", "s/GB", false),
    UP16_CPU("up16.cpu", "contestant's CPU, bulk up, 16 connections", "s/GB", false),
    DOWN16_CPU("down16.cpu", "contestant's CPU, bulk down, 16 connections", "s/GB", false),
    UP1_CPU_ALL("up1.cpu-all", "CPU of client, contestant and service, bulk up, 1 connection", "s/GB", false),
    DOWN1_CPU_ALL("down1.cpu-all", "CPU of client, contestant and service, bulk down, 1 connection", "s/GB", false),
    UP16_CPU_ALL("up16.cpu-all", "CPU of client, contestant and service, bulk up, 16 connections", "s/GB", false),
    DOWN16_CPU_ALL("down16.cpu-all", "CPU of client, contestant and service, bulk down, 16 connections", "s/GB", false),
    PP1_CPU("pp1.cpu", "contestant's CPU per request, 1 connection", "µs", false),
    PP64_CPU("pp64.cpu", "contestant's CPU per request, 64 connections", "µs", false),
    PACED_CPU("paced.cpu", "contestant's CPU per request, 64 connections at a fixed pace", "µs", false),
    CHURN_CPU("churn.cpu", "contestant's CPU per short connection", "µs", false),

    MEMORY_0("rss.0", "resident memory, fresh, no connection", "MB", false),
    MEMORY_1000("rss.1000", "resident memory, 1,000 idle connections", "MB", false),
    MEMORY_5000("rss.5000", "resident memory, 5,000 idle connections", "MB", false),
    MEMORY_9500("rss.9500", "resident memory, 9,500 idle connections", "MB", false),

    CALLS_REST("calls.rest", "system calls of the whole process, no connection", "/s", false),
    CALLS_QUIET("calls.quiet", "system calls of the whole process, one quiet connection", "/s", false),
    CALLS_PP1("calls.pp1", "system calls per 64-byte request, 1 connection", "", false),
    CALLS_PP64("calls.pp64", "system calls per 64-byte request, 64 connections", "", false),
    CALLS_UP1("calls.up1", "system calls per MB, bulk up, 1 connection", "/MB", false),
    CALLS_CHURN("calls.churn", "system calls per short connection", "", false),

    EVENT_P50("event.p50", "connect() called → listener called, median", "µs", false),
    EVENT_P99("event.p99", "connect() called → listener called, p99", "µs", false),
    LOOK_100("look.100", "one look among 100 sockets", "µs", false),
    LOOK_1000("look.1000", "one look among 1,000 sockets", "µs", false),
    LOOK_5000("look.5000", "one look among 5,000 sockets", "µs", false),
    LOOK_20000("look.20000", "one look among 20,000 sockets", "µs", false),

    START("start", "process started → watching, or first connection answered", "ms", false),
    IDLE_STOP("idle-stop", "idle deadline → process gone", "ms", false);

    private final String id;
    private final String title;
    private final String unit;
    private final boolean moreIsBetter;

    Metric(String id, String title, String unit, boolean moreIsBetter) {
        this.id = id;
        this.title = title;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    static Optional<Metric> of(String id) {
        return Arrays.stream(values()).filter(metric -> metric.id.equals(id)).findFirst();
    }

    /** Its name in JSON and in {@code --only}; stays what it is, so that old reports can be compared. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    boolean moreIsBetter() {
        return moreIsBetter;
    }
}
