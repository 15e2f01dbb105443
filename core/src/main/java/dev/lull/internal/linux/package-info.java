/**
 * The one place for system calls. Exported to Lull's own strategies only; nothing here is API.
 */
@NullMarked
package dev.lull.internal.linux;

import org.jspecify.annotations.NullMarked;
