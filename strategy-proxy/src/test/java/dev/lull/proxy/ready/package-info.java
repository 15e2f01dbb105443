/** Tests of the data paths of readiness, as far as they have insides of their own. */
@NullMarked
package dev.lull.proxy.ready;

import org.jspecify.annotations.NullMarked;
