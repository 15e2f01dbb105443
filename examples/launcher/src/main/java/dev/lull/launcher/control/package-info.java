/**
 * The control socket of a run: who may ask what of a service that is watched ({@link Controllable}), over which lines, and
 * where the socket is. Nothing is done while nobody asks. Knows nothing of how a run does what it is asked.
 */
@NullMarked
package dev.lull.launcher.control;

import org.jspecify.annotations.NullMarked;
