/** The strategy's own tests. Those that need the kernel say so with {@code RequireEbpf}. */
@NullMarked
package dev.lull.ebpf;

import org.jspecify.annotations.NullMarked;
