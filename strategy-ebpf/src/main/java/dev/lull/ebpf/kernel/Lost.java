package dev.lull.ebpf.kernel;

/**
 * How many records the kernel could not put into the ring buffer, since the program was loaded.
 *
 * @param opened those of openings
 * @param closed those of closings
 */
public record Lost(long opened, long closed) {}
