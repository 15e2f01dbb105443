package dev.lull.ebpf.kernel;

/** One place in a program that wants something by name: the byte offset of the instruction, how, and the name. */
record Relocation(int offset, long type, String symbol) {}
