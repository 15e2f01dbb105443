package dev.lull.ebpf;

/**
 * How many records the kernel could not put into the ring buffer, since the program was loaded.
 *
 * @param opened those of openings
 * @param closed those of closings
 */
record Lost(long opened, long closed) {}
