/** Tests of {@code lull doctor}. */
@NullMarked
package dev.lull.launcher.doctor;

import org.jspecify.annotations.NullMarked;
