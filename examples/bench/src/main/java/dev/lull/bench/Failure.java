package dev.lull.bench;

/**
 * What a contestant did not manage.
 *
 * @param round from 1
 * @param contestant its name
 * @param step {@code "start"}, {@code "check"}, or a workload's name
 * @param why in words
 */
record Failure(int round, String contestant, String step, String why) {}
