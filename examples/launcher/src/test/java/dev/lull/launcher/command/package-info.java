@NullMarked
package dev.lull.launcher.command;

import org.jspecify.annotations.NullMarked;
