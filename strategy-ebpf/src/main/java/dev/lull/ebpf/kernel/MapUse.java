package dev.lull.ebpf.kernel;

/**
 * What a name in a program stands for.
 *
 * @param descriptor the map's open descriptor
 * @param value false for the map itself, true for the address of its one value
 */
record MapUse(int descriptor, boolean value) {}
