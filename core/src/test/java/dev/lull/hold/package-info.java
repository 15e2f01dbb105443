@NullMarked
package dev.lull.hold;

import org.jspecify.annotations.NullMarked;
