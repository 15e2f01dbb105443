/** Tests of the strategy "procfs". */
@NullMarked
package dev.lull.procfs;

import org.jspecify.annotations.NullMarked;
