/**
 * The strategy {@code ebpf}: a program in the kernel sees every connection open and close and keeps the count in memory
 * that Lull reads without a system call. {@link dev.lull.ebpf.EbpfStrategyProvider} is its entry,
 * {@link dev.lull.ebpf.EbpfOptions} its settings.
 */
@NullMarked
package dev.lull.ebpf;

import org.jspecify.annotations.NullMarked;
