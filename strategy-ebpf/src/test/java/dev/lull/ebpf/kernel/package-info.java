/** Tests of the programs and maps in the kernel, and of their loading. */
@NullMarked
package dev.lull.ebpf.kernel;

import org.jspecify.annotations.NullMarked;
