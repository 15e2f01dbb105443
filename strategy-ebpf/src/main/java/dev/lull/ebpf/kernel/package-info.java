/**
 * What a monitor has in the kernel: the programs and maps of bpf(2), how they are loaded, attached and read, and what the
 * kernel's refusals mean. Knows nothing of monitors.
 */
@NullMarked
package dev.lull.ebpf.kernel;

import org.jspecify.annotations.NullMarked;
