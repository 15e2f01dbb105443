/** Tests of the one place for system calls. */
@NullMarked
package dev.lull.internal.linux;

import org.jspecify.annotations.NullMarked;
