package dev.lull.launcher.config;

/**
 * A text of the file.
 *
 * @param text the text
 * @param place where it is written
 */
public record ConfiguredText(String text, Place place) {}
